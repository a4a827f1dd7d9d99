// SPDX-License-Identifier: Apache-2.0
/** Who used which record when, under which grant, with the ledger's verdicts; by day as a chart with its table. */
import { VIOLATIONS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import { useListing } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Chart, type Bar } from '../../parts/charts/chart';
import { ListTable } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useUseColumns } from '../../parts/table/use-columns';
import { localDay } from '../../parts/time/time';
import { stateFilter, useDutyFilter, useMemberFilter } from '../../parts/table/filters';

type Use = Schemas['UsageEventView'];

/** Beside each verdict: any at all, and none. */
const VERDICTS = ['any', 'none', ...VIOLATIONS] as const;

/** How many uses of those shown fall on each day. */
export function barsOf(uses: readonly Use[], dayOf: (at: string) => string): readonly Bar[] {
  const days = Map.groupBy(uses, ({ leaf }) => dayOf(leaf.at));
  return [...days]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, all]) => ({
      label,
      value: all.length,
      bad: all.filter(({ violations }) => violations.length > 0).length,
    }));
}

export function Uses(): ReactElement {
  const say = useSay();
  const word = useWord();
  const { calendar } = useMe();
  const member = useMemberFilter();
  const duty = useDutyFilter();
  const columns = useUseColumns();
  const [filters] = useFilters();
  const listing = useListing(['uses', filters], (turning) =>
    api.GET('/v1/usage-events', { params: { query: { ...turning, order: 'newest', ...filters } } }),
  );
  return (
    <>
      <Head kind={say('nav.uses')} title={say('nav.uses')} />
      <p>{say('uses.lead')}</p>
      <FilterBar
        filters={[
          stateFilter(say('field.verdicts'), VERDICTS, (value) => word('violation', value), 'violation'),
          stateFilter(say('field.side'), ['claim', 'attestation'], (value) => word('side', value), 'side'),
          member('organisation', say('field.reportedBy')),
          { name: 'grant', label: say('noun.grant') },
          duty,
          {
            name: 'order',
            label: say('uses.order'),
            options: (['newest', 'oldest'] as const).map((value) => ({ value, label: word('order', value) })),
            otherwise: 'newest',
          },
        ]}
      />
      {listing.items.length > 0 && (
        <Block title={say('uses.byDay')}>
          <Chart
            name="uses-by-day"
            label={say('uses.byDay')}
            bars={barsOf(listing.items, (at) => localDay(at, calendar))}
          />
        </Block>
      )}
      <ListTable
        name="uses"
        label={say('nav.uses')}
        listing={listing}
        order={say(filters['order'] === 'oldest' ? 'common.oldestFirst' : 'common.newestFirst')}
        keyOf={({ leaf, organisation }) => `${organisation}/${leaf.id}`}
        columns={columns}
      />
    </>
  );
}
