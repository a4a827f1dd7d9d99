// SPDX-License-Identifier: Apache-2.0
/** What the rest of the gateway asks the index. */
import type { Countable } from './counts.js';
import type { MessageReader } from './messages.js';
import type { IndexedType, IndexedRecord, RecordFilter } from './records.js';
import type { PageOptions, Page } from './pages.js';
import type { CorrectedBy, UsageFilter, UsageEvent } from './usage-events.js';
import type { TrailEntry, TrailQuery } from './trails.js';
import type {
  DifferenceVerdict,
  Difference,
  JournalEnd,
  ReconciliationQuery,
  Reconciliation,
  SideOfMonth,
} from './reconciliation.js';
import type { Checkpoint, Anomaly } from './checkpoint.js';
import type { SealCount, SealedSide } from './seals.js';
import type { ObligationReader } from './obligations.js';
import type { ImpactReader } from './impact.js';

/** Reads. Answers are as of one block; limits are capped, never refused for being large. */
export interface IndexReader extends ObligationReader {
  get<T extends IndexedType>(type: T, id: string, asOf?: number): Promise<IndexedRecord<T> | undefined>;
  /** The first record, by its id, beyond one id and up to another. */
  first<T extends IndexedType>(
    type: T,
    range: { readonly after: string; readonly upTo: string },
  ): Promise<IndexedRecord<T> | undefined>;
  list<T extends IndexedType>(
    type: T,
    filter?: RecordFilter,
    page?: PageOptions,
  ): Promise<Page<IndexedRecord<T>>>;
  /** Every revision of one record, oldest first. */
  history<T extends IndexedType>(type: T, id: string, page?: PageOptions): Promise<Page<IndexedRecord<T>>>;
  usageEvents(filter: UsageFilter, page?: PageOptions): Promise<Page<UsageEvent>>;
  /** What the organisation reported under the id: of several, the first. */
  usageEvent(organisation: string, id: string): Promise<UsageEvent | undefined>;
  /** What its reporter later named it in, to correct it, oldest first. */
  correctionsOf(event: UsageEvent): Promise<readonly CorrectedBy[]>;
  /** The digest under which the chain counted what the organisation reported under the id; absent where it states no exchange. */
  statedExchange(
    organisation: string,
    id: string,
  ): Promise<{ readonly digest?: string | undefined } | undefined>;
  /** What each organisation reported under the id, in the order of the chain. */
  usageEventsNamed(id: string): Promise<readonly UsageEvent[]>;
  /** Places of a batch's leaves that were found wanting and concern an organisation, in order. @param batch id of its header */
  judgedLeaves(batch: string, party: string): Promise<readonly number[]>;
  trail(query: TrailQuery): Promise<Page<TrailEntry>>;
  /** The two sides of (grant, period) in numbers. Takes seconds for millions of exchanges, the first time. */
  reconciliation(query: ReconciliationQuery): Promise<Reconciliation>;
  /** On which exchanges they differ, in an order without meaning. A page may be short without being the last. */
  differences(
    query: ReconciliationQuery,
    verdict?: DifferenceVerdict,
    page?: PageOptions,
  ): Promise<Page<Difference>>;
  /** Of each of the organisation's journals the newest batch that brought something for the side. */
  reported(side: SideOfMonth): Promise<readonly JournalEnd[]>;
  /** How many uses of a month are sealed, by organisation and side. @param now RFC 3339 UTC with milliseconds */
  sealCounts(period: string, now: string, asOf?: number): Promise<Omit<Page<SealCount>, 'next'>>;
  /** Who has sealed uses of these exchanges, by the digest that is the same on both sides. */
  sealsOfExchanges(exchanges: readonly string[]): Promise<readonly SealedSide[]>;
  anomalies(page?: PageOptions): Promise<Page<Anomaly>>;
  checkpoint(): Promise<Checkpoint>;
  /**
   * Resolves once the block is indexed, so that a user reads what he wrote.
   * @throws LedgerError `LEDGER_TIMEOUT`
   */
  reached(block: number, timeoutMs?: number): Promise<void>;
}

/** The index as `main` owns it: it follows the ledger until disposed. */
export interface Index extends IndexReader, MessageReader, ImpactReader, Countable, AsyncDisposable {
  /** Calls back after each block is indexed. @returns what stops it. */
  onBlock(listener: (block: number) => void): () => void;
}
