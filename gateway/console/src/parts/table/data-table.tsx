// SPDX-License-Identifier: Apache-2.0
/** A table of things: says that it loads, that there is nothing, or what went wrong; turns pages; goes out as CSV. */
import type { ReactElement, ReactNode } from 'react';
import type { Listing } from '../../api/lists';
import { useSay } from '../../i18n/i18n';
import { CopyProgram } from '../../programs/copy-program';
import { useOrder, type Order } from './order';
import { saveCsv } from './csv';
import { useFileCells, type CodeOf } from './file-cells';
import { ProblemNote } from '../card/problem-note';
import { More, NotWhole } from '../card/print-view';

export interface Column<T> {
  readonly title: string;
  /** Absent: it stands in the file only. */
  readonly cell?: (row: T) => ReactNode;
  /** The same as plain text, for CSV: an instant as the API has it. */
  readonly text: (row: T) => string;
  /** Of what the texts are codes: CSV gives the words first and the codes in a column of their own. */
  readonly codes?: CodeOf;
  readonly isNumber?: boolean;
  /** What the list stands by where its head is chosen: its own ids, or when each was begun. */
  readonly order?: 'id' | 'age';
}

/** How a list that is read in an order of one's choice stands, and how it is to stand. */
interface Standing {
  readonly order: Order;
  readonly choose: (order: Order) => void;
}

export interface DataTableProps<T> {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly empty?: ReactNode;
}

const SORTED = { id: 'ascending', oldest: 'ascending', newest: 'descending' } as const;
const MARKS = { ascending: '↑', descending: '↓' } as const;

/** The head of a column, which a list may be ordered by: of times the newest first, and the other way round. */
function ColumnHead<T>({
  column: { title, isNumber, order: by },
  standing,
}: {
  readonly column: Column<T>;
  readonly standing: Standing | undefined;
}): ReactElement {
  const look = isNumber === true ? 'number' : undefined;
  if (by === undefined || standing === undefined)
    return (
      <th scope="col" className={look}>
        {title}
      </th>
    );
  const { order, choose } = standing;
  const isBy = (by === 'id') === (order === 'id');
  const sorted = isBy ? SORTED[order] : undefined;
  const next = by === 'id' ? 'id' : order === 'newest' ? 'oldest' : 'newest';
  return (
    <th scope="col" className={look} aria-sort={sorted ?? 'none'}>
      <button
        type="button"
        className="order"
        onClick={() => {
          choose(next);
        }}
      >
        {title}
        <span aria-hidden="true"> {sorted ? MARKS[sorted] : '↕'}</span>
      </button>
      <span className="narrow-only">{title}</span>
    </th>
  );
}

export function DataTable<T>(props: DataTableProps<T> & { readonly standing?: Standing }): ReactElement {
  const { name, label, columns, rows, keyOf, empty, standing } = props;
  const say = useSay();
  const { headsOf, cellsOf } = useFileCells();
  const shown = columns.flatMap((column) => (column.cell ? [{ ...column, cell: column.cell }] : []));
  if (rows.length === 0) return <p className="sheet quiet">{empty ?? say('common.nothing')}</p>;
  return (
    <div>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
        <table className="rows">
          <caption className="sr">{label}</caption>
          <thead>
            <tr>
              {shown.map((column) => (
                <ColumnHead key={column.title} column={column} standing={standing} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {shown.map(({ title, cell, isNumber }) => (
                  <td key={title} data-label={title} className={isNumber === true ? 'number' : undefined}>
                    <span>{cell(row)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-tools">
        <span className="quiet">{say('common.rows', { count: rows.length })}</span>
        <button
          type="button"
          className="plain"
          onClick={() => {
            saveCsv(name, [
              columns.flatMap(({ title, codes }) => headsOf(title, codes)),
              ...rows.map((row) => columns.flatMap(({ text, codes }) => cellsOf(text(row), codes))),
            ]);
          }}
        >
          {say('common.csv')}
        </button>
      </div>
    </div>
  );
}

export interface ListTableProps<T> extends Omit<DataTableProps<T>, 'rows'> {
  readonly listing: Listing<T>;
  /** In which order it stands, in words. */
  readonly order?: string;
}

/** The table of a list of the API. How many rows a filter left is told to whoever does not see them. */
export function ListTable<T>(props: ListTableProps<T>): ReactElement {
  const say = useSay();
  const { items, isShown, error, isLoading } = props.listing;
  const isRead = isShown && !isLoading && !error;
  return (
    <>
      <p className="sr" role="status">
        {isRead && say('common.found', { count: items.length })}
      </p>
      <ListParts {...props} />
    </>
  );
}

function ListParts<T>({ listing, order, ...table }: ListTableProps<T>): ReactElement {
  const say = useSay();
  const standing = useOrder();
  const { items, isShown, error, isLoading, hasMore, more, again, asOf, address } = listing;
  if (error && !isShown) return <ProblemNote error={error} again={again} />;
  if (isLoading)
    return (
      <p role="status" className="waiting">
        {say('common.loading')}
      </p>
    );
  return (
    <>
      {error && <ProblemNote error={error} again={again} />}
      {order !== undefined && items.length > 1 && <p className="small quiet">{order}</p>}
      <DataTable {...table} rows={items} standing={standing} />
      <div className="table-tools">
        {hasMore ? <More more={more} /> : <span />}
        {asOf !== undefined && <span className="quiet">{say('common.asOf', { block: asOf })}</span>}
      </div>
      {hasMore && <NotWhole count={items.length} />}
      {address !== undefined && <CopyProgram call={{ method: 'GET', address }} />}
    </>
  );
}
