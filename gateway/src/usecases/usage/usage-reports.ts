// SPDX-License-Identifier: Apache-2.0
import type { IndexReader } from '../../index/model/reader.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { Limiter } from '../../support/limiter.js';
import {
  PipelineOverloaded,
  type AcceptedRows,
  type Receipt,
  type Receipts,
  type RequestReceipt,
  type UsageIntake,
} from '../../usage/ports.js';
import type { Principal } from '../principal.js';

/** What became of a request for usage, as far as it is known. */
export type Reported = AcceptedRows & Partial<Pick<RequestReceipt, 'state' | 'batches'>>;

export type AnyReceipt = ({ readonly of: 'request' } & RequestReceipt) | ({ readonly of: 'event' } & Receipt);

/** Bytes of rows that are read, judged and written at the same time: taking in must not starve committing. */
const BYTES_IN_WORK = 1024 * 1024;
/** Bytes of rows that wait for that: as many as are worked on in a few seconds. */
const BYTES_IN_LINE = 32 * 1024 * 1024;
const RETRY_LINE_SECONDS = 5;

/** Usage in, receipts out. */
export class UsageReports {
  private readonly turns = new Limiter(BYTES_IN_WORK);

  constructor(
    private readonly pipeline: UsageIntake & Receipts,
    private readonly index: Pick<IndexReader, 'reached'>,
  ) {}

  /**
   * Asked before a body is read: what would be put off anyway costs nothing then.
   * @throws PipelineOverloaded while the outbox is full, or too many bodies wait for their turn
   */
  admit(): void {
    this.pipeline.admit();
    if (this.turns.line > BYTES_IN_LINE) throw new PipelineOverloaded(RETRY_LINE_SECONDS);
  }

  /**
   * Works on a body of rows when it is its turn.
   * @param bytes its size
   * @throws PipelineOverloaded as `admit` does: the work is not begun
   */
  async inTurn<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    this.admit();
    return this.turns.run(() => {
      this.pipeline.admit();
      return work();
    }, bytes);
  }

  /** Keeps the good rows durably. */
  report({ organisation }: Principal, side: Side, rows: readonly unknown[]): Promise<AcceptedRows> {
    return this.pipeline.accept({ organisation, side }, rows);
  }

  /** Waits for the commit of what was kept, up to the given time. */
  async follow({ organisation }: Principal, accepted: AcceptedRows, waitMs: number): Promise<Reported> {
    if (waitMs === 0 || accepted.receipt === undefined) return accepted;
    const until = performance.now() + waitMs;
    const receipt = await this.pipeline.waitRequest(organisation, accepted.receipt, waitMs);
    if (!receipt || !(await this.indexed(receipt, until - performance.now()))) return accepted;
    return { ...accepted, state: receipt.state, batches: receipt.batches };
  }

  /** Whether the next read will show it: a commit that cannot be read yet is not yet told of. */
  private async indexed({ batches }: RequestReceipt, waitMs: number): Promise<boolean> {
    const newest = Math.max(-1, ...batches.map(({ block = -1 }) => block));
    try {
      await this.index.reached(newest, Math.max(waitMs, 1));
      return true;
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'LEDGER_TIMEOUT') return false;
      throw error;
    }
  }

  /** Of a request or of one event, whichever has the id. @throws DomainError `NOT_FOUND` */
  async receipt({ organisation }: Principal, id: string, waitMs: number): Promise<AnyReceipt> {
    const request = await (waitMs === 0
      ? this.pipeline.findRequest(organisation, id)
      : this.pipeline.waitRequest(organisation, id, waitMs));
    if (request) return { of: 'request', ...request };
    const event = await this.pipeline.find(organisation, id);
    if (event) return { of: 'event', ...event };
    throw new DomainError('NOT_FOUND', 'There is no such receipt.');
  }
}
