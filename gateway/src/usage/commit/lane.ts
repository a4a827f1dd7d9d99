// SPDX-License-Identifier: Apache-2.0
/**
 * One organisation's way to the ledger. Several batches are under way at once: they are endorsed side by side, bound
 * to their places in the journal one after the other, and committed in any order.
 */
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import type { Call, PreparedTransaction, Signatory } from '../../ledger/ledger.js';
import type { LedgerError } from '../../ledger/ledger-error.js';
import type { Log } from '../../support/log-port.js';
import { submitCall } from './batch-call.js';
import { failpoint } from '../../support/failpoint.js';
import { cut, deflatedOf, rootOf, rowsOf, type Item } from '../outbox/item.js';
import { newJournalName, partsOfName } from '../journal-name.js';
import type { JournalKeeper } from './journal-keeper.js';
import type { Outbox } from '../outbox/outbox.js';
import { isFinal, persistently, Stopped, type Persistence } from '../../ledger/persistently.js';
import { sortOut, type RefusedRow } from './refused-rows.js';
import { settle, type PipelineLedger, type StoredBatch } from './settle.js';

export interface LaneSettings {
  /** Rows in a batch, at most. */
  readonly rows: number;
  /** How long rows wait for company while other batches are under way, milliseconds. */
  readonly lingerMs: number;
  /** Batches under way at once. */
  readonly inFlight: number;
  readonly submitTimeoutMs: number;
}

/** Keeps count of what becomes of rows. */
export interface LaneTracker {
  committed(items: readonly Item[]): void;
  refused(row: RefusedRow): void;
  unknown(batch: number, isUnknown: boolean): void;
}

export interface LaneParts {
  readonly ledger: PipelineLedger;
  readonly outbox: Outbox;
  readonly journals: JournalKeeper;
  readonly settings: LaneSettings;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly now: () => number;
  readonly tracker: LaneTracker;
  /** The local month that runs, `YYYY-MM`. */
  readonly month: () => string;
}

/** Where a batch goes. */
export interface Place {
  readonly journal: string;
  readonly sequence: number;
  readonly previousRoot: string;
}

/** The first place of a journal. Without a name: of one that is still to be named. */
export const firstPlace = (journal = ''): Place => ({ journal, sequence: 1, previousRoot: NO_ROOT });

interface Run {
  readonly items: readonly Item[];
  readonly place: Place;
  readonly root: string;
}

export class Lane {
  /** Why nothing moves; undefined when it does. */
  stalled: string | undefined;
  private queue: Item[] = [];
  private queuedRows = 0;
  /** Under way, in the order of their places. */
  private readonly runs = new Map<Run, Promise<void>>();
  /** Settles when the newest batch under way is bound to its place, or given up. */
  private bound: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly signatory: Signatory,
    private readonly parts: LaneParts,
    private next: Place,
  ) {}

  get organisation(): string {
    return this.signatory.mspId;
  }

  get inFlight(): number {
    return this.runs.size;
  }

  push(items: readonly Item[]): void {
    for (const item of items) this.queue.push(item);
    this.queuedRows += rowsOf(items);
    this.pump();
  }

  /** Takes up a batch that was stored before a restart: nobody knows what became of it. */
  resume(batch: number, stored: StoredBatch, items: readonly Item[]): void {
    const run = { items, place: stored, root: stored.root };
    this.track(run, this.conclude(run, batch, stored, true));
  }

  /** Starts no more batches, and waits for those under way. */
  async drain(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    while (this.runs.size > 0) await Promise.all(this.runs.values());
  }

  private readonly waiting = (code: string | undefined, error?: unknown): void => {
    const { log } = this.parts;
    if (code !== undefined && this.stalled !== code)
      log.warn('Usage batches are held up.', { organisation: this.organisation, code, error });
    this.stalled = code;
  };

  private get persistence(): Persistence {
    return { signal: this.parts.signal, waiting: this.waiting };
  }

  private pump(): void {
    clearTimeout(this.timer);
    const { inFlight, rows } = this.parts.settings;
    while (this.queue.length > 0 && this.runs.size < inFlight && !this.stopping) {
      const wait = this.waitMs();
      if (wait > 0) {
        this.timer = setTimeout(() => {
          this.pump();
        }, wait);
        return;
      }
      this.start(this.queue.splice(0, cut(this.queue, { rows })));
    }
  }

  /** Nothing waits for company when nothing is under way, or when a batch is full. */
  private waitMs(): number {
    const [first] = this.queue;
    const { rows, lingerMs } = this.parts.settings;
    const ready = this.queuedRows >= rows || !first || 'deflated' in first.content || first.alone;
    return this.runs.size === 0 || ready ? 0 : first.accepted + lingerMs - this.parts.now();
  }

  private start(items: readonly Item[]): void {
    this.queuedRows -= rowsOf(items);
    const place = this.placeInMonth();
    const run: Run = { items, place, root: rootOf(items) };
    this.next = { ...place, sequence: place.sequence + 1, previousRoot: run.root };
    const before = this.bound;
    const bound = Promise.withResolvers<undefined>();
    const free = (): void => {
      bound.resolve(undefined);
    };
    this.bound = bound.promise;
    this.track(run, this.carry(run, before, free).finally(free));
  }

  /** Where the next batch goes. A journal ends with its month: what comes after begins another. */
  private placeInMonth(): Place {
    const { month, outbox } = this.parts;
    const current = month();
    if (partsOfName(this.next.journal)?.month === current) return this.next;
    return firstPlace(newJournalName(current, outbox.replica));
  }

  private track(run: Run, work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        if (!(error instanceof Stopped)) this.breakOff(error);
      })
      .finally(() => {
        this.runs.delete(run);
        this.pump();
      });
    this.runs.set(run, done);
  }

  /** The journal can no longer be carried on as it should: better no batch than one that follows a wrong one. */
  private breakOff(error: unknown): void {
    this.stopping = true;
    this.stalled = (error as Partial<LedgerError>).code ?? 'FAILURE';
    this.parts.log.error('Usage batches have stopped.', { organisation: this.organisation, error });
  }

  /** Endorse, wait for the place, keep, send. */
  private async carry(run: Run, before: Promise<unknown>, bound: () => void): Promise<void> {
    const { outbox, journals } = this.parts;
    const { items, place, root } = run;
    await journals.open(this.signatory, place.journal, this.persistence);
    const deflated = await deflatedOf(items);
    const prepared = await this.endorsed(submitCall(place, deflated));
    failpoint('prepare');
    await before;
    if (!this.runs.has(run)) return;
    if (prepared instanceof Error) {
      await this.giveWay(run, prepared);
      return;
    }
    const { organisation } = this;
    const batch = outbox.nextBatch();
    const stored = { organisation, ...place, root, prepared, deflated: () => Promise.resolve(deflated) };
    await persistently(() => outbox.storeBatch({ ...stored, batch, items }), this.persistence);
    failpoint('store');
    bound();
    await this.conclude(run, batch, stored, false);
  }

  /** @returns what the ledger has against the batch itself, where it has something */
  private async endorsed(call: Call): Promise<PreparedTransaction | LedgerError> {
    try {
      return await persistently(() => this.parts.ledger.prepare(this.signatory, call), this.persistence);
    } catch (error) {
      if (isFinal(error)) return error;
      throw error;
    }
  }

  private async conclude({ items }: Run, batch: number, stored: StoredBatch, sent: boolean): Promise<void> {
    const { ledger, outbox, settings, tracker } = this.parts;
    const settlement = {
      ledger,
      persistence: this.persistence,
      submitTimeoutMs: settings.submitTimeoutMs,
      replace: outbox.replaceTransaction.bind(outbox, batch),
      unknown: tracker.unknown.bind(tracker, batch),
    };
    const settled = await settle(stored, settlement, sent);
    if (settled === 'place-lost') {
      await this.moveOn(batch, items, stored.journal);
      return;
    }
    const { transactionId, block } = settled;
    await persistently(() => outbox.commitBatch(batch, transactionId, block), this.persistence);
    failpoint('commit');
    tracker.committed(items);
  }

  /** The batch is not in its place of the journal and never will be: its rows go into another journal. */
  private async moveOn(batch: number, items: readonly Item[], journal: string): Promise<void> {
    const { outbox, log } = this.parts;
    log.warn('A journal was closed before its last batches: they go into another.', {
      organisation: this.organisation,
      journal,
    });
    await persistently(() => outbox.withdrawBatch(batch), this.persistence);
    if (this.next.journal === journal) this.next = firstPlace();
    this.queue = [...items, ...this.queue];
    this.queuedRows = rowsOf(this.queue);
  }

  /** The ledger will never take this batch as it is: sorts it out, and gives its place to what comes next. */
  private async giveWay(run: Run, error: LedgerError): Promise<void> {
    const { outbox, tracker, log } = this.parts;
    const { code } = error;
    log.error('The ledger refused a usage batch.', { organisation: this.organisation, code });
    if (code === 'JOURNAL_CLOSED' || code === 'SEQUENCE_TAKEN') {
      this.rewind(run, run.items, firstPlace());
      return;
    }
    const { refused, items } = await sortOut(run.items, error);
    for (const row of refused) {
      const refuse = () => outbox.refuse(row.piece, row.idx, code, error.message);
      await persistently(refuse, this.persistence);
      tracker.refused(row);
    }
    this.rewind(run, items, run.place);
  }

  /** Batches after this one are not bound yet: their rows go back to the queue, behind the given ones. */
  private rewind(run: Run, items: readonly Item[], place: Place): void {
    const all = [...this.runs.keys()];
    const later = all.slice(all.indexOf(run) + 1);
    for (const one of [run, ...later]) this.runs.delete(one);
    this.queue = [...items, ...later.flatMap((one) => one.items), ...this.queue];
    this.queuedRows = rowsOf(this.queue);
    this.next = place;
    this.bound = Promise.resolve();
  }
}
