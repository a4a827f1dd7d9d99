// SPDX-License-Identifier: Apache-2.0
/** Data reported as wrong, and what became of each report. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { Moment } from '../../parts/time/moment';
import { OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { stateFilter } from '../../parts/table/filters';
import { useOrderFilter } from '../../parts/table/order';

const STATES = ['opened', 'corrected', 'not-wrong', 'withdrawn', 'disputed'] as const;

export function Corrections(): ReactElement {
  const say = useSay();
  const word = useWord();
  const order = useOrderFilter();
  const [filters] = useFilters();
  const listing = useListing(['corrections', filters], (turning) =>
    api.GET('/v1/corrections', { params: { query: { ...turning, order: 'newest', ...filters } } }),
  );
  return (
    <>
      <Head kind={say('nav.corrections')} title={say('nav.corrections')} />
      <FilterBar
        filters={[stateFilter(say('field.state'), STATES, (value) => word('correctionState', value)), order]}
      />
      <ListTable
        name="corrections"
        label={say('nav.corrections')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('noun.correction'),
            cell: ({ id }) => (
              <Link to="/corrections/$id" params={{ id }}>
                {id}
              </Link>
            ),
            text: ({ id }) => id,
            order: 'id',
          },
          {
            title: say('field.begun'),
            cell: ({ opened }) => <Moment at={opened.at} dayOnly />,
            text: ({ opened }) => opened.at,
            order: 'age',
          },
          {
            title: say('noun.resource'),
            cell: ({ resource }) => <ResourceTag id={resource} version={1} />,
            text: ({ resource }) => resource,
            codes: 'resource',
          },
          {
            title: say('field.consumer'),
            cell: ({ consumer }) => <OrganisationTag id={consumer} />,
            text: ({ consumer }) => consumer,
            codes: 'member',
          },
          {
            title: say('field.state'),
            cell: ({ state }) => <StateTag group="correctionState" value={state} />,
            text: ({ state }) => state,
            codes: { list: 'correctionState' },
          },
          {
            title: say('deadline.due'),
            cell: ({ dueAt }) => (dueAt === undefined ? '–' : <Moment at={dueAt} dayOnly />),
            text: ({ dueAt }) => dueAt ?? '',
          },
        ]}
      />
    </>
  );
}
