// SPDX-License-Identifier: Apache-2.0
/** Counts rows that are not final, holds new ones back when there are too many, and wakes those who wait. */
import type { Item } from './outbox/item.js';
import { rowsOf } from './outbox/item.js';
import type { LaneTracker } from './commit/lane.js';
import { PipelineOverloaded } from './ports.js';
import type { RefusedRow } from './commit/refused-rows.js';

interface Open {
  rows: number;
  readonly waiters: Set<() => void>;
}

const MAX_RETRY_SECONDS = 60;
const RATE_WINDOW_MS = 5000;
/** Once full, nothing is let in until this share of the room is free again: who is refused is not read for nothing. */
const FREE_AGAIN = 0.1;

export class Backlog implements LaneTracker {
  pending = 0;
  committedRows = 0;
  rejectedRows = 0;
  readonly unknownBatches = new Set<number>();
  private readonly open = new Map<string, Open>();
  /** When rows that are being taken in were begun with, in that order. */
  private readonly taking = new Set<{ readonly since: number }>();
  private full = false;
  private rate = 1000;
  private counted = 0;
  private since: number;

  constructor(
    readonly capacity: number,
    private readonly now: () => number,
  ) {
    this.since = now();
  }

  /** @throws PipelineOverloaded when there was no room, and still is not enough */
  admit(): void {
    const most = this.capacity * (1 - FREE_AGAIN);
    this.full &&= this.pending > most;
    if (this.full) throw new PipelineOverloaded(this.secondsUntil(most));
  }

  /**
   * Makes room for rows before anything is done with them.
   * @returns what gives the room back
   * @throws PipelineOverloaded
   */
  reserve(rows: number): (kept: number) => void {
    if (this.pending > 0 && this.pending + rows > this.capacity) {
      this.full = true;
      throw new PipelineOverloaded(this.secondsUntil(this.capacity - rows));
    }
    this.pending += rows;
    const end = this.begin();
    return (kept) => {
      end();
      this.pending -= rows - kept;
    };
  }

  /** Rows are on their way into the outbox until what is returned is called. */
  begin(): () => void {
    const begun = { since: this.now() };
    this.taking.add(begun);
    return () => {
      this.taking.delete(begun);
    };
  }

  /** Since when rows have been on their way into the outbox, milliseconds since 1970; undefined when none are. */
  get takingSince(): number | undefined {
    const [first] = this.taking;
    return first?.since;
  }

  /** Rows that are on the disk, whether there is room or not. */
  reserveAnyway(items: readonly Item[]): void {
    this.pending += rowsOf(items);
  }

  /** Rows that were on the disk at a restart. */
  restore(items: readonly Item[]): void {
    this.reserveAnyway(items);
    this.accepted(items);
  }

  accepted(items: readonly Item[]): void {
    for (const { receipt, count } of items) {
      const open = this.open.get(receipt);
      if (open) open.rows += count;
      else this.open.set(receipt, { rows: count, waiters: new Set() });
    }
  }

  committed(items: readonly Item[]): void {
    this.committedRows += rowsOf(items);
    this.measure(rowsOf(items));
    for (const { receipt, count } of items) this.settle(receipt, count);
  }

  refused({ receipt }: RefusedRow): void {
    this.rejectedRows += 1;
    this.settle(receipt, 1);
  }

  unknown(batch: number, isUnknown: boolean): void {
    if (isUnknown) this.unknownBatches.add(batch);
    else this.unknownBatches.delete(batch);
  }

  /** Resolves when every row of the request is final, or after the time. */
  async wait(receipt: string, timeoutMs: number): Promise<void> {
    const open = this.open.get(receipt);
    if (!open || timeoutMs <= 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        open.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      open.waiters.add(done);
    });
  }

  private settle(receipt: string, rows: number): void {
    this.pending -= rows;
    const open = this.open.get(receipt);
    if (!open) return;
    open.rows -= rows;
    if (open.rows > 0) return;
    this.open.delete(receipt);
    for (const wake of open.waiters) wake();
  }

  private measure(rows: number): void {
    this.counted += rows;
    const elapsed = this.now() - this.since;
    if (elapsed < RATE_WINDOW_MS) return;
    this.rate = (this.counted * 1000) / elapsed;
    [this.counted, this.since] = [0, this.now()];
  }

  /** As long as the ledger needs, at its present pace, until no more than that waits. */
  private secondsUntil(most: number): number {
    const excess = this.pending - most;
    return Math.min(Math.max(Math.ceil(excess / Math.max(this.rate, 1)), 1), MAX_RETRY_SECONDS);
  }
}
