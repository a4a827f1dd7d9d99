// SPDX-License-Identifier: Apache-2.0
/** Requests for data, and whose turn each is. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useMe } from '../../api/me';
import { useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { DeadlinePill } from '../../parts/time/deadline-pill';
import { extensionOf } from '../../parts/time/law';
import { Moment } from '../../parts/time/moment';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { lookOf, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { stateFilter, useDutyFilter, useMemberFilter } from '../../parts/table/filters';
import { useOrderFilter } from '../../parts/table/order';

/** Whether anybody still has to answer it: of a request that was withdrawn the step stays on record, and its clock does not run. */
const isOpen = (state: string): boolean => state === 'submitted' || state === 'decided';

/** Under which requests are answered. */
const ARTICLE = '21';

const STATES = ['submitted', 'decided', 'granted', 'refused', 'withdrawn'] as const;

export function Requests(): ReactElement {
  const say = useSay();
  const word = useWord();
  const member = useMemberFilter();
  const duty = useDutyFilter();
  const order = useOrderFilter();
  const { hats, policy } = useMe();
  const [filters] = useFilters();
  const listing = useListing(['requests', filters], (turning) =>
    api.GET('/v1/requests', { params: { query: { ...turning, order: 'newest', ...filters } } }),
  );
  const ask = (
    <Link to="/requests/new" search={{}} className="button">
      {say('ask.title')}
    </Link>
  );
  return (
    <>
      <Head kind={say('nav.requests')} title={say('nav.requests')} acts={hats.includes('consumer') && ask} />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), STATES, (value) => word('requestState', value)),
          member('provider', say('field.provider'), 'provider'),
          member('consumer', say('field.consumer'), 'consumer'),
          duty,
          order,
        ]}
      />
      <ListTable
        name="requests"
        label={say('nav.requests')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('noun.request'),
            cell: ({ id }) => (
              <Link to="/requests/$id" params={{ id }} className={lookOf(id)}>
                {id}
              </Link>
            ),
            text: ({ id }) => id,
            order: 'id',
          },
          {
            title: say('field.begun'),
            cell: ({ submitted }) => <Moment at={submitted.at} dayOnly />,
            text: ({ submitted }) => submitted.at,
            order: 'age',
          },
          {
            title: say('noun.resource'),
            cell: ({ terms }) => <ResourceTag id={terms.resource} version={terms.resourceVersion} />,
            text: ({ terms }) => terms.resource,
            codes: 'resource',
          },
          {
            title: say('field.consumer'),
            cell: ({ terms }) => <OrganisationTag id={terms.consumer} />,
            text: ({ terms }) => terms.consumer,
            codes: 'member',
          },
          {
            title: say('field.mode'),
            cell: ({ terms }) => word('mode', terms.mode),
            text: ({ terms }) => terms.mode,
            codes: { list: 'mode' },
          },
          {
            title: say('field.state'),
            cell: ({ state }) => <StateTag group="requestState" value={state} />,
            text: ({ state }) => state,
            codes: { list: 'requestState' },
          },
          {
            title: say('field.deadline'),
            cell: ({ pending, state, profile }) =>
              pending && isOpen(state) ? (
                <DeadlinePill
                  startedAt={pending.startedAt}
                  dueAt={pending.dueAt}
                  pausedAt={pending.pausedAt}
                  article={profile === 'cn-809' ? ARTICLE : undefined}
                  extension={pending.step === 'decide' ? extensionOf('answer-request', policy) : undefined}
                />
              ) : (
                '–'
              ),
            text: ({ pending, state }) => (isOpen(state) ? (pending?.dueAt ?? '') : ''),
          },
        ]}
      />
    </>
  );
}
