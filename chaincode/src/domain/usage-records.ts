// SPDX-License-Identifier: Apache-2.0
/** Records of usage: leaves, batches, journals. */
import type { Stamp } from './records';
import type { SharingMode } from './resource-records';

export interface Journal {
  readonly type: 'journal';
  readonly organisation: string;
  readonly id: string;
  readonly opened: Stamp;
  readonly closed?: Stamp & { readonly batches: number; readonly lastRoot: string };
}

export const LEAF_KINDS = ['use', 'denied', 'nil', 'correction'] as const;
export type LeafKind = (typeof LEAF_KINDS)[number];
export const SIDES = ['claim', 'attestation'] as const;
export type Side = (typeof SIDES)[number];
export const OUTCOMES = ['ok', 'empty', 'error'] as const;
export type UseOutcome = (typeof OUTCOMES)[number];

/** A usage event as it lies in a block, one canonical JSON line of a batch. */
export interface Leaf {
  /** UUIDv7, lower case: the idempotency key. */
  readonly id: string;
  readonly kind: LeafKind;
  readonly side: Side;
  /** The same on both sides of one exchange. */
  readonly correlation: string;
  readonly grant: string;
  /** Keyed commitment to the record: HMAC-SHA-256, base64url without padding (43 characters). */
  readonly record?: string;
  /** For bulk copies: how many records. */
  readonly count?: number;
  readonly action: SharingMode;
  readonly at: string;
  /** Id of the reporter's registered system. */
  readonly system: string;
  /** Pseudonym of the person or job: 32 bytes, base64url. */
  readonly actor: string;
  readonly purpose: string;
  readonly case?: string;
  /** Codes of the items used, sorted, when fewer than granted. */
  readonly items?: readonly string[];
  readonly outcome: UseOutcome;
  /** `correction`: the id it corrects. `nil`: absent. */
  readonly corrects?: string;
}

export const VIOLATIONS = [
  'no-grant',
  'before-grant',
  'suspended',
  'revoked',
  'expired',
  'outside-period',
  'wrong-mode',
  'wrong-purpose',
  'wrong-system',
  'wrong-item',
  'reported-late',
  'future-time',
] as const;
export type Violation = (typeof VIOLATIONS)[number];

/** Per grant, side and period: what reconciliation compares. */
export interface Tally {
  readonly grant: string;
  readonly side: Side;
  /** Month of the uses, `YYYY-MM` in the policy's local time. */
  readonly period: string;
  readonly count: number;
  /** Multiset hash of the exchange digests; see `multiset-hash.ts`. */
  readonly exchanges: string;
}

export interface BatchHeader {
  readonly type: 'batch';
  readonly organisation: string;
  readonly journal: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** RFC 9162 root over the leaves, lower-case hex. */
  readonly root: string;
  /** Root of the batch before it in the journal; 64 zeros for the first. */
  readonly previousRoot: string;
  readonly count: number;
  /** Earliest and latest `at`. */
  readonly from: string;
  readonly to: string;
  readonly tallies: readonly Tally[];
  /** Leaf index → codes, in order of index; leaves without violations are absent. */
  readonly violations: readonly { readonly leaf: number; readonly codes: readonly Violation[] }[];
  readonly policyVersion: number;
  readonly committed: Stamp;
}
