// SPDX-License-Identifier: Apache-2.0
/**
 * What names a thing in a file, judged alike for every reader. An identifier is taken as it is written or not at all: one
 * that was damaged on the way may stand for another, and one that holds what nobody sees looks like another.
 */
import { RowError } from './faults.js';
import { fold, isLost, kept, repairMojibake } from './prose.js';

/** Controls, marks of direction, joiners, what has no width or no meaning. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cn}\p{Cs}\p{DI}\p{Zl}\p{Zp}]/u;

/** @throws RowError `READ_REPLACEMENT`, `READ_INVISIBLE` */
export function ensureIdentifier(said: string, field: string): string {
  if (isLost(said)) throw new RowError('READ_REPLACEMENT', { field });
  if (UNSEEN.test(said)) throw new RowError('READ_INVISIBLE', { field });
  return said;
}

/** A name from which a code or an id is made: those that read alike are one. */
export const readName = (said: string): string => fold(repairMojibake(kept(said)));
