// SPDX-License-Identifier: Apache-2.0
/** Everything that happened to a record, a resource, a grant, an organisation, a dispute or in a case, in order. */
import { Link } from '@tanstack/react-router';
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useState, type ReactElement, type ReactNode } from 'react';
import { api, done } from '../../api/client';
import { useMe } from '../../api/me';
import { ProblemError, type Schemas } from '../../api/problem';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { Block, Head } from '../../parts/card/card';
import { Brush, type Range } from '../../parts/charts/brush';
import { Chart } from '../../parts/charts/chart';
import { saveCsv } from '../../parts/table/csv';
import { useFileCells } from '../../parts/table/file-cells';
import { useUseColumns } from '../../parts/table/use-columns';
import { useFilters } from '../../parts/table/filter-bar';
import { Labelled } from '../../parts/inputs/labelled';
import { textIn } from '../../parts/inputs/form-text';
import { More, NotWhole, PrintButton, PrintFoot } from '../../parts/card/print-view';
import { PurposeTag } from '../../parts/card/purpose';
import { ProblemNote } from '../../parts/card/problem-note';
import { CauseLink, GrantLink, OrganisationTag } from '../../parts/card/references';
import { Violations } from '../../parts/card/tag';
import { localDay } from '../../parts/time/time';
import { Timeline, type Happening } from '../../parts/time/timeline';
import { bundleOfRecord, Made, useMaking } from '../../parts/card/bundle-making';
import { ByRecord } from '../../parts/inputs/by-record';
import { MissingKeys } from '../../parts/card/missing-keys';
import { barsOf } from './uses';

const KINDS = ['grant', 'resource', 'organisation', 'dispute', 'record', 'case'] as const;
type Kind = (typeof KINDS)[number];
type Use = Schemas['UsageEventView'];

type Entry =
  | { readonly entry: 'usage'; readonly event: Use }
  | {
      readonly entry: 'record';
      readonly record: {
        readonly type: string;
        readonly id: string;
        readonly value: unknown;
        readonly written: Schemas['WrittenView'];
        readonly revision: number;
      };
    };

interface Page {
  readonly items: readonly Entry[];
  readonly next?: string;
  readonly asOf: number;
  /** Of a record by its plain identifier: how much of it the organisation's keys reach. */
  readonly keys?: Schemas['KeyCountView'];
}

/** What is asked: something that has a name on the ledger, or a record by its plain identifier, kept in memory only. */
type Question =
  | { readonly by: 'name'; readonly kind: Kind; readonly id: string }
  | { readonly by: 'record'; readonly recordId: string; readonly resource: string; readonly round: number };

const PAGE = 200;

const stateOf = (value: unknown): string | undefined => {
  const state = typeof value === 'object' && value !== null && 'state' in value ? value.state : undefined;
  return typeof state === 'string' ? state : undefined;
};

function useHappenings(): (entries: readonly Entry[]) => readonly Happening[] {
  const word = useWord();
  const say = useSay();
  const what = (entry: Entry): ReactNode => {
    if (entry.entry === 'record') {
      const { type, id, value, written } = entry.record;
      const state = stateOf(value);
      return (
        <>
          {word('type', type)} <CauseLink type={type} id={id} />{' '}
          {state !== undefined && <span className="tag">{word('anyState', state)}</span>}{' '}
          <Link to="/blocks/$number" params={{ number: String(written.block) }} className="small">
            {say('proof.block')} {written.block}
          </Link>
        </>
      );
    }
    const { leaf, organisation, violations } = entry.event;
    return (
      <>
        <Link to="/uses/$id" params={{ id: leaf.id }} search={{ organisation }}>
          {word('side', leaf.side)} · {leaf.kind === 'correction' && `${word('useKind', leaf.kind)} · `}
          {word('mode', leaf.action)}
          {leaf.count !== undefined && ` × ${leaf.count}`}
        </Link>{' '}
        <OrganisationTag id={organisation} /> · <GrantLink id={leaf.grant} /> ·{' '}
        <PurposeTag grant={leaf.grant} code={leaf.purpose} />{' '}
        {violations.length > 0 && <Violations codes={violations} />}
      </>
    );
  };
  return (entries) =>
    entries.map((entry) =>
      entry.entry === 'record'
        ? {
            key: `${entry.record.type}/${entry.record.id}/${entry.record.revision}`,
            at: entry.record.written.time,
            what: what(entry),
          }
        : {
            key: `${entry.event.organisation}/${entry.event.leaf.id}`,
            at: entry.event.leaf.at,
            what: what(entry),
            isBad: entry.event.violations.length > 0,
            ...(entry.event.violations.length === 0 && {
              like: `${entry.event.leaf.grant}/${entry.event.leaf.action}`,
            }),
          },
    );
}

function useTrail(question: Question): UseInfiniteQueryResult<InfiniteData<Page>> {
  const { reason } = useReason();
  return useInfiniteQuery({
    // A record's plain identifier is part of the question, and of nothing that is kept: it goes when the screen goes.
    queryKey: ['trail', question, reason],
    gcTime: question.by === 'record' ? 0 : 300_000,
    initialPageParam: '',
    getNextPageParam: (page: Page) => page.next,
    queryFn: ({ pageParam }): Promise<Page> => {
      const turning = { limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) };
      if (question.by === 'record') {
        const { recordId, resource } = question;
        const body = { recordId, resource, ...reason };
        return done(api.POST('/v1/trails/record', { params: { query: turning }, body }));
      }
      const { kind, id } = question;
      return done(
        api.GET('/v1/trails/{kind}/{id}', {
          params: { path: { kind, id }, query: { ...turning, ...reason } },
        }),
      );
    },
  });
}

/** Uses of a trail as a file: the columns of every table of uses, and the block in which each was written. */
function useUsesFile(): (uses: readonly Use[]) => readonly (readonly string[])[] {
  const say = useSay();
  const columns = useUseColumns();
  const { headsOf, cellsOf } = useFileCells();
  return (uses) => [
    [...columns.flatMap(({ title, codes }) => headsOf(title, codes)), say('field.block')],
    ...uses.map((use) => [
      ...columns.flatMap(({ text, codes }) => cellsOf(text(use), codes)),
      String(use.written.block),
    ]),
  ];
}

/** The only condition of a question for a record: a key of one of the grants. */
const isLackOfKey = (error: Error): boolean =>
  error instanceof ProblemError && error.problem.code === 'CONDITION_NOT_MET';

/** What stands for a trail of which nothing is read so far. */
function NotFound({
  question,
  error,
  again,
}: {
  readonly question: Question;
  readonly error: Error | null;
  readonly again: () => void;
}): ReactElement {
  const say = useSay();
  if (!error)
    return (
      <p role="status" className="waiting">
        {say('common.loading')}
      </p>
    );
  const lacksKey = question.by === 'record' && isLackOfKey(error);
  return lacksKey ? (
    <MissingKeys resource={question.resource} />
  ) : (
    <ProblemNote error={error} again={again} />
  );
}

function Found({ question }: { readonly question: Question }): ReactElement {
  const say = useSay();
  const { calendar } = useMe();
  const happeningsOf = useHappenings();
  const [range, setRange] = useState<Range>();
  const query = useTrail(question);
  const { reason } = useReason();
  const making = useMaking();
  const fileOf = useUsesFile();
  const readAgain = (): void => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch());
  if (!query.data) return <NotFound question={question} error={query.error} again={readAgain} />;
  const keys = query.data.pages[0]?.keys;
  const entries = query.data.pages.flatMap(({ items }) => items);
  const uses = entries.flatMap((entry) => (entry.entry === 'usage' ? [entry.event] : []));
  const flagged = uses.filter(({ violations }) => violations.length > 0).length;
  const bars = barsOf(uses, (at) => localDay(at, calendar));
  const [first, last] = range ?? [0, bars.length - 1];
  const from = bars[first]?.label ?? '';
  const to = bars[last]?.label ?? '';
  const shown = range
    ? entries.filter((entry) => {
        const day = localDay(
          entry.entry === 'usage' ? entry.event.leaf.at : entry.record.written.time,
          calendar,
        );
        return day >= from && day <= to;
      })
    : entries;
  return (
    <>
      <p>
        {say('trail.found', { entries: entries.length, uses: uses.length, flagged })}{' '}
        <span className="quiet">{say('common.asOf', { block: query.data.pages[0]?.asOf ?? 0 })}</span>
      </p>
      {keys && question.by === 'record' && (
        <MissingKeys resource={question.resource} missing={{ count: keys.missing, grants: keys.without }} />
      )}
      {uses.length > 0 && (
        <>
          <Chart name="trail-by-day" label={say('uses.byDay')} bars={bars} />
          <Brush bars={bars} range={[first, last]} choose={setRange} />
        </>
      )}
      <p className="small quiet">{say('common.oldestFirst')}</p>
      <Timeline happenings={happeningsOf(shown)} label={say('nav.trail')} />
      <div className="table-tools">
        {query.hasNextPage ? (
          <More more={() => void query.fetchNextPage()} />
        ) : (
          <span className="quiet">{say(keys && keys.missing > 0 ? 'trail.wholeOfKeys' : 'trail.whole')}</span>
        )}
        <button
          type="button"
          className="plain"
          onClick={() => {
            saveCsv('trail', fileOf(uses));
          }}
        >
          {say('common.csv')}
        </button>
        {question.by === 'record' && uses.length > 0 && (
          <button
            type="button"
            onClick={() => {
              making.make(() => bundleOfRecord(question, reason));
            }}
          >
            {say('trail.bundle')}
          </button>
        )}
      </div>
      {query.error && <ProblemNote error={query.error} again={readAgain} />}
      {query.hasNextPage && <NotWhole count={entries.length} />}
      <Made making={making} />
    </>
  );
}

function ByName({
  kind,
  id,
  ask,
}: {
  kind: Kind;
  id: string;
  ask: (kind: Kind, id: string) => void;
}): ReactElement {
  const say = useSay();
  const word = useWord();
  return (
    <Block title={say('trail.byName')}>
      <form
        className="sheet"
        key={`${kind}/${id}`}
        onSubmit={(event) => {
          event.preventDefault();
          const named = textIn(event.currentTarget, 'id');
          const chosen = KINDS.find((one) => one === textIn(event.currentTarget, 'kind'));
          if (chosen && named !== '') ask(chosen, named);
        }}
      >
        <Labelled label={say('field.kind')}>
          {(name) => (
            <select id={name} name="kind" defaultValue={kind}>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {word('trailKind', one)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <hr />
        <div className="row">
          <div className="grow">
            <Labelled label={say('trail.name')}>
              {(name) => (
                <input id={name} name="id" defaultValue={id} autoComplete="off" maxLength={128} required />
              )}
            </Labelled>
          </div>
          <button type="submit" className="primary">
            {say('trail.ask')}
          </button>
        </div>
      </form>
    </Block>
  );
}

export function Trail(): ReactElement {
  const say = useSay();
  const [filters, change] = useFilters();
  const [plain, setPlain] = useState<Extract<Question, { by: 'record' }>>();
  const kind = KINDS.find((one) => one === filters['kind']) ?? 'grant';
  const id = filters['id'] ?? '';
  const named: Question | undefined = id === '' ? undefined : { by: 'name', kind, id };
  const question = plain ?? named;
  const { isAsked, reason } = useReason();
  const mustState = isAsked && reason === undefined;
  return (
    <>
      <Head kind={say('nav.trail')} title={say('nav.trail')} acts={<PrintButton />} />
      <div className="two no-print">
        <ByRecord
          ask={(recordId, resource) => {
            setPlain({ by: 'record', recordId, resource, round: Date.now() });
          }}
        />
        <ByName
          kind={kind}
          id={id}
          ask={(chosen, name) => {
            setPlain(undefined);
            change({ kind: chosen, id: name });
          }}
        />
      </div>
      {question && mustState && <p className="notice">{say('purpose.first')}</p>}
      {question && !mustState && (
        <Block
          title={question.by === 'record' ? say('trail.ofRecord') : say('trail.of', { id: question.id })}
        >
          <Found question={question} />
        </Block>
      )}
      <PrintFoot />
    </>
  );
}
