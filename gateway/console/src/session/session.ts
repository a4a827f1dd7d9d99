// SPDX-License-Identifier: Apache-2.0
/** Who is signed in, and the ways in. Small, for the page before the console; the cookie itself no script can read. */

export type UserRole = 'officer' | 'submitter' | 'auditor' | 'arbitrator' | 'admin';

export interface Session {
  readonly organisation: string;
  readonly user: string;
  readonly role: UserRole;
  readonly roles: readonly UserRole[];
  readonly endsIdle: string;
  readonly endsAtLatest: string;
}

export interface DemoPerson {
  readonly login: string;
  readonly organisation: string;
  readonly names: { readonly zh?: string; readonly en?: string };
  readonly userRole: UserRole;
}

export interface WaysIn {
  readonly provider: boolean;
  readonly demo: readonly DemoPerson[];
  /** Whether this browser has a session, which may be over. */
  readonly hasSession: boolean;
}

/** @returns undefined where nobody is signed in, or the gateway does not answer: the door then says more */
export async function currentSession(): Promise<Session | undefined> {
  try {
    const { hasSession } = await waysIn();
    if (!hasSession) return undefined;
    const response = await fetch('/v1/session', { headers: { Accept: 'application/json' } });
    return response.ok ? ((await response.json()) as Session) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws Error where the gateway does not answer */
export async function waysIn(): Promise<WaysIn> {
  const response = await fetch('/session/ways');
  if (!response.ok) throw new Error('The gateway does not say how to sign in.');
  return (await response.json()) as WaysIn;
}

/** Comes in by the door of a demo. @throws Error where it does not open */
export async function enterDemo(login: string): Promise<Session> {
  const response = await fetch('/session/demo', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login }),
  });
  const session = response.ok ? await currentSession() : undefined;
  if (!session) throw new Error('The door did not open.');
  return session;
}

/** Leaves for the provider, and comes back to the page. */
export const providerAddress = (page: string): string =>
  `/session/sign-in?return=${encodeURIComponent(page)}`;
