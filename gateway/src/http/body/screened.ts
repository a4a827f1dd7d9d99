// SPDX-License-Identifier: Apache-2.0
/** Judges the texts of a body before its schema does, in turns: what a screen of them costs is nothing to hold the event loop for. */
import { holdsRawData } from '@catalog-chain/chaincode/domain/text/raw-data';

/** No text of the API is longer; what is, is refused unread. */
const LONGEST = 4_000;
/** Bodies of fewer bytes take no longer than a turn. */
export const SCREENED_BYTES = 4_096;

/** A text at each step. What was found is remembered where it is found, and is there when the schema asks. */
export function* screened(value: unknown): Generator<void> {
  if (typeof value === 'string') {
    if (value.length <= LONGEST) holdsRawData(value);
    yield;
  } else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) yield* screened(one);
  }
}
