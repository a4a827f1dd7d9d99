// SPDX-License-Identifier: Apache-2.0
/** Imports of the organisation: which files were brought, by whom, and how each ended. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import { OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { DataTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { stateFilter } from '../../parts/table/filters';
import { Moment } from '../../parts/time/moment';

type Import = Schemas['ImportView'];
type State = Import['state'];

const STATES: readonly State[] = ['begun', 'finished', 'interrupted', 'failed'];
/** As many as are shown: the newest. */
const MOST = 200;

/** `目录条目：新建 120，更改 3`, kind by kind. */
function useCounts(): (totals: Import['totals']) => string {
  const say = useSay();
  const word = useWord();
  return (totals = {}) =>
    Object.entries(totals)
      .map(([what, effects]) => {
        const some = Object.entries(effects).filter(([, count]) => count > 0);
        const told = some
          .map(([effect, count]) => `${word('importEffect', effect)} ${count}`)
          .join(say('common.between'));
        return say('common.named', { name: word('importThing', what), value: told });
      })
      .join('; ');
}

function useColumns(): readonly Column<Import>[] {
  const say = useSay();
  const word = useWord();
  const counts = useCounts();
  return [
    {
      title: say('imports.begun'),
      cell: ({ begun }) => <Moment at={begun} />,
      text: ({ begun }) => begun,
    },
    {
      title: say('imports.file'),
      cell: ({ id, file }) => (
        <Link to="/imports/$id" params={{ id }}>
          {file}
        </Link>
      ),
      text: ({ file }) => file,
    },
    {
      title: say('field.state'),
      cell: ({ state }) => <StateTag group="importState" value={state} />,
      text: ({ state }) => word('importState', state),
    },
    {
      title: say('imports.result'),
      cell: ({ totals }) => counts(totals) || '–',
      text: ({ totals }) => counts(totals),
    },
    {
      title: say('imports.refused'),
      cell: ({ refused }) => refused ?? '–',
      text: ({ refused }) => String(refused ?? ''),
      isNumber: true,
    },
    {
      title: say('imports.by'),
      cell: ({ organisation, user }) => (
        <>
          <OrganisationTag id={organisation} /> <span className="small quiet">{user}</span>
        </>
      ),
      text: ({ organisation, user }) => `${organisation} ${user}`,
    },
  ];
}

/** Those that touched a thing, or all. */
export function useImports(filters: {
  readonly state?: State;
  readonly thing?: string;
}): ReturnType<typeof useOne<{ readonly items: readonly Import[] }>> {
  return useOne(['imports', filters], (reason) =>
    api.GET('/v1/imports', { params: { query: { limit: MOST, ...filters, ...reason } } }),
  );
}

export function Imports(): ReactElement {
  const say = useSay();
  const word = useWord();
  const columns = useColumns();
  const [{ state, thing }] = useFilters();
  const { isAsked, reason } = useReason();
  const wanted = STATES.find((one) => one === state);
  const query = useImports({ ...(wanted && { state: wanted }), ...(thing !== undefined && { thing }) });
  return (
    <>
      <Head kind={say('nav.imports')} title={say('nav.imports')} />
      <p>{say('imports.lead')}</p>
      {isAsked && !reason && <p className="notice">{say('imports.ownOnly')}</p>}
      {thing !== undefined && <p>{say('imports.ofThing', { thing })}</p>}
      <FilterBar filters={[stateFilter(say('field.state'), STATES, (value) => word('importState', value))]} />
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            name="imports"
            label={say('nav.imports')}
            rows={items}
            keyOf={({ id }) => id}
            columns={columns}
          />
        )}
      </Loaded>
    </>
  );
}
