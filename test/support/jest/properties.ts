// SPDX-License-Identifier: Apache-2.0
/** The seed of every property of the suite: always the same, so that a run can be repeated, unless FC_SEED says another. */

const FIXED = 20_260_101;

/** Throws when FC_SEED is not a whole number. */
export function seed(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const chosen = env['FC_SEED'] ?? '';
  if (chosen === '') return FIXED;
  const number = Number(chosen);
  if (!Number.isSafeInteger(number)) throw new Error(`FC_SEED is a whole number, not ${chosen}`);
  return number;
}
