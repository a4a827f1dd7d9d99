// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

export const LINES_TYPE = 'application/x-ndjson';

async function* textOf(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** Streams one JSON text per line, no faster than the client reads. */
export async function sendLines(response: Response, values: AsyncIterable<unknown>): Promise<void> {
  response.type(LINES_TYPE);
  await pipeline(Readable.from(textOf(values)), response);
}
