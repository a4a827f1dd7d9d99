// SPDX-License-Identifier: Apache-2.0
/** An object that holds a long list: the same JSON text as of the whole, made item by item. */
import type { Response } from 'express';
import type { InTurns } from '../../support/fair-turns.js';
import { sendSlices } from './slices.js';

export interface LongList {
  /** The object's other members. */
  readonly beside: object;
  /** The member that holds the list. */
  readonly name: string;
  readonly items: Iterable<unknown>;
  readonly count: number;
}

/** So many items are written at once: it takes a fraction of a millisecond. */
const SHORT = 500;

function* textOf({ beside, name, items }: LongList): Generator<string> {
  const members = JSON.stringify(beside).slice(1, -1);
  yield `{${members === '' ? '' : `${members},`}${JSON.stringify(name)}:[`;
  let separator = '';
  for (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',';
  }
  yield ']}';
}

/** Sends it whole where it is short. */
export async function sendLongList(response: Response, list: LongList, inTurns: InTurns): Promise<void> {
  const { beside, name, items, count } = list;
  if (count <= SHORT) {
    response.json({ ...beside, [name]: [...items] });
    return;
  }
  response.type('application/json');
  await sendSlices(response, textOf(list), inTurns);
}
