// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { LedgerError } from '../ledger-error.js';

const REOPEN_MS = 250;

/** Opens one pass over blocks from a number on; the pass ends or throws when its connection does. */
export type OpenBlocks<T> = (from: number) => AsyncIterable<T>;

/**
 * Blocks in order, each once, over as many passes as it takes: a pass that breaks is followed by one from the block
 * after the last. A peer that skips a block is left, never followed.
 */
export async function* resumed<T extends { readonly number: number }>(
  open: OpenBlocks<T>,
  from: number,
  signal: AbortSignal,
): AsyncIterable<T> {
  let next = from;
  while (!signal.aborted) {
    for await (const block of unbroken(open(next))) {
      if (block.number !== next) break;
      next += 1;
      yield block;
    }
    await delay(REOPEN_MS, undefined, { signal }).catch(() => undefined);
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
