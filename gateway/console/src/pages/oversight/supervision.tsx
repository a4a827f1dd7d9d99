// SPDX-License-Identifier: Apache-2.0
/** What members answered for in some months, item by item of the law, down to the records that are counted. */
import { liabilityItems } from '@catalog-chain/chaincode/domain/law/liability';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../../api/client';
import type { Filters } from '../../api/filters';
import { useOne } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useInTongue, useLanguage, useSay, useWord } from '../../i18n/i18n';
import { useItemName } from '../../parts/card/article';
import { Block, Head, Loaded } from '../../parts/card/card';
import { PrintFoot } from '../../parts/card/print-view';
import { OrganisationTag } from '../../parts/card/references';
import { HeatMap } from '../../parts/charts/heat-map';
import { DataTable, type Column } from '../../parts/table/data-table';
import { FilterBar, useFilters } from '../../parts/table/filter-bar';
import { useMe, useNameOf } from '../../api/me';
import { CountedEntries } from './entries';
import { reportAddress } from './report-address';
import { useSpan, useSpanFilters, type Span } from './span';

type Report = Schemas['SupervisionView'];
type Member = Report['members'][number];
type Item = Member['items'][number];

function useItemColumns(): readonly Column<Item>[] {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const name = useItemName();
  const [filters] = useFilters();
  return [
    {
      title: say('oversight.report.item'),
      cell: ({ item }) => <span className="nowrap">{name(item)}</span>,
      text: ({ item }) => name(item),
    },
    {
      title: say('oversight.report.what'),
      cell: ({ text }) => tongue(text),
      text: ({ text }) => tongue(text),
    },
    {
      title: say('oversight.report.seen'),
      cell: ({ seen }) => <span className="quiet">{word('seen', seen)}</span>,
      text: ({ seen }) => seen,
      codes: { list: 'seen' },
    },
    {
      title: say('oversight.report.counted'),
      cell: ({ item, seen, count }) =>
        seen === 'invisible' ? (
          '–'
        ) : count > 0 ? (
          <Link to="/supervision" search={{ ...filters, item }} className="bad-figure">
            {count}
          </Link>
        ) : (
          count
        ),
      text: ({ seen, count }) => (seen === 'invisible' ? '' : String(count)),
      isNumber: true,
    },
  ];
}

const OUTCOMES = { due: 'due', inTime: 'met', late: 'met-late', unmet: 'unmet' } as const;
type Outcome = keyof typeof OUTCOMES;
const ALL_OUTCOMES = Object.keys(OUTCOMES) as readonly Outcome[];
const MEASURES = ['orders', 'criticisms', 'incidents', 'complaints'] as const;

/** The obligations that a figure of a member counts. */
const countedBy = (outcome: Outcome, owedBy: string, { from, to }: Report['span']): Filters => ({
  owedBy,
  dueFrom: from,
  dueBefore: to,
  standing: OUTCOMES[outcome],
});

/** The orders, say, that a figure of a member counts: those of the months of the report. */
const takenIn = (organisation: string, { period, until = period }: Span): Filters => ({
  organisation,
  period,
  until,
});

/** Figures of one member, each with the list that it counts. */
function Figures({ member, span }: { readonly member: Member; readonly span: Report['span'] }): ReactElement {
  const say = useSay();
  const [months] = useSpan();
  const { organisation, obligations, measures } = member;
  return (
    <ul className="figures many" aria-label={say('home.figures')}>
      {ALL_OUTCOMES.map((outcome) => {
        const { count } = obligations[outcome];
        const isBad = outcome === 'late' || outcome === 'unmet';
        return (
          <li key={outcome} className={count === 0 ? 'none' : isBad ? 'bad' : undefined}>
            <Link to="/obligations" search={countedBy(outcome, organisation, span)}>
              <b>{count}</b>
              <span>{say(`oversight.report.${outcome}`)}</span>
            </Link>
          </li>
        );
      })}
      {MEASURES.map((measure) => (
        <li key={measure} className={measures[measure].count === 0 ? 'none' : undefined}>
          <Link to={`/${measure}`} search={takenIn(organisation, months)}>
            <b>{measures[measure].count}</b>
            <span>{say(`oversight.report.${measure}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function OfMember({
  member,
  span,
}: {
  readonly member: Member;
  readonly span: Report['span'];
}): ReactElement {
  const say = useSay();
  const columns = useItemColumns();
  const name = useItemName();
  const tongue = useInTongue();
  const [{ item: asked }] = useFilters();
  const counted = member.items.find(({ item }) => item === asked);
  return (
    <Block title={say('oversight.report.items')}>
      <p>
        <OrganisationTag id={member.organisation} full />
      </p>
      <Figures member={member} span={span} />
      <DataTable
        name={`supervision-${member.organisation}`}
        label={say('oversight.report.items')}
        columns={columns}
        rows={member.items}
        keyOf={({ item }) => item}
        empty={say('oversight.report.noItems')}
      />
      {counted && (
        <>
          <h2>{say('oversight.report.entries')}</h2>
          <p>
            <b>{name(counted.item)}</b> {tongue(counted.text)}
          </p>
          <CountedEntries item={counted} />
        </>
      )}
    </Block>
  );
}

/** Members against items: where something was counted, and how much. */
function AllMembers({
  members,
  span,
  instants,
}: {
  readonly members: readonly Member[];
  readonly span: Span;
  readonly instants: Report['span'];
}): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const name = useItemName();
  const nameOf = useNameOf();
  const counts = new Map(
    members.map((member) => [member.organisation, new Map(member.items.map((item) => [item.item, item]))]),
  );
  const liable = members.filter((member) => member.items.length > 0);
  const items = new Map(liable.flatMap((member) => member.items).map((item) => [item.item, item]));
  const columns: readonly Column<Member>[] = [
    {
      title: say('noun.organisation'),
      cell: ({ organisation }) => (
        <Link to="/supervision" search={{ ...span, organisation }}>
          {nameOf(organisation)}
        </Link>
      ),
      text: ({ organisation }) => organisation,
      codes: 'member',
    },
    ...ALL_OUTCOMES.map((outcome): Column<Member> => ({
      title: say(`oversight.report.${outcome}`),
      cell: ({ organisation, obligations }) => (
        <Link to="/obligations" search={countedBy(outcome, organisation, instants)}>
          {obligations[outcome].count}
        </Link>
      ),
      text: ({ obligations }) => String(obligations[outcome].count),
      isNumber: true,
    })),
    ...MEASURES.map((measure): Column<Member> => ({
      title: say(`oversight.report.${measure}`),
      cell: ({ organisation, measures }) => (
        <Link to={`/${measure}`} search={takenIn(organisation, span)}>
          {measures[measure].count}
        </Link>
      ),
      text: ({ measures }) => String(measures[measure].count),
      isNumber: true,
    })),
  ];
  return (
    <>
      <Block title={say('oversight.report.members')}>
        <DataTable
          name="supervision"
          label={say('oversight.report.members')}
          columns={columns}
          rows={members}
          keyOf={({ organisation }) => organisation}
        />
      </Block>
      {items.size > 0 && (
        <Block title={say('oversight.report.heat')}>
          <HeatMap
            name="supervision-items"
            label={say('oversight.report.heat')}
            corner={say('oversight.report.item')}
            rows={[...items.values()]
              .sort((a, b) => a.item.localeCompare(b.item))
              .map(({ item, text, seen }) => ({
                key: item,
                title: (
                  <>
                    <span className="nowrap">{name(item)}</span>{' '}
                    <span className="small quiet">
                      {tongue(text)}
                      {seen === 'partly' && ` · ${say('oversight.report.seenPartly')}`}
                      {seen === 'invisible' && ` · ${say('oversight.report.seenNot')}`}
                    </span>
                  </>
                ),
                text: item,
                words: `${name(item)} ${tongue(text)}`,
              }))}
            columns={liable.map(({ organisation }) => ({
              key: organisation,
              title: nameOf(organisation),
              text: organisation,
              words: nameOf(organisation),
            }))}
            valueOf={(item, organisation) => {
              const found = counts.get(organisation)?.get(item);
              return found && found.seen !== 'invisible' ? found.count : undefined;
            }}
            link={(item, organisation, value) => (
              <Link to="/supervision" search={{ ...span, organisation, item }}>
                {value}
              </Link>
            )}
          />
        </Block>
      )}
    </>
  );
}

function Shown({ report, span }: { readonly report: Report; readonly span: Span }): ReactElement {
  const say = useSay();
  const language = useLanguage();
  const { reason = {} } = useReason();
  const { members, asOf, digest } = report;
  const [only] = members;
  return (
    <>
      {members.length === 1 && only ? (
        <OfMember member={only} span={report.span} />
      ) : (
        <AllMembers members={members} span={span} instants={report.span} />
      )}
      <p className="row no-print">
        <a
          className="button"
          href={reportAddress(span, reason, 'html', language)}
          target="_blank"
          rel="noreferrer"
        >
          {say('oversight.report.print')}
        </a>
        <a className="button" href={reportAddress(span, reason, 'xlsx', language)} download>
          {say('oversight.report.xlsx')}
        </a>
        <a className="button" href={reportAddress(span, reason, 'csv', language)} download>
          {say('oversight.report.csv')}
        </a>
      </p>
      <p className="small quiet">
        {say('common.asOf', { block: asOf.block })} · {say('oversight.report.whole')} <code>{digest}</code>
      </p>
      <PrintFoot />
    </>
  );
}

export function Supervision(): ReactElement {
  const say = useSay();
  const [span] = useSpan();
  const filters = useSpanFilters();
  const { policy } = useMe();
  const name = useItemName();
  const query = useOne(['supervision', span], (reason) =>
    api.GET('/v1/supervision', { params: { query: { ...span, ...reason } } }),
  );
  return (
    <>
      <Head kind={say('nav.supervision')} title={say('nav.supervision')} />
      <p>{say('oversight.report.lead')}</p>
      <FilterBar
        filters={[
          ...filters,
          {
            name: 'item',
            label: say('oversight.report.item'),
            options: liabilityItems(policy.profile ?? 'generic').map(({ item }) => ({
              value: item,
              label: name(item),
            })),
          },
        ]}
      />
      <Loaded query={query}>{(report) => <Shown report={report} span={span} />}</Loaded>
    </>
  );
}
