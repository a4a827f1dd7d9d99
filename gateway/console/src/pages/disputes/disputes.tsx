// SPDX-License-Identifier: Apache-2.0
/** Disputes, with whose turn it is and until when. */
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useSay, useWord } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useDisputeColumns } from '../home/awaited';
import { stateFilter, useMemberFilter } from '../../parts/table/filters';
import { useOrderFilter } from '../../parts/table/order';

const STATES = [
  'opened',
  'answered',
  'referred',
  'coordinated',
  'assigned',
  'recused',
  'ruled',
  'appealed',
  'remedied',
  'closed',
  'withdrawn',
] as const;
const KINDS = ['misuse', 'quality', 'omission', 'refusal', 'other'] as const;

export function Disputes(): ReactElement {
  const say = useSay();
  const word = useWord();
  const member = useMemberFilter();
  const columns = useDisputeColumns();
  const order = useOrderFilter();
  const [filters] = useFilters();
  const listing = useListing(['disputes', filters], (turning) =>
    api.GET('/v1/disputes', { params: { query: { ...turning, order: 'newest', ...filters } } }),
  );
  return (
    <>
      <Head kind={say('nav.disputes')} title={say('nav.disputes')} />
      <FilterBar
        filters={[
          stateFilter(say('field.state'), STATES, (value) => word('disputeState', value)),
          stateFilter(say('field.kind'), KINDS, (value) => word('disputeKind', value), 'kind'),
          member('respondent', say('field.respondent')),
          order,
        ]}
      />
      <ListTable
        name="disputes"
        label={say('nav.disputes')}
        listing={listing}
        keyOf={({ id }) => id}
        columns={columns}
      />
    </>
  );
}
