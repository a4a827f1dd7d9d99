// SPDX-License-Identifier: Apache-2.0
/** What the rest of the gateway sees of the index: the ledger's contents, as SQL can answer for them. */
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute-records';
import type {
  AccessRequest,
  Disclosure,
  Grant,
  KeyPurge,
} from '@catalog-chain/chaincode/domain/grant-records';
import type { AfterClosing, Closure, Period } from '@catalog-chain/chaincode/domain/period-records';
import type { Duty, Organisation, Policy, System } from '@catalog-chain/chaincode/domain/records';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/resource-records';
import type { ImpactSubject } from './dependents.js';
import type { DependentGrant } from './impact.js';
import type { Countable } from './count-ports.js';
import type { MessageReader } from './message-ports.js';
import type {
  BatchHeader,
  Journal,
  JournalCheckpoint,
  Leaf,
  Violation,
} from '@catalog-chain/chaincode/domain/usage-records';

/** State records by object type. Types not named here are indexed too, and come back as plain JSON. */
export interface IndexedRecords {
  readonly organisation: Organisation;
  readonly policy: Policy;
  readonly duty: Duty;
  readonly system: System;
  readonly resource: Resource;
  readonly 'resource-version': ResourceVersion;
  readonly request: AccessRequest;
  readonly grant: Grant;
  readonly journal: Journal;
  readonly 'journal-checkpoint': JournalCheckpoint;
  readonly batch: BatchHeader;
  readonly period: Period;
  readonly closure: Closure;
  readonly 'after-closing': AfterClosing;
  readonly dispute: Dispute;
  readonly 'audit-read': AuditRead;
  readonly disclosure: Disclosure;
  readonly 'key-purge': KeyPurge;
}
export type IndexedType = keyof IndexedRecords;

/** Where in the chain something was written. */
export interface ChainRef {
  readonly block: number;
  readonly transactionId: string;
  /** Time of the transaction, RFC 3339. */
  readonly time: string;
}

export interface IndexedRecord<T extends IndexedType = IndexedType> {
  readonly type: T;
  /** The key's parts joined by `/` (`ProviderMSP:POP`, `ProviderMSP:POP/0000000002`). */
  readonly id: string;
  readonly value: IndexedRecords[T];
  readonly written: ChainRef;
  /** Which version of the record this is, from 1. */
  readonly revision: number;
}

/** Filters by equality; absent means any. Each applies to the types that have the field. */
export interface RecordFilter {
  readonly organisation?: string;
  readonly provider?: string;
  readonly consumer?: string;
  readonly resource?: string;
  readonly grant?: string;
  readonly state?: string;
  /** Of a dispute: its kind. */
  readonly code?: string;
  /** Of a dispute: who answers it; who is or was to decide it. */
  readonly respondent?: string;
  readonly arbitrator?: string;
  /** Only records to which this organisation is a party: owner, provider, consumer, reporter; of a dispute any party or arbitrator. */
  readonly party?: string;
  /** Words that the id, code, names or summary hold, in any order, case folded. */
  readonly text?: string;
}

export interface PageOptions {
  /** From a former page's `next`. @throws IndexError `CURSOR_INVALID` for anything else. */
  readonly cursor?: string;
  /** 1 to 1,000; default 50. */
  readonly limit?: number;
  /** As things stood after this block; default: now. */
  readonly asOf?: number;
  /** Default: `id` for lists of records, `oldest` for events and trails. */
  readonly order?: 'id' | 'oldest' | 'newest';
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string;
  /** The block the answer is as of. */
  readonly asOf: number;
}

export interface UsageFilter {
  readonly organisation?: string;
  /** Only events to which this organisation is a party (reporter, or provider or consumer of the grant). */
  readonly party?: string;
  readonly side?: Leaf['side'];
  readonly kind?: Leaf['kind'];
  readonly action?: Leaf['action'];
  readonly outcome?: Leaf['outcome'];
  readonly grant?: string;
  readonly resource?: string;
  /** A commitment, base64url. */
  readonly record?: string;
  readonly actor?: string;
  readonly system?: string;
  readonly correlation?: string;
  readonly case?: string;
  readonly violation?: Violation | 'any' | 'none';
  /** `at` not before, and before: RFC 3339 UTC with milliseconds. */
  readonly from?: string;
  readonly to?: string;
}

/** A usage event in the chain: the leaf as reported, the verdict, the place. */
export interface UsageEvent {
  readonly leaf: Leaf;
  readonly organisation: string;
  /** Resource of the grant; absent when there is no such grant. */
  readonly resource?: string;
  readonly violations: readonly Violation[];
  readonly batch: { readonly journal: string; readonly sequence: number; readonly leaf: number };
  readonly written: ChainRef;
  /** The id appeared before, in another batch: position of the first. */
  readonly repeats?: { readonly block: number; readonly transactionId: string };
}

export const TRAIL_KINDS = [
  'record',
  'resource',
  'grant',
  'organisation',
  'actor',
  'dispute',
  'case',
] as const;
export type TrailKind = (typeof TRAIL_KINDS)[number];

/** One thing that happened: a record came to be or changed, or a use was reported. */
export type TrailEntry =
  | { readonly entry: 'record'; readonly record: IndexedRecord }
  | { readonly entry: 'usage'; readonly event: UsageEvent };

export interface TrailQuery extends PageOptions {
  readonly kind: TrailKind;
  /** `record`: one or more commitments (one per grant key); others: one id. */
  readonly ids: readonly string[];
  /** Only what this organisation is a party to. */
  readonly party?: string;
}

/** What a side states of one exchange, when that is not what the other side states. */
export interface Statement {
  /** How many times it is told here and not by the other side; 0 where the other side is the one that says more. */
  readonly count: number;
  /** Absent when no event of this side states the exchange. */
  readonly exchange?: Exchange;
  /** The events that state it or take it back, in chain order. */
  readonly events: readonly {
    readonly id: string;
    readonly kind: Leaf['kind'];
    readonly at: string;
    readonly violations: readonly Violation[];
  }[];
}

/** What both sides must agree on of one exchange, besides its correlation. */
export interface Exchange {
  readonly action: Leaf['action'];
  readonly record?: string;
  readonly count?: number;
  readonly items?: readonly string[];
  readonly outcome: Leaf['outcome'] | 'denied';
}

export const DIFFERENCES = ['unattested', 'unreported', 'contradicted'] as const;
/** Claimed and not attested; attested and not claimed; told otherwise by each side. */
export type DifferenceVerdict = (typeof DIFFERENCES)[number];

/** One exchange on which the sides differ. */
export interface Difference {
  readonly verdict: DifferenceVerdict;
  readonly correlation: string;
  /** `contradicted`: what each side tells otherwise. */
  readonly fields?: readonly (keyof Exchange)[];
  readonly claim?: Statement;
  readonly attestation?: Statement;
}

export interface ReconciliationQuery {
  readonly grant: string;
  /** Local month, `YYYY-MM`. */
  readonly period: string;
  /** As things stood after this block; default: now. */
  readonly asOf?: number;
}

/** What a side has on the ledger of a month. */
export interface SideCount {
  /** Exchanges stated, corrections among them. */
  readonly stated: number;
  /** Exchanges that corrections took back. */
  readonly retracted: number;
}

/** The two sides of a month, exchange by exchange; multiplicity counts. */
export interface Reconciliation {
  readonly claims: SideCount;
  readonly attestations: SideCount;
  readonly matched: number;
  readonly unattested: number;
  readonly unreported: number;
  readonly contradicted: number;
  readonly asOf: number;
}

/** What an index says of itself and of the chain it follows. */
export interface Checkpoint {
  readonly genesisHash: string;
  /** Newest block indexed; -1 before the first. */
  readonly block: number;
  readonly hash: string;
  readonly events: number;
  /** Found while indexing: broken linkage, repeated ids, leaves that cannot be read. */
  readonly anomalies: number;
}

export const ANOMALIES = [
  'previous-root-mismatch',
  'repeated-id',
  'unreadable-batch',
  'unreadable-record',
] as const;

export interface Anomaly {
  readonly kind: (typeof ANOMALIES)[number];
  readonly detail: string;
  readonly written: ChainRef;
}

/** Reads. Answers are as of one block; limits are capped, never refused for being large. */
export interface IndexReader {
  get<T extends IndexedType>(type: T, id: string, asOf?: number): Promise<IndexedRecord<T> | undefined>;
  list<T extends IndexedType>(
    type: T,
    filter?: RecordFilter,
    page?: PageOptions,
  ): Promise<Page<IndexedRecord<T>>>;
  /** Every revision of one record, oldest first. */
  history<T extends IndexedType>(type: T, id: string, page?: PageOptions): Promise<Page<IndexedRecord<T>>>;
  usageEvents(filter: UsageFilter, page?: PageOptions): Promise<Page<UsageEvent>>;
  usageEvent(id: string): Promise<UsageEvent | undefined>;
  trail(query: TrailQuery): Promise<Page<TrailEntry>>;
  /** The two sides of (grant, period) in numbers. Takes seconds for millions of exchanges, the first time. */
  reconciliation(query: ReconciliationQuery): Promise<Reconciliation>;
  /** On which exchanges they differ, in an order without meaning. A page may be short without being the last. */
  differences(
    query: ReconciliationQuery,
    verdict?: DifferenceVerdict,
    page?: PageOptions,
  ): Promise<Page<Difference>>;
  anomalies(page?: PageOptions): Promise<Page<Anomaly>>;
  checkpoint(): Promise<Checkpoint>;
  /**
   * Resolves once the block is indexed, so that a user reads what he wrote.
   * @throws LedgerError `LEDGER_TIMEOUT`
   */
  reached(block: number, timeoutMs?: number): Promise<void>;
}

export interface ImpactQuery extends ImpactSubject {
  /** Only grants to which this organisation is a party. */
  readonly party?: string;
}

export interface ImpactReader {
  /** Grants that hang on a thing and have not ended by a transaction, in order of id, with the uses under each. */
  dependents(
    query: ImpactQuery,
    page?: PageOptions,
  ): Promise<Page<DependentGrant & { readonly events: number }>>;
}

/** The index as `main` owns it: it follows the ledger until disposed. */
export interface Index extends IndexReader, MessageReader, ImpactReader, Countable, AsyncDisposable {
  /** Calls back after each block is indexed. @returns what stops it. */
  onBlock(listener: (block: number) => void): () => void;
}

/** A question the index refuses. */
export class IndexError extends Error {
  override readonly name = 'IndexError';

  constructor(
    readonly code: 'CURSOR_INVALID' | 'INVALID_ARGUMENT',
    message: string,
  ) {
    super(message);
  }
}
