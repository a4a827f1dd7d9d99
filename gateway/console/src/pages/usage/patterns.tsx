// SPDX-License-Identifier: Apache-2.0
/** Who uses whose data: consumers against resources, flows between members, day by day over ninety days. */
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useMe } from '../../api/me';
import { useRecentUses, WINDOW_DAYS, type RecentUses, type Use } from '../../api/recent-uses';
import { useInTongue, useSay } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { OrganisationTag, ResourceTag } from '../../parts/card/references';
import { Chart } from '../../parts/charts/chart';
import { Flows, type Flow } from '../../parts/charts/flows';
import { HeatMap } from '../../parts/charts/heat-map';
import { DataTable, type Column } from '../../parts/table/data-table';
import { localDay } from '../../parts/time/time';
import { useUseColumns } from '../../parts/table/use-columns';
import { barsOf } from './uses';

/** One side of each exchange: the claim, or the attestation of what nobody claimed. */
function onceEach(uses: readonly Use[]): readonly Use[] {
  const reported = uses.filter(({ leaf }) => leaf.kind === 'use');
  const nameOf = ({ leaf }: Use): string => `${leaf.grant}/${leaf.correlation}`;
  const claimed = new Set(reported.filter(({ leaf }) => leaf.side === 'claim').map(nameOf));
  return reported.filter((use) => use.leaf.side === 'claim' || !claimed.has(nameOf(use)));
}

/** How many times each key occurs. */
function counted<T>(all: readonly T[], keyOf: (one: T) => string | undefined): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + 1);
  }
  return sums;
}

const PAIR = '\n';

function Shown({ recent }: { readonly recent: RecentUses }): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { members, calendar } = useMe();
  const columns: readonly Column<Use>[] = useUseColumns();
  const { grants, isMore } = recent;
  const uses = onceEach(recent.uses);
  if (uses.length === 0)
    return <p className="sheet quiet">{say('patterns.uses.none', { days: WINDOW_DAYS })}</p>;
  const termsOf = ({ leaf }: Use) => grants.get(leaf.grant)?.terms;
  const nameOf = (id: string): string => tongue(members.get(id)?.names) || id;
  const cells = counted(uses, (use) => {
    const terms = termsOf(use);
    return terms && `${terms.consumer}${PAIR}${terms.resource}`;
  });
  const flows: readonly Flow[] = [
    ...counted(uses, (use) => {
      const terms = termsOf(use);
      return terms && `${terms.provider}${PAIR}${terms.consumer}`;
    }),
  ].map(([pair, value]) => {
    const [from = '', to = ''] = pair.split(PAIR);
    return { from, to, value };
  });
  const consumers = [...new Set([...cells.keys()].map((pair) => pair.split(PAIR)[0] ?? ''))].sort();
  const resources = [...new Set([...cells.keys()].map((pair) => pair.split(PAIR)[1] ?? ''))].sort();
  const outside = uses.filter(({ violations }) => violations.some((code) => code !== 'reported-late'));
  return (
    <>
      {isMore && <p className="notice">{say('patterns.uses.more', { count: recent.uses.length })}</p>}
      <Block title={say('patterns.uses.heat')}>
        <HeatMap
          name="consumers-resources"
          label={say('patterns.uses.heat')}
          corner={say('patterns.uses.resource')}
          rows={resources.map((id) => {
            const version = [...grants.values()].find(({ terms }) => terms.resource === id)?.terms
              .resourceVersion;
            return { key: id, title: <ResourceTag id={id} version={version} />, text: id };
          })}
          columns={consumers.map((id) => ({ key: id, title: nameOf(id), text: id, words: nameOf(id) }))}
          valueOf={(resource, consumer) => cells.get(`${consumer}${PAIR}${resource}`) ?? 0}
          link={(resource, consumer, value) => (
            <Link to="/uses" search={{ resource, organisation: consumer }}>
              {value}
            </Link>
          )}
        />
      </Block>
      <Block title={say('patterns.uses.flows')}>
        <Flows
          name="flows"
          label={say('patterns.uses.flows')}
          flows={flows}
          nameOf={nameOf}
          cellOf={(id) => <OrganisationTag id={id} />}
          titles={{
            from: say('field.provider'),
            to: say('field.consumer'),
            value: say('patterns.uses.count'),
          }}
        />
      </Block>
      <Block title={say('patterns.uses.calendar')}>
        <Chart
          name="uses-by-day"
          label={say('patterns.uses.calendar')}
          bars={barsOf(uses, (at) => localDay(at, calendar))}
        />
      </Block>
      <Block title={say('patterns.uses.outside')}>
        <DataTable
          name="outside"
          label={say('patterns.uses.outside')}
          columns={columns}
          rows={outside}
          keyOf={({ leaf, organisation }) => `${organisation}/${leaf.id}`}
        />
      </Block>
      <p className="small quiet">{say('common.asOf', { block: recent.asOf })}</p>
      <PrintFoot />
    </>
  );
}

export function Patterns(): ReactElement {
  const say = useSay();
  const query = useRecentUses();
  return (
    <>
      <Head kind={say('nav.patterns')} title={say('nav.patterns')} acts={<PrintButton />} />
      <p>{say('patterns.uses.lead', { days: WINDOW_DAYS })}</p>
      <Loaded query={query}>{(recent) => <Shown recent={recent} />}</Loaded>
    </>
  );
}
