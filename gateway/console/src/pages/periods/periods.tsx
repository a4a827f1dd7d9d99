// SPDX-License-Identifier: Apache-2.0
/** Months of grants that were closed, by one side or both, and whether the two agree. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useCounted, useListing } from '../../api/lists';
import { useMe } from '../../api/me';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { GrantLink, OrganisationTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { stateFilter } from '../../parts/table/filters';
import { useThisMonth } from '../../parts/time/this-month';

const STATES = ['closing', 'matched', 'differs'] as const;

/** The months that run now are on no list: nobody has closed them. */
function Running(): ReactElement | null {
  const say = useSay();
  const { session } = useMe();
  const month = useThisMonth();
  const { data } = useCounted(['grants', 'active'], (turning) =>
    api.GET('/v1/grants', { params: { query: { ...turning, state: 'active' } } }),
  );
  const own = (data?.items ?? []).filter(({ terms }) =>
    [terms.provider, terms.consumer].includes(session.organisation),
  );
  if (own.length === 0) return null;
  return (
    <Block title={say('period.running', { month })}>
      <p className="row">
        {own.map(({ id }) => (
          <Link
            key={id}
            to="/periods/$grant/$period"
            params={{ grant: id, period: month }}
            className="button"
          >
            {id}
          </Link>
        ))}
      </p>
    </Block>
  );
}

export function Periods(): ReactElement {
  const say = useSay();
  const word = useWord();
  const [filters] = useFilters();
  const listing = useListing(['periods', filters], (turning) =>
    api.GET('/v1/periods', { params: { query: { ...turning, ...filters } } }),
  );
  return (
    <>
      <Head kind={say('nav.periods')} title={say('nav.periods')} />
      <Running />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), STATES, (value) => word('periodState', value)),
          { name: 'grant', label: say('noun.grant') },
          { name: 'period', label: say('noun.period'), type: 'month' },
        ]}
      />
      <ListTable
        name="periods"
        label={say('nav.periods')}
        listing={listing}
        keyOf={({ grant, period }) => `${grant}/${period}`}
        empty={say('period.none')}
        columns={[
          {
            title: say('noun.period'),
            cell: ({ grant, period }) => (
              <Link to="/periods/$grant/$period" params={{ grant, period }}>
                {period}
              </Link>
            ),
            text: ({ period }) => period,
          },
          {
            title: say('noun.grant'),
            cell: ({ grant }) => <GrantLink id={grant} />,
            text: ({ grant }) => grant,
          },
          {
            title: say('field.consumer'),
            cell: ({ consumer }) => <OrganisationTag id={consumer} />,
            text: ({ consumer }) => consumer,
            codes: 'member',
          },
          {
            title: say('field.state'),
            cell: ({ state }) => <StateTag group="periodState" value={state} />,
            text: ({ state }) => state,
            codes: { list: 'periodState' },
          },
        ]}
      />
    </>
  );
}
