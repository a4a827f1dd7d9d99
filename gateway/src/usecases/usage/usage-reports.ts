// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Index } from '../../index/model/reader.js';
import type { FairTurns, InTurns } from '../../support/fair-turns.js';
import { Limiter } from '../../support/limiter.js';
import {
  PipelineOverloaded,
  type AcceptedRows,
  type Receipt,
  type Receipts,
  type Reporter,
  type RequestReceipt,
  type UsageIntake,
} from '../../usage/ports.js';
import { userNameOf, type Principal } from '../principal.js';

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
  private readonly bodies = new Limiter(BYTES_IN_WORK);

  constructor(
    private readonly pipeline: UsageIntake & Receipts,
    private readonly index: Pick<Index, 'reached'>,
    private readonly turns: FairTurns,
  ) {}

  /**
   * Asked before a body is read: what would be put off anyway costs nothing then.
   * @throws PipelineOverloaded while the outbox is full, or too many bodies wait for their turn: of this user more
   *   than there is room for after them
   */
  admit(principal: Principal): void {
    this.pipeline.admit();
    const room = BYTES_IN_LINE - this.bodies.line;
    if (this.bodies.lineOf(userNameOf(principal)) > room) throw new PipelineOverloaded(RETRY_LINE_SECONDS);
  }

  /**
   * Works on a body of rows when it is its turn; users have theirs one after the other.
   * @param bytes its size
   * @param work does what takes long by the function that it is given, which lets others on
   * @throws PipelineOverloaded as `admit` does: the work is not begun
   */
  async inTurn<T>(principal: Principal, bytes: number, work: (inTurns: InTurns) => Promise<T>): Promise<T> {
    this.admit(principal);
    const inTurn = (): Promise<T> => {
      this.pipeline.admit();
      return work((steps) => this.turns.work(userNameOf(principal), steps));
    };
    return this.bodies.run(inTurn, bytes, userNameOf(principal));
  }

  /** Keeps the good rows durably. */
  report(reporter: Reporter, rows: readonly unknown[], inTurns: InTurns): Promise<AcceptedRows> {
    return this.pipeline.accept(reporter, rows, inTurns);
  }

  /** Keeps the good ones of rows that disclose what was sealed. */
  disclose(reporter: Reporter, rows: readonly unknown[], inTurns: InTurns): Promise<AcceptedRows> {
    return this.pipeline.disclose(reporter, rows, inTurns);
  }

  /** Waits for the commit of what was kept, and until it can be read, up to the given time. */
  async follow({ organisation }: Principal, accepted: AcceptedRows, waitMs: number): Promise<Reported> {
    if (waitMs === 0 || accepted.receipt === undefined) return accepted;
    const receipt = await this.requestReceipt(organisation, accepted.receipt, waitMs);
    return receipt ? { ...accepted, state: receipt.state, batches: receipt.batches } : accepted;
  }

  /** Of a request or of one event, whichever has the id. @throws DomainError `NOT_FOUND` */
  async receipt({ organisation }: Principal, id: string, waitMs: number): Promise<AnyReceipt> {
    const request = await this.requestReceipt(organisation, id, waitMs);
    if (request) return { of: 'request', ...request };
    const event = await this.pipeline.find(organisation, id);
    if (!event) throw new DomainError('NOT_FOUND', 'There is no such receipt.');
    const isShown = event.block === undefined || (await this.shows(event.block, waitMs));
    return { of: 'event', ...event, ...(!isShown && { state: 'submitted' }) };
  }

  private async requestReceipt(
    organisation: string,
    id: string,
    waitMs: number,
  ): Promise<RequestReceipt | undefined> {
    const until = performance.now() + waitMs;
    const receipt = await (waitMs === 0
      ? this.pipeline.findRequest(organisation, id)
      : this.pipeline.waitRequest(organisation, id, waitMs));
    if (!receipt) return undefined;
    const newest = Math.max(-1, ...receipt.batches.map(({ block = -1 }) => block));
    const isShown = await this.shows(newest, Math.max(until - performance.now(), 0));
    return isShown ? receipt : await this.asFarAsShown(receipt);
  }

  /** What the index does not show yet is not called committed: whoever is told so will read it next. */
  private async asFarAsShown(receipt: RequestReceipt): Promise<RequestReceipt> {
    const batches = [];
    for (const batch of receipt.batches) {
      const isShown = batch.block === undefined || (await this.shows(batch.block, 0));
      batches.push(isShown ? batch : { ...batch, state: 'submitted' as const });
    }
    const state = receipt.state === 'committed' ? 'submitted' : receipt.state;
    return { ...receipt, state, batches };
  }

  private async shows(block: number, waitMs: number): Promise<boolean> {
    try {
      await this.index.reached(block, waitMs);
      return true;
    } catch {
      return false;
    }
  }
}
