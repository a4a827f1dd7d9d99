// SPDX-License-Identifier: Apache-2.0
/** Lets a screen end the session or take another role. */
import { createContext, use } from 'react';
import type { Session } from './session';

export interface SessionState {
  readonly session: Session;
  readonly change: (session: Session | undefined) => void;
}

export const SessionContext = createContext<SessionState | undefined>(undefined);

/** @throws Error outside the console's shell */
export function useSessionState(): SessionState {
  const state = use(SessionContext);
  if (!state) throw new Error('Nobody is signed in here.');
  return state;
}
