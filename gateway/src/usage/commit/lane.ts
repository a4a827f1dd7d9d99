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
import { cut, deflatedOf, disclosesIn, rootOf, rowsOf, type Item } from '../outbox/item.js';
import { newJournalName, partsOfName } from '../journal-name.js';
import type { JournalKeeper } from './journal-keeper.js';
import type { Outbox } from '../outbox/outbox.js';
import {
  codeOf,
  isFinal,
  pause,
  persistently,
  Stopped,
  type Persistence,
} from '../../ledger/persistently.js';
import { sortOut, type RefusedRow } from './refused-rows.js';
import { BrokenInvariant, settle, type PipelineLedger, type StoredBatch } from './settle.js';

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

/** Why something waits. */
export interface Mark {
  /** A code of the ledger or of a contract. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Rows under way of which nothing was heard for so long are told of, whatever keeps them. */
const SILENCE_MS = 20_000;

interface Run {
  readonly items: readonly Item[];
  readonly place: Place;
  readonly root: string;
}

export class Lane {
  /** Why a run waits, and since when, milliseconds since 1970. Each run has a mark of its own. */
  private readonly marks = new Map<Run, Mark>();
  /** Why the lane has stopped for good; undefined while it goes on. */
  private broken: Mark | undefined;
  /** When something was last seen to move. */
  private moved: number;
  private queue: Item[] = [];
  private queuedRows = 0;
  /** Under way, in the order of their places. */
  private readonly runs = new Map<Run, Promise<void>>();
  /** Settles when a batch may be bound to the place behind the newest one under way, or that one is given up. */
  private bound: Promise<unknown> = Promise.resolve();
  /** The newest place that a batch is bound to. */
  private last: Pick<Place, 'journal' | 'sequence'>;
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly signatory: Signatory,
    private readonly parts: LaneParts,
    private next: Place,
  ) {
    this.moved = parts.now();
    this.last = { ...next, sequence: next.sequence - 1 };
  }

  get organisation(): string {
    return this.signatory.mspId;
  }

  get inFlight(): number {
    return this.runs.size;
  }

  /** Whether nothing will be taken to the ledger any more, however long one waits. */
  get isBroken(): boolean {
    return this.broken !== undefined;
  }

  /** Why rows wait, and since when; undefined while they move. */
  get stalled(): Mark | undefined {
    if (this.broken) return this.broken;
    const [first] = [...this.marks.values()].sort((a, b) => a.since - b.since);
    if (first) return first;
    const isSilent = this.runs.size > 0 && this.parts.now() - this.moved > SILENCE_MS;
    return isSilent ? { code: 'LEDGER_TIMEOUT', since: this.moved } : undefined;
  }

  push(items: readonly Item[]): void {
    if (this.runs.size === 0) this.moved = this.parts.now();
    for (const item of items) this.queue.push(item);
    this.queuedRows += rowsOf(items);
    this.pump();
  }

  /** Takes up a batch that was stored before a restart: nobody knows what became of it. */
  resume(batch: number, stored: StoredBatch, items: readonly Item[]): void {
    const run = { items, place: stored, root: stored.root };
    const work = this.toTheEnd(run, batch, stored, true);
    if (disclosesIn(items)) this.bound = Promise.allSettled([this.bound, work]);
    this.track(run, work);
  }

  /** Starts no more batches, and waits for those under way. */
  async drain(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    while (this.runs.size > 0) await Promise.all(this.runs.values());
  }

  private mark(run: Run, code: string | undefined, error?: unknown): void {
    const { log, now } = this.parts;
    const former = this.marks.get(run);
    if (code === undefined) this.marks.delete(run);
    else this.marks.set(run, { code, since: former?.since ?? now() });
    if (code !== undefined && former?.code !== code)
      log.warn('Usage batches are held up.', { organisation: this.organisation, code, error });
  }

  private persistenceOf(run: Run): Persistence {
    return { signal: this.parts.signal, waiting: this.mark.bind(this, run) };
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
    const ready = this.queuedRows >= rows || !first || 'deflated' in first.content || first.group !== '';
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
        this.marks.delete(run);
        this.moved = this.parts.now();
        this.pump();
      });
    this.runs.set(run, done);
  }

  /** The journal can no longer be carried on as it should: better no batch than one that follows a wrong one. */
  private breakOff(error: unknown): void {
    this.stopping = true;
    this.broken ??= { code: codeOf(error), since: this.parts.now() };
    this.parts.log.error('Usage batches have stopped.', { organisation: this.organisation, error });
  }

  /** Endorse, wait for the place, keep, send. */
  private async carry(run: Run, before: Promise<unknown>, bound: () => void): Promise<void> {
    const { outbox, journals } = this.parts;
    const { items, place, root } = run;
    const persistence = this.persistenceOf(run);
    await journals.open(this.signatory, place.journal, persistence);
    const deflated = await persistently(() => deflatedOf(items), persistence);
    const prepared = await this.endorsed(submitCall(place, deflated), persistence);
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
    await persistently(() => outbox.storeBatch({ ...stored, batch, items }), persistence);
    this.last = place;
    failpoint('store');
    // What discloses may still be refused, and then leaves its place to what comes next: nothing is bound behind it before.
    if (!disclosesIn(items)) bound();
    await this.toTheEnd(run, batch, stored, false);
  }

  /** An error that nobody foresaw is no reason to leave a stored batch: it is looked at again. */
  private async toTheEnd(run: Run, batch: number, stored: StoredBatch, sent: boolean): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.conclude(run, batch, stored, sent || attempt > 0);
        return;
      } catch (error) {
        if (error instanceof Stopped || error instanceof BrokenInvariant) throw error;
        // The place is bound to these very leaves: without them the journal would have a gap.
        if (isFinal(error) && error.code !== 'SEQUENCE_TAKEN') throw error;
        this.mark(run, codeOf(error), error);
        await pause(attempt, this.parts.signal);
      }
    }
  }

  /** @returns what the ledger has against the batch itself, where it has something */
  private async endorsed(call: Call, persistence: Persistence): Promise<PreparedTransaction | LedgerError> {
    try {
      return await persistently(() => this.parts.ledger.prepare(this.signatory, call), persistence);
    } catch (error) {
      if (isFinal(error)) return error;
      throw error;
    }
  }

  private async conclude(run: Run, batch: number, stored: StoredBatch, sent: boolean): Promise<void> {
    const { ledger, outbox, settings, tracker } = this.parts;
    const persistence = this.persistenceOf(run);
    const settlement = {
      ledger,
      persistence,
      submitTimeoutMs: settings.submitTimeoutMs,
      replace: outbox.replaceTransaction.bind(outbox, batch),
      unknown: tracker.unknown.bind(tracker, batch),
    };
    const settled = await settle(stored, settlement, sent);
    if (settled === 'place-lost') {
      await this.moveOn(run, batch, stored.journal);
      return;
    }
    if ('refused' in settled) {
      await this.takeBack(run, batch, settled.refused);
      return;
    }
    const { transactionId, block } = settled;
    await persistently(() => outbox.commitBatch(batch, transactionId, block), persistence);
    failpoint('commit');
    tracker.committed(run.items);
  }

  /** The batch is not in its place of the journal and never will be: its rows go into another journal. */
  private async moveOn(run: Run, batch: number, journal: string): Promise<void> {
    const { outbox, log } = this.parts;
    log.warn('A journal was closed before its last batches: they go into another.', {
      organisation: this.organisation,
      journal,
    });
    await persistently(() => outbox.withdrawBatch(batch), this.persistenceOf(run));
    this.goElsewhere(journal, run.items);
  }

  /** Rows whose place in a journal is lost go into another, before what waits. */
  private goElsewhere(journal: string, items: readonly Item[]): void {
    if (this.next.journal === journal) this.next = firstPlace();
    this.queue = [...items, ...this.queue];
    this.queuedRows = rowsOf(this.queue);
  }

  /**
   * The ledger refuses now what it endorsed when the batch was bound to its place: the rows at fault are sorted out. The others
   * take the place, unless a batch is bound behind it, which names the root of this one.
   */
  private async takeBack(run: Run, batch: number, error: LedgerError): Promise<void> {
    const { outbox, log } = this.parts;
    const { code } = error;
    log.error('The ledger refused a usage batch.', { organisation: this.organisation, code });
    const persistence = this.persistenceOf(run);
    await persistently(() => outbox.withdrawBatch(batch), persistence);
    const items = await this.withoutRefused(run, error, persistence);
    const { journal, sequence } = run.place;
    if (this.last.journal === journal && this.last.sequence === sequence) {
      this.last = { journal, sequence: sequence - 1 };
      this.rewind(run, items, run.place);
    } else this.goElsewhere(journal, items);
  }

  /** The ledger will never take this batch as it is: sorts it out, and gives its place to what comes next. */
  private async giveWay(run: Run, error: LedgerError): Promise<void> {
    const { code } = error;
    this.parts.log.error('The ledger refused a usage batch.', { organisation: this.organisation, code });
    if (code === 'JOURNAL_CLOSED' || code === 'SEQUENCE_TAKEN') {
      this.rewind(run, run.items, firstPlace());
      return;
    }
    this.rewind(run, await this.withoutRefused(run, error, this.persistenceOf(run)), run.place);
  }

  /** Keeps which row the ledger refused, where that is known. @returns what is left to try */
  private async withoutRefused(
    { items: all }: Run,
    error: LedgerError,
    persistence: Persistence,
  ): Promise<readonly Item[]> {
    const { outbox, tracker } = this.parts;
    const { refused, items } = await persistently(() => sortOut(all, error), persistence);
    for (const row of refused) {
      const refuse = () => outbox.refuse(row.piece, row.idx, error.code, error.message);
      await persistently(refuse, persistence);
      tracker.refused(row);
    }
    return items;
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
