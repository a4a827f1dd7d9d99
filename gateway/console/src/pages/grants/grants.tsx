// SPDX-License-Identifier: Apache-2.0
/** Grants: who may use what, how, and until when. */
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { Spans } from '../../parts/charts/spans';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { Moment } from '../../parts/time/moment';
import { GrantLink, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { StateTag } from '../../parts/card/tag';
import { stateFilter, useDutyFilter, useMemberFilter } from '../../parts/table/filters';
import { useOrderFilter } from '../../parts/table/order';

/** More would be a wall, and the list below has them all. */
const MOST_SPANS = 30;

const STATES = ['active', 'suspended', 'revoked', 'expired'] as const;

export function Grants(): ReactElement {
  const say = useSay();
  const word = useWord();
  const member = useMemberFilter();
  const duty = useDutyFilter();
  const order = useOrderFilter();
  const [filters] = useFilters();
  const listing = useListing(['grants', filters], (turning) =>
    api.GET('/v1/grants', { params: { query: { ...turning, order: 'newest', ...filters } } }),
  );
  return (
    <>
      <Head kind={say('nav.grants')} title={say('nav.grants')} />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), STATES, (value) => word('grantState', value)),
          member('provider', say('field.provider'), 'provider'),
          member('consumer', say('field.consumer'), 'consumer'),
          duty,
          order,
        ]}
      />
      {listing.items.length > 1 && (
        <Spans
          label={say('nav.grants')}
          spans={listing.items.slice(0, MOST_SPANS).map(({ id, state, terms }) => ({
            key: id,
            name: id,
            from: terms.period.from,
            to: terms.period.to,
            isOver: state !== 'active',
          }))}
        />
      )}
      <ListTable
        name="grants"
        label={say('nav.grants')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={[
          {
            title: say('noun.grant'),
            cell: ({ id }) => <GrantLink id={id} />,
            text: ({ id }) => id,
            order: 'id',
          },
          {
            title: say('field.granted'),
            cell: ({ history: [first] }) => (first ? <Moment at={first.stamp.at} dayOnly /> : '–'),
            text: ({ history }) => history[0]?.stamp.at ?? '',
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
            cell: ({ state }) => <StateTag group="grantState" value={state} />,
            text: ({ state }) => state,
            codes: { list: 'grantState' },
          },
          {
            title: say('field.until'),
            cell: ({ terms }) => <Moment at={terms.period.to} dayOnly />,
            text: ({ terms }) => terms.period.to,
          },
        ]}
      />
    </>
  );
}
