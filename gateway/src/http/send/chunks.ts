// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { InTurns } from '../../support/fair-turns.js';

async function* inTheirTurn(chunks: AsyncIterable<Uint8Array>, inTurns: InTurns): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await inTurns([]);
    yield chunk;
  }
}

/** Streams bytes no faster than the client reads; one that is let down notices by the length it was told. */
export async function sendChunks(
  response: Response,
  chunks: AsyncIterable<Uint8Array>,
  inTurns: InTurns,
): Promise<void> {
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(Readable.from(inTheirTurn(chunks, inTurns)), response);
}
