// SPDX-License-Identifier: Apache-2.0
import type { Response } from 'express';
import type { InTurns } from '../../support/fair-turns.js';
import { sendSlices } from './slices.js';

export const LINES_TYPE = 'application/x-ndjson';

async function* textOf(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** Streams one JSON text per line, no faster than the client reads. */
export async function sendLines(
  response: Response,
  values: AsyncIterable<unknown>,
  inTurns: InTurns,
): Promise<void> {
  response.type(LINES_TYPE);
  await sendSlices(response, textOf(values), inTurns);
}
