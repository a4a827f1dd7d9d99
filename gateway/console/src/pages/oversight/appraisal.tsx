// SPDX-License-Identifier: Apache-2.0
/** The appraisal of a member: figures that anybody recomputes from the ledger, each with what was counted. */
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { api } from '../../api/client';
import type { Filters } from '../../api/filters';
import { useOne } from '../../api/lists';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/problem';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { OrganisationTag } from '../../parts/card/references';
import { DataTable, type Column } from '../../parts/table/data-table';
import { FilterBar } from '../../parts/table/filter-bar';
import { localTime } from '../../parts/time/time';
import { useSpan, useSpanFilters } from './span';

type Appraisal = Schemas['AppraisalView'];
type Figure = Appraisal['figures'][number];
type Group = 'catalogue' | 'requests' | 'uses' | 'disputes' | 'other';

const GROUPS: readonly (readonly [Group, RegExp])[] = [
  ['catalogue', /^(?:resources|cycles|entries|systems|duties)-/],
  ['requests', /^(?:decisions|confirmations|reviews|requests)-/],
  ['uses', /^(?:reports|claims|attestations|uses|violations)-/],
  ['disputes', /^(?:disputes|answers|assignments|rulings|remedies|closings|months)-/],
  ['other', /^/],
];

const groupOf = ({ figure }: Figure): Group =>
  GROUPS.find(([, pattern]) => pattern.test(figure))?.[0] ?? 'other';

const PERCENT = 100;

/** One decimal place, cut off: 99.96 is not yet 100. */
const percentOf = ({ numerator, denominator }: NonNullable<Figure['rate']>): string =>
  `${(Math.floor((numerator * PERCENT * 10) / denominator) / 10).toFixed(1)} %`;

/** The list that a figure counts from, where one list shows it. */
function ListLink({
  figure,
  organisation,
  children,
}: {
  readonly figure: Figure;
  readonly organisation: string;
  readonly children: ReactNode;
}): ReactElement {
  const lists: Readonly<Record<Group, ListedAt>> = {
    catalogue: { to: '/resources', search: { organisation } },
    uses: { to: '/uses', search: { organisation } },
    disputes: { to: /^(?:months|closings)-/.test(figure.figure) ? '/periods' : '/disputes', search: {} },
    requests: { to: '/requests', search: {} },
    other: { to: '/requests', search: {} },
  };
  return <Link {...lists[groupOf(figure)]}>{children}</Link>;
}

interface ListedAt {
  readonly to: '/resources' | '/uses' | '/periods' | '/disputes' | '/requests';
  readonly search: Filters;
}

/** A verdict's own uses can be listed. */
function Met({
  figure: { figure, met },
  organisation,
}: {
  readonly figure: Figure;
  readonly organisation: string;
}): ReactElement {
  const [, violation] = /^violations-(.+)$/.exec(figure) ?? [];
  if (violation === undefined || met.count === 0) return <>{met.count}</>;
  return (
    <Link to="/uses" search={{ organisation, violation }}>
      {met.count}
    </Link>
  );
}

function useColumns(organisation: string): readonly Column<Figure>[] {
  const say = useSay();
  const word = useWord();
  return [
    {
      title: say('oversight.appraisal.figure'),
      cell: ({ figure }) => word('figure', figure),
      text: ({ figure }) => figure,
      codes: { list: 'figure' },
    },
    {
      title: say('oversight.appraisal.of'),
      cell: (figure) => (
        <ListLink figure={figure} organisation={organisation}>
          {figure.of.count}
        </ListLink>
      ),
      text: ({ of }) => String(of.count),
      isNumber: true,
    },
    {
      title: say('oversight.appraisal.met'),
      cell: (figure) => <Met figure={figure} organisation={organisation} />,
      text: ({ met }) => String(met.count),
      isNumber: true,
    },
    {
      title: say('oversight.appraisal.rate'),
      cell: ({ rate }) =>
        rate ? percentOf(rate) : <span className="quiet">{say('oversight.appraisal.empty')}</span>,
      text: ({ rate }) => (rate ? `${rate.numerator}/${rate.denominator}` : ''),
      isNumber: true,
    },
    {
      title: say('oversight.appraisal.time'),
      cell: ({ workingDays }) => workingDays ?? '–',
      text: ({ workingDays }) => String(workingDays ?? ''),
      isNumber: true,
    },
  ];
}

function Shown({ appraisal }: { readonly appraisal: Appraisal }): ReactElement {
  const say = useSay();
  const { calendar } = useMe();
  const { organisation, figures, asOf } = appraisal;
  const columns = useColumns(organisation);
  const groups = Map.groupBy(figures, groupOf);
  return (
    <>
      <p>
        <OrganisationTag id={organisation} full />{' '}
        <span className="quiet">
          {say('oversight.appraisal.asOf', { block: asOf.block, time: localTime(asOf.time, calendar) })}
        </span>
      </p>
      {GROUPS.map(([group]) => ({ group, rows: groups.get(group) ?? [] }))
        .filter(({ rows }) => rows.length > 0)
        .map(({ group, rows }) => (
          <Block key={group} title={say(`oversight.appraisal.group.${group}`)}>
            <DataTable
              name={`appraisal-${group}`}
              label={say(`oversight.appraisal.group.${group}`)}
              columns={columns}
              rows={rows}
              keyOf={({ figure }) => figure}
            />
          </Block>
        ))}
      <PrintFoot />
    </>
  );
}

export function Appraisals(): ReactElement {
  const say = useSay();
  const [span] = useSpan();
  const filters = useSpanFilters();
  const query = useOne(['appraisal', span], (reason) =>
    api.GET('/v1/kpis', { params: { query: { ...span, ...reason } } }),
  );
  return (
    <>
      <Head kind={say('nav.appraisal')} title={say('nav.appraisal')} acts={<PrintButton />} />
      <p>{say('oversight.appraisal.lead')}</p>
      <FilterBar filters={filters} />
      <Loaded query={query}>{(appraisal) => <Shown appraisal={appraisal} />}</Loaded>
    </>
  );
}
