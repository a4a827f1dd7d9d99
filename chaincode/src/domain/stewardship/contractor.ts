// SPDX-License-Identifier: Apache-2.0
/**
 * Others whom a consumer commissions to run its systems, or to store or process what it was given. They may keep none of it: who
 * they are is reported with the use, and when copies are disposed of each one's word that it has none is named.
 */
import { z } from 'zod';
import { ensure } from '../errors';
import { organisationCode, sha256Hex, sortedSet } from '../text/schema';

const MOST = 32;
export const CONTRACTOR_TASKS = ['build', 'maintain', 'operate', 'process', 'store'] as const;

const inCodeOrder = (list: readonly { readonly code: string }[]): boolean =>
  list.every(({ code }, i) => i === 0 || (list[i - 1]?.code ?? '') < code);
const ORDER = 'must be sorted by code, without repeats';

/** By their codes: they need not be members. `agreement`: SHA-256 of what was agreed, and approved, with each. */
export const contractors = z
  .array(
    z.strictObject({
      code: organisationCode,
      tasks: sortedSet(z.enum(CONTRACTOR_TASKS), CONTRACTOR_TASKS.length),
      agreement: sha256Hex,
    }),
  )
  .min(1)
  .max(MOST)
  .refine(inCodeOrder, ORDER);
export type Contractors = z.infer<typeof contractors>;

/** `digest`: SHA-256 of each one's word that it kept nothing. */
export const contractorsWords = z
  .array(z.strictObject({ code: organisationCode, digest: sha256Hex }))
  .min(1)
  .max(MOST)
  .refine(inCodeOrder, ORDER);
export type ContractorsWords = z.infer<typeof contractorsWords>;

type Named = readonly { readonly code: string }[] | undefined;

/** Whether all of some are among others. */
function areAmong(some: Named = [], others: Named = []): boolean {
  const codes = new Set(others.map(({ code }) => code));
  return some.every(({ code }) => codes.has(code));
}

/** Who was named for a year stays named. @throws DomainError `CONDITION_NOT_MET` */
export function ensureStillNamed(earlier: Named, now: Named): void {
  ensure(areAmong(earlier, now), 'CONDITION_NOT_MET', 'contractors: one that was named before is missing.');
}

/** @param reported those of every year @throws DomainError `CONDITION_NOT_MET` */
export function ensureAllGaveWord(reported: readonly Named[], words: Named): void {
  const named = reported.flatMap((some) => some ?? []);
  const isSame = areAmong(named, words) && areAmong(words, named);
  ensure(isSame, 'CONDITION_NOT_MET', 'contractors: must be those that the reports on the grant name.');
}
