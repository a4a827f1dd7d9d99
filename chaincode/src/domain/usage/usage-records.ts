// SPDX-License-Identifier: Apache-2.0
/** Records of usage: leaves, batches, journals. */
import type { Stamp } from '../records';
import type { SharingMode } from '../catalogue/resource-records';

export interface Journal {
  readonly type: 'journal';
  readonly organisation: string;
  readonly id: string;
  readonly opened: Stamp;
  readonly closed?: Stamp & { readonly batches: number; readonly lastRoot: string };
}

/** Names of an organisation's open journals. Written when one is opened or closed. Key: [organisation]. */
export interface OpenJournals {
  readonly type: 'open-journals';
  readonly organisation: string;
  /** Sorted. */
  readonly journals: readonly string[];
  /** Calendar month (UTC) in which the newest was opened, and how many were opened in it. */
  readonly month: string;
  readonly opened: number;
}

/** Names of the journals that an organisation closed in a calendar month (UTC). Key: [organisation, month]. */
export interface ClosedJournals {
  readonly type: 'closed-journals';
  readonly organisation: string;
  readonly month: string;
  /** Sorted. */
  readonly journals: readonly string[];
}

/** Where a journal is not the unbroken series that it should be: a finding against its owner. */
export interface BrokenLinks {
  /** The first batch that is missing, or names another root than that of the one before. */
  readonly sequence: number;
  /** How many such places there are. */
  readonly places: number;
}

/**
 * How far the chain itself has followed a journal. Under a key of its own, so that writing it disturbs no
 * batch on its way.
 */
export interface JournalCheckpoint {
  readonly type: 'journal-checkpoint';
  readonly organisation: string;
  readonly id: string;
  /** Batches 1 to this were read, and what they state is in the running tallies. */
  readonly batches: number;
  /** Root of the last of them. */
  readonly root: string;
  /** Absent: each of them names the root of the one before. */
  readonly broken?: BrokenLinks;
  readonly checked: Stamp;
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
  readonly record?: string | undefined;
  /** For bulk copies: how many records. */
  readonly count?: number | undefined;
  readonly action: SharingMode;
  readonly at: string;
  /** Id of the reporter's registered system. */
  readonly system: string;
  /** Pseudonym of the person or job: 32 bytes, base64url. */
  readonly actor: string;
  readonly purpose: string;
  readonly case?: string | undefined;
  /** Codes of the items used, sorted, when fewer than granted. */
  readonly items?: readonly string[] | undefined;
  readonly outcome: UseOutcome;
  /** `correction`: the id of the leaf it corrects, of the same grant, side and period. */
  readonly corrects?: string | undefined;
  /** `correction`: the exchange digest of the corrected leaf, lower-case hex (`exchangeDigest` in `exchange.ts`). */
  readonly retracts?: string | undefined;
  /** Of a use that was sealed before: 32 bytes, base64url. With it the rest of the leaf makes the seal, see `seal.ts`. */
  readonly salt?: string | undefined;
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
  'after-closing',
  'disclosed-late',
  'told-openly',
] as const;
export type Violation = (typeof VIOLATIONS)[number];

/** Per grant, side and period: what reconciliation compares. */
export interface Tally {
  readonly grant: string;
  readonly side: Side;
  /** Month of the uses, `YYYY-MM` in the policy's local time. */
  readonly period: string;
  /** Number of exchanges stated: uses, denied attempts, corrections that restate one. 0 for a `nil` period. */
  readonly count: number;
  /** Multiset hash of their digests; see `multiset-hash.ts` and `exchange.ts`. */
  readonly exchanges: string;
  /**
   * Multiset hash of the same exchanges with digests in the older form, for months of which the other side has headers in that
   * form. Absent: the same as `exchanges`.
   */
  readonly older?: string | undefined;
  /** The grant's own purpose, which digests leave out, where some of them hold another one. */
  readonly purpose?: string | undefined;
  /** What corrections took back. Both sides agree when `exchanges` without `retracted` are equal. */
  readonly retracted?: { readonly count: number; readonly exchanges: string } | undefined;
}

/** The sum of the tallies of a journal's batches up to its checkpoint. Key: [organisation, journal, period, grant, side]. */
export interface RunningTally extends Tally {
  readonly type: 'tally';
  readonly organisation: string;
  readonly journal: string;
  /** How many batches have such a tally. */
  readonly batches: number;
  /** As in headers; absent where one of the batches has none. */
  readonly exchangeForm?: 2 | undefined;
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
  /**
   * Of leaves whose grant existed at the commit. Batches of earlier versions of the chaincode count the others as well,
   * those with the verdict `no-grant`.
   */
  readonly tallies: readonly Tally[];
  /**
   * The digests that the tallies count hold other purposes than the grant's own, and the verdicts that both sides share. Absent
   * in headers of earlier versions of the chaincode: theirs hold neither.
   */
  readonly exchangeForm?: 2;
  /** Leaf index → codes, in order of index; leaves without violations are absent. */
  readonly violations: readonly { readonly leaf: number; readonly codes: readonly Violation[] }[];
  readonly policyVersion: number;
  readonly committed: Stamp;
  /**
   * There is no such batch and there never will be: a checkpoint passed over its place, long after later ones had
   * committed. It has no leaves, and the root of the one before.
   */
  readonly missing?: true;
}

/**
 * Whether a leaf of a batch belongs to the grant that it names: there was one when the batch committed, and the
 * contract made sure that the reporter was on the leaf's side of it.
 */
export function belongsToGrant({ violations }: Pick<BatchHeader, 'violations'>): (leaf: number) => boolean {
  const foreign = new Set(
    violations.flatMap(({ leaf, codes }) => (codes.includes('no-grant') ? [leaf] : [])),
  );
  return (leaf) => !foreign.has(leaf);
}

/** What `usage:submit` returns: the header is in the write set, and need not lie in the block twice. */
export type BatchReceipt = Pick<BatchHeader, 'journal' | 'sequence' | 'root' | 'count' | 'violations'>;
