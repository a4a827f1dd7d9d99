// SPDX-License-Identifier: Apache-2.0
/** A table of things: says that it loads, that there is nothing, or what went wrong; turns pages; goes out as CSV. */
import type { ReactElement, ReactNode } from 'react';
import type { Listing } from '../../api/lists';
import { useSay } from '../../i18n/i18n';
import { CopyProgram } from '../../programs/copy-program';
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
}

export interface DataTableProps<T> {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly empty?: ReactNode;
}

export function DataTable<T>(props: DataTableProps<T>): ReactElement {
  const { name, label, columns, rows, keyOf, empty } = props;
  const say = useSay();
  const { headsOf, cellsOf } = useFileCells();
  const shown = columns.flatMap(({ title, cell, isNumber }) => (cell ? [{ title, cell, isNumber }] : []));
  if (rows.length === 0) return <p className="sheet quiet">{empty ?? say('common.nothing')}</p>;
  return (
    <div>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
        <table className="rows">
          <caption className="sr">{label}</caption>
          <thead>
            <tr>
              {shown.map(({ title, isNumber }) => (
                <th key={title} scope="col" className={isNumber === true ? 'number' : undefined}>
                  {title}
                </th>
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

/** The table of a list of the API. */
export function ListTable<T>({ listing, order, ...table }: ListTableProps<T>): ReactElement {
  const say = useSay();
  const { items, error, isLoading, hasMore, more, again, asOf, address } = listing;
  if (error) return <ProblemNote error={error} again={again} />;
  if (isLoading)
    return (
      <p role="status" className="waiting">
        {say('common.loading')}
      </p>
    );
  return (
    <>
      {order !== undefined && items.length > 1 && <p className="small quiet">{order}</p>}
      <DataTable {...table} rows={items} />
      <div className="table-tools">
        {hasMore ? <More more={more} /> : <span />}
        {asOf !== undefined && <span className="quiet">{say('common.asOf', { block: asOf })}</span>}
      </div>
      {hasMore && <NotWhole count={items.length} />}
      {address !== undefined && <CopyProgram call={{ method: 'GET', address }} />}
    </>
  );
}
