// SPDX-License-Identifier: Apache-2.0
/** What is new for the organisation, from the gateway's stream of events; what came since the last visit is marked. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState, type ReactElement } from 'react';
import { api, done } from '../../api/client';
import { useMe } from '../../api/me';
import { useReason } from '../../api/reason';
import { useSay, useWord } from '../../i18n/i18n';
import { Head, Loaded } from '../../parts/card/card';
import { CauseLink, OrganisationTag } from '../../parts/card/references';
import { Timeline, type Happening } from '../../parts/time/timeline';

/** So far back it looks, and so many it keeps. */
const BLOCKS = 200;
const KEPT = 500;
const PREFIX = 'cn.catalog-chain.';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: { readonly block: number };
}

type Standing = 'waiting' | 'live' | 'ended';

interface News {
  readonly events: readonly Event[];
  readonly standing: Standing;
}

/** @param round another one begins anew */
function useStream(from: number, round: number): News {
  const { reason } = useReason();
  const [events, setEvents] = useState<readonly Event[]>([]);
  const [standing, setStanding] = useState<Standing>('waiting');
  useEffect(() => {
    const asked = new URLSearchParams({ from: String(from), ...reason });
    const source = new EventSource(`/v1/events/stream?${asked.toString()}`);
    setStanding('waiting');
    setEvents([]);
    source.onopen = () => {
      setStanding('live');
    };
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as Event;
      setEvents((before) => [event, ...before.filter(({ id }) => id !== event.id)].slice(0, KEPT));
    };
    source.onerror = () => {
      setStanding(source.readyState === EventSource.CLOSED ? 'ended' : 'waiting');
    };
    return () => {
      source.close();
    };
  }, [from, reason, round]);
  return { events, standing };
}

/** The block up to which this person has seen what is new, in this browser. */
function useSeen(): readonly [number, (block: number) => void] {
  const { session } = useMe();
  const name = `seen/${session.organisation}/${session.user}`;
  const [seen, setSeen] = useState(() => Number(localStorage.getItem(name) ?? '0'));
  return [
    seen,
    (block) => {
      localStorage.setItem(name, String(block));
      setSeen(block);
    },
  ];
}

const nounOf = (type: string): string => type.replace(PREFIX, '').split('.')[0] ?? '';

/** Types of things, as the ledger keeps them, where an event's noun is another word. */
const TYPES: Readonly<Record<string, string>> = {
  change: 'catalogue-change',
  source: 'source-agency',
  service: 'service-change',
  report: 'use-report',
};

/** What a word of its own is for. */
const VERBS: Readonly<Record<string, string>> = {
  'period.closed': 'month-closed',
  'audit.read': 'on-record',
};

function JournalName({ id }: { readonly id: string }): ReactElement {
  const [organisation = '', ...name] = id.split(':');
  return (
    <>
      <OrganisationTag id={organisation} /> <span className="mono">{name.join(':')}</span>
    </>
  );
}

function Subject({ noun, subject }: { readonly noun: string; readonly subject: string }): ReactElement {
  const [grant = '', period] = subject.split('/');
  if (noun === 'period' && period !== undefined)
    return (
      <Link to="/periods/$grant/$period" params={{ grant, period }}>
        {grant} · {period}
      </Link>
    );
  if (noun === 'journal') return <JournalName id={subject} />;
  // What an overseer looked at is told by no more than a number of the entry, which leads nowhere.
  if (noun === 'audit') return <></>;
  return <CauseLink type={TYPES[noun] ?? noun} id={subject} />;
}

/** What an overseer looked at comes in runs, which would hide all else, seen or not; of uses those that were seen. */
function likeOf(noun: string, id: string, isFresh: boolean): Pick<Happening, 'like'> {
  if (noun === 'audit') return { like: noun };
  if (isFresh) return {};
  return { like: noun === 'usage' ? noun : id };
}

function useHappenings(seen: number): (events: readonly Event[]) => readonly Happening[] {
  const say = useSay();
  const word = useWord();
  return (events) =>
    events.map(({ id, type, subject, time, data }) => {
      const [noun = '', verb = ''] = type.replace(PREFIX, '').split('.');
      const isFresh = data.block > seen;
      return {
        key: id,
        at: time,
        what: (
          <>
            {isFresh && <span className="tag now">{say('patterns.news.fresh')}</span>}{' '}
            {word('toldNoun', noun)} {word('told', VERBS[`${noun}.${verb}`] ?? verb)}{' '}
            <Subject noun={noun} subject={subject} />
          </>
        ),
        ...likeOf(nounOf(type), id, isFresh),
      };
    });
}

function Stream({ height }: { readonly height: number }): ReactElement {
  const say = useSay();
  const [round, again] = useState(0);
  const [from] = useState(() => Math.max(0, height - BLOCKS));
  const { events, standing } = useStream(from, round);
  const [seen, see] = useSeen();
  const happeningsOf = useHappenings(seen);
  const unseen = events.filter(({ data }) => data.block > seen).length;
  return (
    <>
      <p className="row">
        <span className={standing === 'live' ? 'tag good' : 'tag warn'} role="status">
          {say(`patterns.news.${standing}`)}
        </span>
        {unseen > 0 && <span>{say('patterns.news.unseen', { count: unseen })}</span>}
        {unseen > 0 && (
          <button
            type="button"
            onClick={() => {
              see(Math.max(...events.map(({ data }) => data.block)));
            }}
          >
            {say('patterns.news.mark')}
          </button>
        )}
        {standing === 'ended' && (
          <button
            type="button"
            onClick={() => {
              again(round + 1);
            }}
          >
            {say('patterns.news.again')}
          </button>
        )}
      </p>
      {events.length === 0 ? (
        standing === 'live' && <p className="sheet quiet">{say('patterns.news.none')}</p>
      ) : (
        <Timeline happenings={happeningsOf(events)} label={say('nav.news')} />
      )}
    </>
  );
}

export function WhatIsNew(): ReactElement {
  const say = useSay();
  const { isAsked, reason } = useReason();
  const mayLook = !isAsked || reason !== undefined;
  const query = useQuery({ queryKey: ['news-height'], queryFn: () => done(api.GET('/v1/ledger')) });
  return (
    <>
      <Head kind={say('nav.news')} title={say('nav.news')} />
      <p>{say('patterns.news.lead')}</p>
      {mayLook ? (
        <Loaded query={query}>{({ height }) => <Stream height={height} />}</Loaded>
      ) : (
        <p className="notice">{say('purpose.first')}</p>
      )}
    </>
  );
}
