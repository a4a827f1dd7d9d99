// SPDX-License-Identifier: Apache-2.0
/** All cases of the kit, one after another: more than a thousand, the same for the same code. */
import { archives, flipped, leafLines, lines, manifests, months } from './archive-cases.js';
import type { Bundles } from './bundles.js';
import type { Case } from './case.js';
import { exchanges } from './exchange-cases.js';
import { histories, majorities, trusts } from './member-cases.js';
import { parts } from './part-cases.js';
import { seals } from './seal-cases.js';
import { disputes, readSets, shapes, transactions } from './signed-cases.js';

/** Bits that are flipped. */
export const FLIPS = 260;

const ALL = [
  trusts,
  majorities,
  histories,
  months,
  exchanges,
  seals,
  manifests,
  lines,
  leafLines,
  archives,
  parts,
  shapes,
  readSets,
  transactions,
  disputes,
];

export async function* cases(bundles: Bundles): AsyncGenerator<Case> {
  for (const some of ALL) yield* some(bundles);
  yield* flipped(bundles, FLIPS);
}
