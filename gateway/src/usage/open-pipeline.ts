// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseLocation } from '../db/database.js';
import type { IndexReader } from '../index/model/reader.js';
import { atOnce, type InTurns } from '../support/fair-turns.js';
import type { Log } from '../support/log-port.js';
import type { ActorSecrets } from './intake/actor-secrets.js';
import { catchUp, type FollowedLedger } from './commit/catch-up.js';
import { SealGuard } from './intake/seal-guard.js';
import { GrantBook } from './intake/grant-book.js';
import { Intake } from './intake/intake.js';
import type { Item } from './outbox/item.js';
import { JournalKeeper } from './commit/journal-keeper.js';
import { firstPlace, Lane, type LaneParts, type Place } from './commit/lane.js';
import { LocalMonth } from './commit/local-month.js';
import { Outbox } from './outbox/outbox.js';
import type {
  AcceptedRows,
  Pipeline,
  PipelineStatus,
  Receipt,
  Reporter,
  RequestReceipt,
  SealedRows,
} from './ports.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { persistently } from '../ledger/persistently.js';
import { ReceiptBook } from './outbox/receipts.js';
import { recover } from './commit/recovery.js';
import { Backlog } from './backlog.js';

export interface PipelineOptions {
  readonly ledger: FollowedLedger;
  readonly index: Pick<IndexReader, 'get' | 'list' | 'statedExchange'>;
  readonly location: DatabaseLocation;
  readonly actors: ActorSecrets;
  readonly log: Log;
  /** Milliseconds since 1970; absent: the system's clock. */
  readonly now?: () => number;
  /** Which of the gateways that share a PostgreSQL database this is, 0 to 63. Each has journals of its own. */
  readonly replica?: number;
  /** The enrolled user who signs batches. */
  readonly user?: string;
  readonly settings?: Partial<PipelineSettings>;
}

export interface PipelineSettings {
  /** Rows in a batch: 1 to 4,096. */
  readonly batchRows: number;
  /** From so many rows on, a request's rows are a batch of their own. */
  readonly aloneRows: number;
  readonly lingerMs: number;
  /** Batches of one organisation under way at once. */
  readonly inFlight: number;
  readonly submitTimeoutMs: number;
  /** Rows accepted and not yet final, over all organisations: more are put off. */
  readonly capacity: number;
  /** How long a stop waits for batches under way. */
  readonly stopTimeoutMs: number;
}

export const DEFAULT_PIPELINE_SETTINGS: PipelineSettings = {
  batchRows: 4000,
  aloneRows: 2000,
  lingerMs: 150,
  inFlight: 4,
  submitTimeoutMs: 30_000,
  capacity: 200_000,
  stopTimeoutMs: 10_000,
};

/**
 * Opens the outbox and takes up what was on its way when the process ended.
 * @throws LedgerError `LEDGER_OTHER_CHAIN` when what it holds was for another chain
 */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  await using opened = new AsyncDisposableStack();
  const { genesisHash } = await options.ledger.info();
  const outbox = opened.use(await Outbox.open(options.location, options.replica ?? 0));
  await outbox.bindToChain(genesisHash);
  const pipeline = new UsagePipeline(options, outbox);
  await pipeline.recover();
  opened.move();
  return pipeline;
}

class UsagePipeline implements Pipeline {
  private readonly settings: PipelineSettings;
  private readonly stop = new AbortController();
  private readonly lanes = new Map<string, Lane>();
  private readonly backlog: Backlog;
  private readonly intake: Intake;
  private readonly receipts: ReceiptBook;
  private readonly journals: JournalKeeper;
  private readonly user: string;
  private readonly month: LocalMonth;

  constructor(
    private readonly options: PipelineOptions,
    private readonly outbox: Outbox,
  ) {
    const { ledger, index, actors, now = Date.now, user = 'submitter' } = options;
    this.user = user;
    this.month = new LocalMonth(index, now);
    this.settings = { ...DEFAULT_PIPELINE_SETTINGS, ...options.settings };
    this.backlog = new Backlog(this.settings.capacity, now);
    this.journals = new JournalKeeper(ledger, outbox);
    this.receipts = new ReceiptBook(outbox.database, (batch) => this.backlog.unknownBatches.has(batch));
    const { batchRows: rows, aloneRows: alone } = this.settings;
    const grants = new GrantBook(ledger, index, user, now);
    const [forward, doubt] = [this.forward.bind(this), this.doubt.bind(this)];
    const seals = new SealGuard(index, now);
    const limits = { rows, alone };
    this.intake = new Intake({ outbox, grants, actors, index, seals, now, limits, forward, doubt });
  }

  admit(): void {
    this.backlog.admit();
  }

  accept(reporter: Reporter, rows: readonly unknown[], inTurns = atOnce): Promise<AcceptedRows> {
    return this.take(reporter, rows, inTurns, 'report');
  }

  disclose(reporter: Reporter, rows: readonly unknown[], inTurns = atOnce): Promise<AcceptedRows> {
    return this.take(reporter, rows, inTurns, 'disclose');
  }

  seal(reporter: Reporter, rows: readonly unknown[]): Promise<SealedRows> {
    return this.intake.seal(reporter, rows);
  }

  private async take(
    reporter: Reporter,
    rows: readonly unknown[],
    inTurns: InTurns,
    how: 'report' | 'disclose',
  ): Promise<AcceptedRows> {
    const { organisation } = reporter;
    this.refuseIfBroken(organisation);
    const release = this.backlog.reserve(rows.length);
    let kept = 0;
    try {
      const answer = await this.intake.accept(reporter, rows, inTurns, how);
      kept = answer.accepted;
      const mark = kept > 0 ? this.lanes.get(organisation)?.stalled : undefined;
      return mark
        ? { ...answer, held: { code: mark.code, since: new Date(mark.since).toISOString() } }
        : answer;
    } finally {
      release(kept);
    }
  }

  find(organisation: string, eventId: string): Promise<Receipt | undefined> {
    return this.receipts.find(organisation, eventId);
  }

  findRequest(organisation: string, receipt: string): Promise<RequestReceipt | undefined> {
    return this.receipts.findRequest(organisation, receipt);
  }

  async waitRequest(
    organisation: string,
    receipt: string,
    timeoutMs: number,
  ): Promise<RequestReceipt | undefined> {
    await this.backlog.wait(receipt, timeoutMs);
    return this.receipts.findRequest(organisation, receipt);
  }

  status(): PipelineStatus {
    const lanes = [...this.lanes.values()];
    return {
      pending: this.backlog.pending,
      capacity: this.backlog.capacity,
      inFlight: lanes.reduce((sum, lane) => sum + lane.inFlight, 0),
      committed: this.backlog.committedRows,
      rejected: this.backlog.rejectedRows,
      takingSince: this.backlog.takingSince,
      stalled: lanes.flatMap(({ organisation, stalled, isBroken: broken }) =>
        stalled === undefined ? [] : [{ organisation, ...stalled, broken }],
      ),
    };
  }

  /** Takes up what the ledger has of it, then what was on its way. */
  async recover(): Promise<void> {
    const { ledger, log, now = Date.now } = this.options;
    const { inFlight } = this.settings;
    await this.month.look();
    await catchUp({ ledger, log, now, inFlight, outbox: this.outbox, user: this.user });
    for (const found of await recover(this.outbox, this.user)) {
      if (found.journalOpen) this.journals.known(found.next.journal);
      const lane = this.addLane(found.organisation, found.next);
      for (const { batch, stored, items } of found.batches) {
        this.backlog.restore(items);
        lane.resume(batch, stored, items);
      }
      this.backlog.restore(found.waiting);
      lane.push(found.waiting);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const drained = Promise.all([...this.lanes.values()].map((lane) => lane.drain()));
    const late = new AbortController();
    const timeout = delay(this.settings.stopTimeoutMs, undefined, { signal: late.signal }).catch(
      () => undefined,
    );
    await Promise.race([drained, timeout]);
    late.abort();
    this.stop.abort();
    await drained;
    await this.outbox[Symbol.asyncDispose]();
  }

  /** Nobody should be told "kept" of what goes nowhere. */
  private refuseIfBroken(organisation: string): void {
    const lane = this.lanes.get(organisation);
    if (!lane?.isBroken) return;
    const message = `Usage of the organisation has stopped (${lane.stalled?.code ?? ''}) until the gateway's operator has seen to it.`;
    throw new LedgerError('LEDGER_UNAVAILABLE', message);
  }

  private forward(organisation: string, items: readonly Item[]): void {
    this.backlog.accepted(items);
    (this.lanes.get(organisation) ?? this.addLane(organisation, firstPlace())).push(items);
  }

  /** A commit that failed may have reached the disk: then its rows are as good as accepted, and must go their way. */
  private doubt(organisation: string, items: readonly Item[]): void {
    const { signal } = this.stop;
    const end = this.backlog.begin();
    const ask = () => this.outbox.held(items.map(({ piece }) => piece));
    persistently(ask, { signal, waiting: () => undefined })
      .then(
        (held) => {
          const kept = items.filter(({ piece }) => held.has(piece));
          this.backlog.reserveAnyway(kept);
          if (kept.length > 0) this.forward(organisation, kept);
        },
        () => undefined,
      )
      .finally(end);
  }

  private addLane(organisation: string, next: Place): Lane {
    const { ledger, log, now = Date.now } = this.options;
    const { batchRows: rows, lingerMs, inFlight, submitTimeoutMs } = this.settings;
    const parts: LaneParts = {
      ledger,
      outbox: this.outbox,
      journals: this.journals,
      log,
      now,
      tracker: this.backlog,
      settings: { rows, lingerMs, inFlight, submitTimeoutMs },
      month: () => this.month.current(),
      signal: this.stop.signal,
    };
    const lane = new Lane({ mspId: organisation, user: this.user }, parts, next);
    this.lanes.set(organisation, lane);
    return lane;
  }
}
