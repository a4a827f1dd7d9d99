// SPDX-License-Identifier: Apache-2.0
/** The policy in force, and a version of it. */
import { BUILT_IN_POLICY } from '../../domain/members/policy';
import type { Policy } from '../../domain/records';
import type { RecordSource } from '../record-source';

/** Key part of the copy of the newest version: see docs/decisions/0040-current-policy.md. */
export const CURRENT = 'current';

/** The policy in force: one read of a key that changes only when the manager sets a policy. */
export async function currentPolicy(ctx: RecordSource): Promise<Policy> {
  return (await ctx.find<Policy>('policy', CURRENT)) ?? BUILT_IN_POLICY;
}

/** One version; 0 is the built-in one. @throws DomainError `NOT_FOUND` */
export function policyAt(ctx: RecordSource, version: number): Promise<Policy> {
  return version === 0 ? Promise.resolve(BUILT_IN_POLICY) : ctx.get<Policy>('policy', version);
}
