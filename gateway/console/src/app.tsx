// SPDX-License-Identifier: Apache-2.0
/** The console of a person who is signed in: what is known of him, the routes, and what happens when the session ends. */
import './theme/app.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { whenSessionEnds } from './api/client';
import { useInTongue } from './i18n/i18n';
import { knownNames, MeGate } from './shell/me-gate';
import { isSessionOver, ProblemError } from './api/problem';
import { ReasonContext, type Reason } from './api/reason';
import { makeRouter } from './router';
import { SessionOver } from './session/session-over';
import type { Session } from './session/session';

const FRESH_MS = 10_000;
/** Of an overseer each read is put on the ledger: what was read is kept until it is asked for again. */
const FRESH_ON_RECORD_MS = 15 * 60_000;
const TRIES = 2;

const isOverseer = ({ role }: Session): boolean => role === 'auditor' || role === 'arbitrator';

const mayHelp = (count: number, error: Error): boolean =>
  count < TRIES && error instanceof ProblemError && error.status === 503 && !isSessionOver(error);

function makeQueries(session: Session): QueryClient {
  const onRecord = isOverseer(session);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: onRecord ? FRESH_ON_RECORD_MS : FRESH_MS,
        refetchOnWindowFocus: !onRecord,
        refetchOnReconnect: !onRecord,
        retry: mayHelp,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** The purpose is kept while the window is open, a reload included; it is a code that the ledger holds anyway. */
function useReasonOf({
  organisation,
  user,
}: Session): readonly [Reason | undefined, (reason: Reason | undefined) => void] {
  const name = `purpose/${organisation}/${user}`;
  const [reason, setReason] = useState(() => {
    const kept = sessionStorage.getItem(name);
    return kept === null ? undefined : (JSON.parse(kept) as Reason);
  });
  return [
    reason,
    (next) => {
      if (next) sessionStorage.setItem(name, JSON.stringify(next));
      else sessionStorage.removeItem(name);
      setReason(next);
    },
  ];
}

export interface AppProps {
  readonly session: Session;
  readonly onSession: (session: Session | undefined) => void;
}

export function App({ session, onSession }: AppProps): ReactElement {
  const queries = useMemo(() => makeQueries(session), [session]);
  const router = useMemo(() => makeRouter(), []);
  const tongue = useInTongue();
  const [isOver, setOver] = useState(false);
  const [reason, setReason] = useReasonOf(session);
  useEffect(
    () =>
      whenSessionEnds(() => {
        setOver(true);
      }),
    [],
  );
  const reasons = useMemo(
    () => ({ isAsked: isOverseer(session), reason, give: setReason }),
    [session, reason, setReason],
  );
  const comeBack = (again: Session): void => {
    setOver(false);
    const isSame = again.organisation === session.organisation && again.user === session.user;
    if (isSame) void queries.invalidateQueries();
    else onSession(again);
  };
  return (
    <QueryClientProvider client={queries}>
      <ReasonContext value={reasons}>
        <MeGate session={session} onSession={onSession}>
          <RouterProvider router={router} />
        </MeGate>
        {isOver && (
          <SessionOver
            organisation={tongue(knownNames(queries, session)) || session.organisation}
            onSignedIn={comeBack}
          />
        )}
      </ReasonContext>
    </QueryClientProvider>
  );
}
