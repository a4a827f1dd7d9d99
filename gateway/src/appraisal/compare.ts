// SPDX-License-Identifier: Apache-2.0
/** Where an appraisal departs from the same one computed again. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Appraisal, Figure } from './report.js';

/** One field that differs, as canonical JSON; `none` where one side lacks it. */
export interface Difference {
  /** Name of the figure, or `report` for what frames them. */
  readonly figure: string;
  readonly field: string;
  readonly stated: string;
  readonly recomputed: string;
}

const NONE = 'none';

function fieldsOf(value: object): ReadonlyMap<string, string> {
  return new Map(Object.entries(value).map(([field, held]) => [field, encode(held)]));
}

function differing(figure: string, stated: object, recomputed: object): Difference[] {
  const [theirs, ours] = [fieldsOf(stated), fieldsOf(recomputed)];
  const fields = [...new Set([...theirs.keys(), ...ours.keys()])].sort();
  return fields
    .map((field) => ({
      figure,
      field,
      stated: theirs.get(field) ?? NONE,
      recomputed: ours.get(field) ?? NONE,
    }))
    .filter((one) => one.stated !== one.recomputed);
}

/** Of one name only the first counts: a second one is a difference. */
function byName(figures: readonly Figure[]): Map<string, Figure> {
  const named = new Map<string, Figure>();
  for (const figure of figures) {
    const name = named.has(figure.figure) ? `${figure.figure} (again)` : figure.figure;
    named.set(name, figure);
  }
  return named;
}

/** @returns nothing where the two are the same */
export function differences(stated: Appraisal, recomputed: Appraisal): Difference[] {
  const { figures: theirs, ...frame } = stated;
  const { figures: ours, ...ownFrame } = recomputed;
  const [told, found] = [byName(theirs), byName(ours)];
  const names = [...new Set([...told.keys(), ...found.keys()])];
  return [
    ...differing('report', frame, ownFrame),
    ...names.flatMap((name) => differing(name, told.get(name) ?? {}, found.get(name) ?? {})),
  ];
}
