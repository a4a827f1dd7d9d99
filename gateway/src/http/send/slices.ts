// SPDX-License-Identifier: Apache-2.0
/** Long answers, slice by slice: each waits for its turn on the event loop, and none is made before the client took those before it. */
import type { Response } from 'express';
import type { InTurns } from '../../support/fair-turns.js';
import { write } from './write.js';

/** Characters; made and written in a fraction of a millisecond. */
const SLICE = 65_536;

/** As long as a connection may be idle. */
const STALL_MS = 120_000;

async function* slicesOf(
  texts: Iterable<string> | AsyncIterable<string>,
  inTurns: InTurns,
): AsyncGenerator<string> {
  let slice = '';
  for await (const text of texts) {
    slice += text;
    if (slice.length < SLICE) continue;
    await inTurns([]);
    yield slice;
    slice = '';
  }
  yield slice;
}

/** Sends what the texts make together. @param inTurns in whose turns */
export async function sendSlices(
  response: Response,
  texts: Iterable<string> | AsyncIterable<string>,
  inTurns: InTurns,
): Promise<void> {
  await write(response, slicesOf(texts, inTurns), STALL_MS);
  response.end();
}
