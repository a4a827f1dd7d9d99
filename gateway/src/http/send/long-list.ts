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
/** So many are made one text of a longer list: each text is waited for by itself. */
const FEW = 100;

/** The items, a few at a time. */
function* fewOf(items: Iterable<unknown>): Generator<readonly unknown[]> {
  let few: unknown[] = [];
  for (const item of items) {
    few.push(item);
    if (few.length < FEW) continue;
    yield few;
    few = [];
  }
  if (few.length > 0) yield few;
}

function* textOf({ beside, name, items }: LongList): Generator<string> {
  const members = JSON.stringify(beside).slice(1, -1);
  yield `{${members === '' ? '' : `${members},`}${JSON.stringify(name)}:[`;
  let separator = '';
  for (const few of fewOf(items)) {
    yield separator + JSON.stringify(few).slice(1, -1);
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
