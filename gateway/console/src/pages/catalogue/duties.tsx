// SPDX-License-Identifier: Apache-2.0
/** Per duty what is listed, asked for, granted, used and needed: whoever looks after a catalogue sees what is lacking. */
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { OrganisationTag } from '../../parts/card/references';
import { DataTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useMemberFilter } from '../../parts/table/filters';

type Row = Schemas['OverviewView']['duties'][number];

function useColumns(): readonly Column<Row>[] {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const count = (
    title: string,
    valueOf: (row: Row) => number,
    show?: (row: Row) => ReactNode,
  ): Column<Row> => ({
    title,
    cell: (row) => show?.(row) ?? valueOf(row),
    text: (row) => String(valueOf(row)),
    isNumber: true,
  });
  /** What lacks stands out; nothing of it does not. */
  const lack = (
    title: string,
    valueOf: (row: Row) => number,
    linked: (row: Row, shown: ReactNode) => ReactNode,
  ): Column<Row> =>
    count(title, valueOf, (row) => {
      const value = valueOf(row);
      return linked(row, value > 0 ? <b className="bad-figure">{value}</b> : value);
    });
  return [
    {
      title: say('oversight.duties.duty'),
      cell: ({ duty, organisation, names, status }) => (
        <>
          <Link to="/catalogue" search={{ node: `${organisation}~${duty}` }} title={duty}>
            {tongue(names)}
          </Link>{' '}
          {status !== 'active' && <span className="tag warn">{word('dutyState', status)}</span>}
          <div className="small">
            <OrganisationTag id={organisation} />
          </div>
        </>
      ),
      text: ({ duty }) => duty,
    },
    // Its fourteen figures would not stand beside a column of their own for whose duty it is.
    {
      title: say('noun.organisation'),
      text: ({ organisation }) => organisation,
      codes: 'member',
    },
    count(
      say('oversight.duties.systems'),
      ({ systems }) => systems,
      ({ duty, systems }) => (
        <Link to="/matters/$kind" params={{ kind: 'system' }} search={{ duty }}>
          {systems}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.listed'),
      ({ resources }) => resources.listed,
      ({ duty, organisation, resources }) => (
        <Link to="/catalogue" search={{ node: `${organisation}~${duty}` }}>
          {resources.listed}
        </Link>
      ),
    ),
    lack(
      say('oversight.duties.unlisted'),
      ({ resources }) => resources.unlisted,
      ({ duty }, shown) => (
        <Link to="/resources" search={{ duty, state: 'draft,submitted' }}>
          {shown}
        </Link>
      ),
    ),
    lack(
      say('oversight.duties.incomplete'),
      ({ resources }) => resources.incomplete,
      ({ duty }, shown) => (
        <Link to="/resources" search={{ duty, lacks: 'any', state: 'published,suspended' }}>
          {shown}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.asked'),
      ({ requests }) => requests.asked,
      ({ duty, requests }) => (
        <Link to="/requests" search={{ duty }}>
          {requests.asked}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.open'),
      ({ requests }) => requests.open,
      ({ duty, requests }) => (
        <Link to="/requests" search={{ duty, state: 'submitted,decided' }}>
          {requests.open}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.refused'),
      ({ requests }) => requests.refused,
      ({ duty, requests }) => (
        <Link to="/requests" search={{ duty, state: 'refused' }}>
          {requests.refused}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.given'),
      ({ grants }) => grants.given,
      ({ duty, grants }) => (
        <Link to="/grants" search={{ duty }}>
          {grants.given}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.standing'),
      ({ grants }) => grants.standing,
      ({ duty, grants }) => (
        <Link to="/grants" search={{ duty, state: 'active,suspended' }}>
          {grants.standing}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.consumers'),
      ({ consumers }) => consumers,
      ({ duty, consumers }) => (
        <Link to="/duties/$id/consumers" params={{ id: duty }}>
          {consumers}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.uses'),
      ({ uses }) => uses,
      ({ duty, uses }) => (
        <Link to="/uses" search={{ duty }}>
          {uses}
        </Link>
      ),
    ),
    count(
      say('oversight.duties.openDemands'),
      ({ demands }) => demands.open,
      ({ duty, demands }) => (
        <Link to="/matters/$kind" params={{ kind: 'demand' }} search={{ duty, state: 'open' }}>
          {demands.open}
        </Link>
      ),
    ),
    lack(
      say('oversight.duties.changes'),
      ({ changes }) => changes,
      ({ duty }, shown) => (
        <Link to="/matters/$kind" params={{ kind: 'catalogue-change' }} search={{ duty, state: 'open' }}>
          {shown}
        </Link>
      ),
    ),
  ];
}

export function DutiesOverview(): ReactElement {
  const say = useSay();
  const member = useMemberFilter();
  const columns = useColumns();
  const [{ organisation }] = useFilters();
  const asked = organisation === undefined ? {} : { organisation };
  const query = useOne(['duties-overview', organisation], (reason) =>
    api.GET('/v1/duties-overview', { params: { query: { ...asked, ...reason } } }),
  );
  return (
    <>
      <Head kind={say('nav.duties')} title={say('nav.duties')} acts={<PrintButton />} />
      <p>{say('oversight.duties.lead')}</p>
      <FilterBar filters={[member('organisation', say('noun.organisation'))]} />
      <Loaded query={query}>
        {({ duties, asOf }) => (
          <>
            <DataTable
              name="duties-overview"
              label={say('nav.duties')}
              columns={columns}
              rows={duties}
              keyOf={({ duty }) => duty}
            />
            <p className="small quiet">{say('common.asOf', { block: asOf.block })}</p>
          </>
        )}
      </Loaded>
      <PrintFoot />
    </>
  );
}
