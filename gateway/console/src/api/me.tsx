// SPDX-License-Identifier: Apache-2.0
/** Who is signed in, of which organisation, and wearing which hat: what the screens ask before they offer anything. */
import { createContext, use } from 'react';
import { useInTongue } from '../i18n/i18n';
import type { Session } from '../session/session';
import type { Schemas } from './problem';

export type Organisation = Schemas['OrganisationView'];
export type Hat = 'provider' | 'consumer' | 'manager' | 'auditor' | 'arbitrator' | 'admin' | 'submitter';

export interface Me {
  readonly session: Session;
  /** Undefined where the organisation is not registered on this ledger. */
  readonly organisation: Organisation | undefined;
  readonly hats: readonly Hat[];
  readonly members: ReadonlyMap<string, Organisation>;
  readonly calendar: Schemas['PolicyView']['calendar'];
  readonly policy: Schemas['PolicyView'];
}

export const MeContext = createContext<Me | undefined>(undefined);

/** @throws Error outside the console's shell */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('Nobody is signed in here.');
  return me;
}

/** Members by their names; whoever is none, by the id. */
export function useNameOf(): (id: string) => string {
  const { members } = useMe();
  const tongue = useInTongue();
  return (id) => tongue(members.get(id)?.names) || id;
}

const OFFICES = ['provider', 'consumer', 'manager'] as const;

/** What a person of that role does in an organisation with those roles. */
export function hatsOf({ role }: Session, organisation: Organisation | undefined): readonly Hat[] {
  if (role !== 'officer') return [role];
  return OFFICES.filter((office) => organisation?.roles.includes(office));
}
