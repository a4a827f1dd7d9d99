// SPDX-License-Identifier: Apache-2.0
/** How long the record keys of a grant are kept after its end: without them nobody can show which records were used. */
import { formatInstant, parseInstant } from '../calendar/time';
import { profileNamed } from '../law/profile';
import type { Policy } from '../records';
import type { Grant, KeptTerm } from './grant-records';
import { heldDuring } from './grant-standing';

/** Years by the policy; undefined where neither it nor its profile asks for any. */
export const retentionYears = (policy: Pick<Policy, 'profile' | 'retentionYears'>): number | undefined =>
  policy.retentionYears ?? profileNamed(policy.profile).retentionYears;

/** Until when, milliseconds since 1970: so many civil years after the grant's end; of one that runs, after its period. */
export function keptUntil(grant: Pick<Grant, 'history' | 'terms' | 'retentionYears'>): number {
  const end = formatInstant(heldDuring(grant).to);
  const year = Number(end.slice(0, 4)) + (grant.retentionYears ?? 0);
  const day = end.slice(4, 10) === '-02-29' ? '-03-01' : end.slice(4, 10);
  return parseInstant(`${String(year)}${day}${end.slice(10)}`);
}

/** The term that a purge states; undefined where the grant sets none. */
export function keptTerm(grant: Pick<Grant, 'history' | 'terms' | 'retentionYears'>): KeptTerm | undefined {
  if (grant.retentionYears === undefined) return undefined;
  return { years: grant.retentionYears, until: formatInstant(keptUntil(grant)) };
}
