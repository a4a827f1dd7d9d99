// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { LedgerError } from '../ledger-error.js';

const REOPEN_MS = 250;
/** So long a silence is looked into. */
const SILENT_MS = 4_000;

/** Opens one pass over blocks from a number on; the pass ends or throws when its connection does. */
export type OpenBlocks<T> = (from: number, signal: AbortSignal) => AsyncIterable<T>;

/** Where a pass is, for whoever watches it. */
interface Position {
  /** The block that comes next. */
  next: number;
  /** Not while the reader works on what it was given. */
  waiting: boolean;
}

/**
 * Blocks in order, each once, over as many passes as it takes: a pass that breaks is followed by one from the block
 * after the last. A peer that skips a block is left, never followed; so is one that falls silent while the chain grows.
 * @param height asks, of any peer that answers, how many blocks there are
 */
export async function* resumed<T extends { readonly number: number }>(
  open: OpenBlocks<T>,
  from: number,
  signal: AbortSignal,
  height: () => Promise<number>,
): AsyncIterable<T> {
  const at: Position = { next: from, waiting: true };
  while (!signal.aborted) {
    const pass = new AbortController();
    void endWhenSilent(pass, at, height);
    try {
      yield* following(open(at.next, AbortSignal.any([signal, pass.signal])), at);
    } finally {
      pass.abort();
    }
    await delay(REOPEN_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* following<T extends { readonly number: number }>(
  blocks: AsyncIterable<T>,
  at: Position,
): AsyncIterable<T> {
  at.waiting = true;
  for await (const block of unbroken(blocks)) {
    if (block.number !== at.next) break;
    at.next += 1;
    at.waiting = false;
    yield block;
    at.waiting = true;
  }
}

/** A frozen peer keeps its connection and says nothing: only another's height tells it from a quiet chain. */
async function endWhenSilent(
  pass: AbortController,
  at: Position,
  height: () => Promise<number>,
): Promise<void> {
  const { signal } = pass;
  while (!signal.aborted) {
    const before = at.next;
    await delay(SILENT_MS, undefined, { signal }).catch(() => undefined);
    const isSilent = (): boolean => !signal.aborted && at.waiting && at.next === before;
    if (!isSilent()) continue;
    const known = await height().catch(() => 0);
    if (known > before && isSilent()) pass.abort();
  }
}

/** Ends where the connection does; what is no fault of the connection is thrown. */
async function* unbroken<T>(blocks: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* blocks;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
}
