// SPDX-License-Identifier: Apache-2.0
/** What the rest of the gateway sees of the pipeline: rows in, receipts out. */
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { LEAF_FIELDS } from '@catalog-chain/chaincode/domain/usage/leaf';
import type { Leaf, Side, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { InTurns } from '../support/fair-turns.js';
import { LedgerError } from '../ledger/ledger-error.js';

/**
 * A usage event as a client reports it: a leaf without `side` and `salt` (they are the endpoint's), with two
 * conveniences. `recordId` in place of `record` is the plain identifier: it is committed under the grant's
 * record key and forgotten. `actorId` in place of `actor` is keyed with the organisation's actor secret.
 * `at` may be any RFC 3339 time with an offset; it is written in UTC with milliseconds.
 */
export interface UsageInput extends Omit<Leaf, 'side' | 'actor' | 'salt'> {
  readonly actor?: string;
  readonly recordId?: string;
  readonly actorId?: string;
}

/**
 * What a row may hold: the members of a leaf but for its side, which is the endpoint's, and its salt, which disclosing a sealed
 * use adds; and plain identifiers.
 */
export const ROW_FIELDS: readonly string[] = [
  ...Object.keys(LEAF_FIELDS).filter((name) => name !== 'side' && name !== 'salt'),
  ...(['recordId', 'actorId'] satisfies (keyof UsageInput)[]),
];

/** Why one row was refused. The message names fields and rules, never a value. */
export type RowCode = DomainCode | 'IDEMPOTENCY_MISMATCH';

/**
 * `accepted`: durable, will be committed. `duplicate`: the same id with the same body was accepted before; the
 * receipt is that of the first. `refused`: nothing was kept of it.
 */
export interface RowResult {
  /** Index into the rows given. */
  readonly row: number;
  /** The event's id, which is also the id of its receipt; absent where the row has none. */
  readonly id?: string;
  readonly status: 'accepted' | 'duplicate' | 'refused';
  readonly code?: RowCode;
  /** The field at fault, where there is one. */
  readonly field?: string;
  readonly message?: string;
}

export interface AcceptedRows {
  /** Receipt of the whole request, to wait for; undefined when no row was accepted. */
  readonly receipt?: string;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  /** One per row, in order. */
  readonly rows: readonly RowResult[];
  /** The rows are kept, and cannot go on to the ledger just now. */
  readonly held?: Held;
}

/** Why something waits. */
export interface Held {
  /** A code of the ledger or of a contract. */
  readonly code: string;
  /** RFC 3339. */
  readonly since: string;
}

/** On whose behalf rows are reported. */
export interface Reporter {
  /** MSP id. */
  readonly organisation: string;
  readonly side: Side;
}

export interface UsageIntake {
  /**
   * Asked before rows are read: what would be put off anyway costs nothing then.
   * @throws PipelineOverloaded while the outbox is full
   */
  admit(): void;
  /**
   * Judges the rows' form, writes the good ones to the outbox (fsynced) and only then answers. A bad row
   * never sinks the good ones. Rows may be anything that JSON can carry.
   * @param inTurns how others are let on while rows are judged; absent: nobody waits
   * @throws PipelineOverloaded when the outbox is full; nothing was kept
   * @throws LedgerError when record keys are needed and the ledger does not answer, or when the organisation's way to the
   *   ledger has stopped for good; nothing was kept
   */
  accept(reporter: Reporter, rows: readonly unknown[], inTurns?: InTurns): Promise<AcceptedRows>;
  /** The same for rows that the organisation has sealed: a row that is not just what was sealed is refused. */
  disclose(reporter: Reporter, rows: readonly unknown[], inTurns?: InTurns): Promise<AcceptedRows>;
  /**
   * Judges rows' form and says what seals each of the good ones. Keeps nothing.
   * @throws LedgerError when the ledger does not answer for record keys
   */
  seal(reporter: Reporter, rows: readonly unknown[]): Promise<SealedRows>;
}

/** What seals rows: for those that are not refused, in order. */
export interface SealedRows {
  readonly rows: readonly RowResult[];
  readonly seals: readonly {
    readonly id: string;
    /** When the use happened, milliseconds since 1970. */
    readonly atMs: number;
    readonly seal: string;
    readonly exchange: string;
  }[];
}

/** The outbox is full: try again after so many seconds. */
export class PipelineOverloaded extends LedgerError {
  constructor(readonly retryAfterSeconds: number) {
    super('LEDGER_OVERLOADED', 'More usage is waiting than the ledger can take. Send it again later.');
  }
}

/**
 * `received`: durable here, not yet sent. `submitted`: signed and sent, or about to be. `unknown`: sent, and the
 * ledger has not yet said what became of it; it is being found out. `committed`, `rejected`: final.
 */
export const RECEIPT_STATES = ['received', 'submitted', 'unknown', 'committed', 'rejected'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** Where a batch lies. */
export interface BatchRef {
  readonly organisation: string;
  readonly journal: string;
  readonly sequence: number;
}

/** What became of one event. */
export interface Receipt {
  readonly id: string;
  /** MSP id of the reporter: only it may read the receipt. */
  readonly organisation: string;
  readonly state: ReceiptState;
  /** From `submitted` on. */
  readonly batch?: BatchRef;
  /** Index of the leaf in its batch. */
  readonly leaf?: number;
  readonly transactionId?: string;
  /** `committed` */
  readonly block?: number;
  readonly violations?: readonly Violation[];
  /** `rejected` */
  readonly code?: string;
  readonly message?: string;
}

/** What became of all the rows of one request. */
export interface RequestReceipt {
  readonly id: string;
  readonly organisation: string;
  /** The least advanced of its events; `rejected` when any was. */
  readonly state: ReceiptState;
  readonly count: number;
  readonly batches: readonly (BatchRef & {
    readonly state: ReceiptState;
    readonly count: number;
    readonly transactionId?: string;
    readonly block?: number;
  })[];
}

export interface Receipts {
  /** @returns the receipt of an event by the event's id; undefined where none was accepted here. */
  find(organisation: string, eventId: string): Promise<Receipt | undefined>;
  /** @returns the receipt of a request; undefined where there is none. */
  findRequest(organisation: string, receipt: string): Promise<RequestReceipt | undefined>;
  /** The same, once it is final or the time is over, whichever comes first. */
  waitRequest(organisation: string, receipt: string, timeoutMs: number): Promise<RequestReceipt | undefined>;
}

/** Figures for `/metrics` and `/readyz`. */
export interface PipelineStatus {
  /** Events accepted and not yet final. */
  readonly pending: number;
  readonly capacity: number;
  readonly inFlight: number;
  readonly committed: number;
  readonly rejected: number;
  /** Since when a report has waited to be taken in, milliseconds since 1970; undefined when none does. */
  readonly takingSince: number | undefined;
  /** Lanes that cannot go on, and why (`LEDGER_UNAVAILABLE`, `ORGANISATION_SUSPENDED`, ...). */
  readonly stalled: readonly Stalled[];
}

export interface Stalled {
  readonly organisation: string;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** It will not go on by itself. */
  readonly broken: boolean;
}

/** Usage intake, receipts and the machinery that commits what was accepted. Disposing drains what is in flight. */
export interface Pipeline extends UsageIntake, Receipts, AsyncDisposable {
  status(): PipelineStatus;
}
