// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Streams bytes no faster than the client reads; one that is let down notices by the length it was told. */
export async function sendChunks(response: Response, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(Readable.from(chunks), response);
}
