// SPDX-License-Identifier: Apache-2.0
/**
 * The citizen's desk: who used this person's record, as a sheet for the asker. It says up to where it is complete, and counts
 * what may not be told yet.
 */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { api, done } from '../../api/client';
import { useCounted } from '../../api/lists';
import type { Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useMe } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { Block, Head, Loaded } from '../../parts/card/card';
import { Facts } from '../../parts/card/facts';
import { PrintButton, PrintFoot } from '../../parts/card/print-view';
import { GrantLink, OrganisationTag, ResourceTag } from '../../parts/card/references';
import { Violations } from '../../parts/card/tag';
import { DataTable, type Column } from '../../parts/table/data-table';
import { Moment } from '../../parts/time/moment';
import { localDay } from '../../parts/time/time';
import { useThisMonth } from '../../parts/time/this-month';
import { ByRecord } from '../../parts/inputs/by-record';
import { exchangesOf, purposeWords, type AllowedPurpose, type Exchange } from './exchanges';

type Grant = Schemas['GrantView'];
type Use = Schemas['UsageEventView'];

const PAGE = 200;
const MOST_PAGES = 25;
const MONTH = 7;

interface Question {
  readonly recordId: string;
  readonly resource: string;
  readonly round: number;
}

interface Trail {
  readonly uses: readonly Use[];
  /** Whether there is more than was read. */
  readonly isMore: boolean;
}

/** All uses of a record, read page by page. The plain identifier goes when the screen goes. */
function useRecordTrail(question: Question): UseQueryResult<Trail> {
  const { reason } = useReason();
  return useQuery({
    queryKey: ['desk', question, reason],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<Trail> => {
      const uses: Use[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { recordId, resource } = question;
        const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
        const body = { recordId, resource, ...reason };
        const { items, next } = await done(api.POST('/v1/trails/record', { params: { query }, body }));
        uses.push(...items.flatMap((item) => (item.entry === 'usage' ? [item.event] : [])));
        if (next === undefined) return { uses, isMore: false };
        cursor = next;
      }
      return { uses, isMore: true };
    },
  });
}

/** What it is for from the beginning, and what it was widened to. */
const allowedBy = (terms: Grant['terms'] | undefined): readonly AllowedPurpose[] =>
  terms ? [terms.purpose, ...(terms.purposes ?? [])] : [];

function useColumns(grants: ReadonlyMap<string, Grant>): readonly Column<Exchange>[] {
  const say = useSay();
  const word = useWord();
  const termsOf = ({ grant }: Exchange): Grant['terms'] | undefined => grants.get(grant)?.terms;
  const told = ({ isDenied, sides }: Exchange): string => {
    if (isDenied) return say('desk.denied');
    return say(sides.size > 1 ? 'desk.both' : 'desk.one');
  };
  return [
    { title: say('desk.when'), cell: ({ at }) => <Moment at={at} />, text: ({ at }) => at },
    {
      title: say('desk.who'),
      cell: (row) => <OrganisationTag id={termsOf(row)?.consumer ?? row.reporter} />,
      text: (row) => termsOf(row)?.consumer ?? row.reporter,
      codes: 'member',
    },
    {
      title: say('desk.why'),
      cell: (row) => purposeWords(row.purposes, allowedBy(termsOf(row))),
      text: (row) => purposeWords(row.purposes, allowedBy(termsOf(row))),
    },
    {
      title: say('desk.basis'),
      cell: (row) => termsOf(row)?.legalBasis ?? '–',
      text: (row) => termsOf(row)?.legalBasis ?? '',
    },
    {
      title: say('desk.how'),
      cell: ({ action }) => word('mode', action),
      text: ({ action }) => action,
      codes: { list: 'mode' },
    },
    { title: say('desk.confirmed'), cell: told, text: told },
    {
      title: say('field.verdicts'),
      cell: ({ violations }) => <Violations codes={violations} />,
      text: ({ violations }) => violations.join(' '),
      codes: { list: 'violation' },
    },
  ];
}

/** Months of each grant that nobody can add to any more. */
function Complete({ grants }: { readonly grants: readonly Grant[] }): ReactElement {
  const say = useSay();
  const { reason = {} } = useReason();
  const ids = grants.map(({ id }) => id);
  const query = useQuery({
    queryKey: ['desk-periods', ids, reason],
    queryFn: async () => {
      // Asked grant by grant: no month of one is left out because others have many.
      const read = (grant: string) =>
        done(api.GET('/v1/periods', { params: { query: { ...reason, grant, limit: PAGE } } }));
      return (await Promise.all(ids.map(read))).flatMap(({ items }) => items);
    },
  });
  return (
    <Block title={say('desk.complete')}>
      <p>{say('desk.completeLead')}</p>
      <Loaded query={query}>
        {(periods) => {
          const closed = Map.groupBy(
            periods.filter(({ state }) => state !== 'closing'),
            ({ grant }) => grant,
          );
          const monthsOf = ({ id }: Grant): string =>
            (closed.get(id) ?? [])
              .map(({ period }) => period)
              .sort()
              .join(say('common.between')) || say('desk.noMonth');
          return (
            <DataTable
              name="complete"
              label={say('desk.complete')}
              rows={grants}
              keyOf={({ id }) => id}
              columns={[
                { title: say('desk.grant'), cell: ({ id }) => <GrantLink id={id} />, text: ({ id }) => id },
                {
                  title: say('field.consumer'),
                  cell: ({ terms }) => <OrganisationTag id={terms.consumer} />,
                  text: ({ terms }) => terms.consumer,
                  codes: 'member',
                },
                { title: say('desk.closedMonths'), cell: monthsOf, text: monthsOf },
              ]}
            />
          );
        }}
      </Loaded>
    </Block>
  );
}

/** Uses that are sealed: counted, and nothing else is known of them. */
function Sealed({
  months,
  consumers,
}: {
  readonly months: readonly string[];
  readonly consumers: ReadonlySet<string>;
}): ReactElement {
  const say = useSay();
  const tongue = useInTongue();
  const { members } = useMe();
  const query = useQuery({
    queryKey: ['desk-seals', months],
    queryFn: () =>
      Promise.all(
        months.map(async (month) => {
          const { items } = await done(api.GET('/v1/seal-counts', { params: { query: { period: month } } }));
          return items
            .filter(({ organisation, undisclosed }) => undisclosed > 0 && consumers.has(organisation))
            .map(({ organisation, side, undisclosed }) => ({ month, organisation, side, undisclosed }));
        }),
      ).then((found) => found.flat()),
  });
  return (
    <Block title={say('desk.sealed')}>
      <p>{say('desk.sealedLead')}</p>
      <Loaded query={query}>
        {(sealed) =>
          sealed.length === 0 ? (
            <p>{say('desk.noSealed')}</p>
          ) : (
            <ul>
              {sealed.map(({ month, organisation, side, undisclosed }) => (
                <li key={`${month}/${organisation}/${side}`}>
                  {say('desk.sealedCount', {
                    month,
                    who: tongue(members.get(organisation)?.names) || organisation,
                    count: undisclosed,
                  })}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Block>
  );
}

function Sheet({
  trail: { uses, isMore },
  grants,
  resource,
}: {
  readonly trail: Trail;
  readonly grants: readonly Grant[];
  readonly resource: string;
}): ReactElement {
  const say = useSay();
  const { calendar } = useMe();
  const thisMonth = useThisMonth();
  const columns = useColumns(new Map(grants.map((grant) => [grant.id, grant])));
  const exchanges = exchangesOf(uses);
  const months = exchanges.map(({ at }) => localDay(at, calendar).slice(0, MONTH));
  const consumers = new Set(grants.map(({ terms }) => terms.consumer));
  const flagged = exchanges.filter(({ violations }) => violations.length > 0).length;
  const users = new Set(exchanges.map(({ grant, reporter }) => consumerOf(grants, grant) ?? reporter));
  return (
    <>
      <Block title={say('desk.sheet')}>
        <div className="sheet">
          <Facts
            facts={[
              { name: say('desk.about'), value: <ResourceTag id={resource} version={1} /> },
              { name: say('desk.asked'), value: <Moment at={new Date().toISOString()} /> },
            ]}
          />
        </div>
        <p>
          {exchanges.length === 0
            ? say('desk.none')
            : say('desk.found', { uses: exchanges.length, members: users.size })}
          {flagged > 0 && ` ${say('desk.flagged', { count: flagged })}`}
        </p>
        {isMore && <p className="notice">{say('desk.truncated', { count: uses.length })}</p>}
        {exchanges.length > 0 && (
          <DataTable
            name="desk"
            label={say('desk.sheet')}
            columns={columns}
            rows={exchanges}
            keyOf={({ key }) => key}
          />
        )}
      </Block>
      <Complete grants={grants} />
      <Sealed months={[...new Set([...months, thisMonth])].sort()} consumers={consumers} />
      <PrintFoot />
    </>
  );
}

const consumerOf = (grants: readonly Grant[], id: string): string | undefined =>
  grants.find((grant) => grant.id === id)?.terms.consumer;

function Answer({ question }: { readonly question: Question }): ReactElement {
  const { resource } = question;
  const trail = useRecordTrail(question);
  const grants = useCounted(['grants-of', resource], (turning) =>
    api.GET('/v1/grants', { params: { query: { ...turning, resource } } }),
  );
  return (
    <Loaded query={trail}>
      {(found) => (
        <Loaded query={grants}>
          {({ items }) => <Sheet trail={found} grants={items} resource={resource} />}
        </Loaded>
      )}
    </Loaded>
  );
}

export function Desk(): ReactElement {
  const say = useSay();
  const [question, ask] = useState<Question>();
  return (
    <>
      <Head
        kind={say('nav.desk')}
        title={say('nav.desk')}
        acts={
          question && (
            <>
              <button
                type="button"
                onClick={() => {
                  ask(undefined);
                }}
              >
                {say('desk.again')}
              </button>
              <PrintButton />
            </>
          )
        }
      />
      {question ? (
        <Answer question={question} />
      ) : (
        <>
          <p>{say('desk.lead')}</p>
          <ByRecord
            ask={(recordId, resource) => {
              ask({ recordId, resource, round: Date.now() });
            }}
          />
        </>
      )}
    </>
  );
}
