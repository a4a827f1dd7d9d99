// SPDX-License-Identifier: Apache-2.0
/** The record of one thing that is owed: opened and ended by the transactions that cause it, never by hand. */
import type { ObjectType, OrganisationRole } from '../names';
import type { ObligationKind, ProfileName, Stamp } from '../records';

/** What shows that it was done. `declared`: only the word of who owed it, which who is owed may contest. */
export const OBLIGATION_BASES = ['act', 'declared', 'confirmed', 'use'] as const;
export type ObligationBasis = (typeof OBLIGATION_BASES)[number];

export const OBLIGATION_STATES = ['open', 'met', 'missed', 'void'] as const;

/** More time: asked for by who owes, given or not by a manager, once. */
export interface Extension {
  /** Working days. */
  readonly days: number;
  readonly reason: string;
  readonly asked: Stamp;
  /** Absent while nobody has answered. */
  readonly answer?: { readonly approved: boolean; readonly reason?: string; readonly stamp: Stamp };
}

export interface Obligation {
  readonly type: 'obligation';
  /** `KIND~SUBJECT`: whoever ends it finds it without a search. */
  readonly id: string;
  readonly kind: ObligationKind;
  readonly profile: ProfileName;
  /** Article of the law that the profile stands for; absent where it stands for none. */
  readonly article?: string;
  /** MSP id; absent while any organisation with the role may do it. */
  readonly owedBy?: string;
  readonly owedByRole?: OrganisationRole;
  /** MSP id; absent where it is owed to nobody in particular. */
  readonly owedTo?: string;
  /** What it is about, and the transaction that opened it. */
  readonly cause: { readonly type: ObjectType; readonly id: string; readonly tx: string };
  /** Id of the request, which its grant has too. */
  readonly grant?: string;
  readonly resource?: string;
  readonly policyVersion: number;
  readonly startedAt: string;
  /** As it stands: moved by an extension, and by the time for which the clock stood still or a declaration waited for a word. */
  readonly dueAt: string;
  /** Since when the clock stands still. */
  readonly pausedAt?: string;
  readonly extension?: Extension;
  /** `missed`: it fell away undone after it was due. One that is open after it was due is missed too: `standingOf`. */
  readonly state: (typeof OBLIGATION_STATES)[number];
  readonly met?: {
    readonly at: string;
    readonly tx: string;
    readonly by: string;
    readonly late: boolean;
    readonly basis: ObligationBasis;
  };
  /** Declared as done, and contested by who is owed it, oldest first. */
  readonly contested?: readonly {
    readonly declaredAt: string;
    readonly reason: string;
    readonly stamp: Stamp;
  }[];
  /** `missed`, `void`: why nothing is owed any more. */
  readonly ended?: { readonly reason: EndReason; readonly stamp: Stamp };
  readonly changed: Stamp;
}

/** What an obligation fell away with. */
export const END_REASONS = [
  'withdrawn',
  'grant-ended',
  'resource-retired',
  'disputed',
  'resumed',
  'unfiled',
  'escalated',
  'not-corrected',
] as const;
export type EndReason = (typeof END_REASONS)[number];
