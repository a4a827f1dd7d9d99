// SPDX-License-Identifier: Apache-2.0
/** The demand list, the responsibility list and the negative list: open to every member, and as a whole in a file. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useInTongue, useLanguage, useSay, useWord, type Key } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { PrintButton } from '../../parts/card/print-view';
import { CauseLink, lookOf, OrganisationTag, OwnedTag, OwnedTags } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { ListTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useMemberFilter } from '../../parts/table/filters';
import { Moment } from '../../parts/time/moment';

type ListName = Schemas['ListView']['list'];
type Row = Schemas['ListView']['rows'][number];
type Value = Row[string];

const LISTS = ['demand', 'responsibility', 'negative'] as const satisfies readonly ListName[];

/** Columns of each list, as the API names their fields. */
const FIELDS = {
  demand: [
    'id',
    'consumer',
    'provider',
    'names',
    'purpose',
    'legalBasis',
    'state',
    'dueAt',
    'resource',
    'refusal',
  ],
  responsibility: [
    'id',
    'organisation',
    'names',
    'contactRole',
    'system',
    'duties',
    'source',
    'updateCycle',
    'sharingType',
    'modes',
  ],
  negative: ['id', 'organisation', 'names', 'reason', 'basisKind', 'citation'],
} as const satisfies Record<ListName, readonly string[]>;

type Field = (typeof FIELDS)[ListName][number];

const ORGANISATIONS: readonly Field[] = ['consumer', 'provider', 'organisation', 'source'];

const titleOf = (list: ListName): Key => `oversight.lists.${list}`;

function textOf(value: Value | undefined, between: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return 'join' in value ? value.join(between) : (value.zh ?? value.en ?? '');
}

function useCells(list: ListName): (field: Field, row: Row) => ReactNode {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const words: Partial<Record<Field, (value: string) => ReactNode>> = {
    state: (value) => <StateTag group="demandState" value={value} />,
    updateCycle: (value) => word('updateCycle', value),
    sharingType: (value) => word('sharingType', value),
    basisKind: (value) => word('basisKind', value),
    dueAt: (value) => <Moment at={value} dayOnly />,
    system: (value) => <OwnedTag kind="system" id={value} />,
  };
  const several: Partial<Record<Field, (values: readonly string[]) => ReactNode>> = {
    duties: (ids) => <OwnedTags kind="duty" ids={ids} />,
    modes: (modes) => modes.map((mode) => word('mode', mode)).join(say('common.between')),
  };
  return (field, row) => {
    const value = row[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return '–';
    if (typeof value === 'object' && !('join' in value)) return tongue(value);
    if (typeof value === 'object') return several[field]?.(value) ?? value.join(say('common.between'));
    if (ORGANISATIONS.includes(field)) return <OrganisationTag id={value} />;
    if (field === 'resource') return <CauseLink type="resource" id={value} />;
    if (field === 'id' && list === 'demand') return <CauseLink type="demand" id={value} />;
    // The number that the list goes by: its name stands beside it.
    if (field === 'id') {
      const code = value.split(':').at(-1) ?? value;
      return (
        <Link to="/resources/$id" params={{ id: value }} className={`mono ${lookOf(code)}`} title={value}>
          {code}
        </Link>
      );
    }
    return words[field]?.(value) ?? value;
  };
}

function Shown({ list }: { readonly list: ListName }): ReactElement {
  const say = useSay();
  const member = useMemberFilter();
  const language = useLanguage();
  const cellOf = useCells(list);
  const [{ organisation }] = useFilters();
  const own = organisation === undefined ? {} : { organisation };
  const listing = useListing(['list', list, organisation], async ({ limit, cursor }) => {
    const query = { limit, ...own, ...(cursor !== undefined && { cursor }) };
    const { data, ...answered } = await api.GET('/v1/lists/{list}', { params: { path: { list }, query } });
    return data ? { ...answered, data: { ...data, items: data.rows } } : answered;
  });
  const columns = FIELDS[list].map((field): Column<Row> => ({
    title: say(`oversight.lists.column.${field}`),
    cell: (row) => cellOf(field, row),
    text: (row) => textOf(row[field], say('common.between')),
  }));
  const addressIn = (format: 'csv' | 'xlsx'): string =>
    `/v1/lists/${list}?${new URLSearchParams({ ...own, format, language }).toString()}`;
  return (
    <>
      <p>{say(`oversight.lists.lead.${list}`)}</p>
      <FilterBar filters={[member('organisation', say('noun.organisation'))]} />
      <ListTable
        name={`${list}-list`}
        label={say(titleOf(list))}
        listing={listing}
        keyOf={(row) => textOf(row['id'], ' ')}
        columns={columns}
      />
      <p className="row no-print">
        <a className="button" href={addressIn('xlsx')} download>
          {say('oversight.lists.xlsx')}
        </a>
        <a className="button" href={addressIn('csv')} download>
          {say('oversight.lists.csv')}
        </a>
      </p>
    </>
  );
}

export function Lists(): ReactElement {
  const say = useSay();
  const { list: named } = useParams({ from: '/lists/$list' });
  const list = LISTS.find((one) => one === named) ?? 'demand';
  return (
    <>
      <Head kind={say('nav.lists')} title={say(titleOf(list))} acts={<PrintButton />} />
      <nav className="tabs" aria-label={say('nav.lists')}>
        {LISTS.map((one) => (
          <Link
            key={one}
            to="/lists/$list"
            params={{ list: one }}
            search={{}}
            aria-current={one === list ? 'page' : undefined}
          >
            {say(titleOf(one))}
          </Link>
        ))}
      </nav>
      <Shown key={list} list={list} />
    </>
  );
}
