// SPDX-License-Identifier: Apache-2.0
/** Reads what every screen needs (members, the policy with its calendar) once, before the first screen. */
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { useMemo, type ReactElement, type ReactNode } from 'react';
import { api, done } from '../api/client';
import { hatsOf, MeContext, type Me, type Organisation } from '../api/me';
import { useSay } from '../i18n/i18n';
import { ProblemNote } from '../parts/card/problem-note';
import type { Session } from '../session/session';
import { SessionContext } from '../session/session-context';

const MOST_MEMBERS = 200;
const LONG_MS = 10 * 60_000;

async function allMembers(): Promise<readonly Organisation[]> {
  const found: Organisation[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: MOST_MEMBERS, ...(cursor !== undefined && { cursor }) };
    const page = await done(api.GET('/v1/organisations', { params: { query } }));
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

interface Surroundings extends Pick<Me, 'policy'> {
  readonly members: ReadonlyMap<string, Organisation>;
}

const SURROUNDINGS = ['surroundings'];

/** What somebody's organisation is called, as far as it was read. */
export const knownNames = (
  queries: QueryClient,
  { organisation }: Session,
): Organisation['names'] | undefined =>
  queries.getQueryData<Surroundings>(SURROUNDINGS)?.members.get(organisation)?.names;

export interface MeGateProps {
  readonly session: Session;
  readonly onSession: (session: Session | undefined) => void;
  readonly children: ReactNode;
}

export function MeGate({ session, onSession, children }: MeGateProps): ReactElement {
  const say = useSay();
  const { data, error, refetch } = useQuery({
    queryKey: SURROUNDINGS,
    staleTime: LONG_MS,
    queryFn: async (): Promise<Surroundings> => {
      const policyOf = api.GET('/v1/policies/{version}', { params: { path: { version: 'current' } } });
      const [members, policy] = await Promise.all([allMembers(), done(policyOf)]);
      return { members: new Map(members.map((one) => [one.organisation, one])), policy };
    },
  });
  const me = useMemo(() => {
    if (!data) return undefined;
    const organisation = data.members.get(session.organisation);
    const { calendar } = data.policy;
    return { session, organisation, hats: hatsOf(session, organisation), calendar, ...data };
  }, [data, session]);
  const change = useMemo(() => ({ session, change: onSession }), [session, onSession]);
  if (me)
    return (
      <SessionContext value={change}>
        <MeContext value={me}>{children}</MeContext>
      </SessionContext>
    );
  if (error)
    return (
      <main className="door">
        <ProblemNote error={error} again={() => void refetch()} />
      </main>
    );
  return (
    <p className="door" role="status">
      {say('common.loading')}
    </p>
  );
}
