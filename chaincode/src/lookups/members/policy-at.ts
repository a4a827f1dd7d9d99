// SPDX-License-Identifier: Apache-2.0
import { currentPolicy } from './current-policy';
import { monthEnd } from '../../domain/calendar/month';
import { BUILT_IN_POLICY } from '../../domain/members/policy';
import { ruleOf } from '../../domain/law/profile';
import type { ObligationKind, Policy } from '../../domain/records';
import { parseInstant } from '../../domain/calendar/time';
import type { CatalogContext } from '../../ledger';

/** The policy that was in force when a month ended, by its own local time; of a month to come, the current one. */
export async function policyAtMonthEnd(ctx: CatalogContext, period: string): Promise<Policy> {
  let policy = await currentPolicy(ctx);
  while (policy.version > 0 && isSetAfter(policy, period)) policy = await before(ctx, policy);
  return policy;
}

/** A policy, and since when its clock runs: milliseconds since 1970. */
export interface PolicySince {
  readonly policy: Policy;
  readonly since: number;
}

/**
 * The policy under which something is owed that began at a time before it is recorded: the one in force then, whatever was set
 * since. Where that asks for nothing of the kind, the first one after it that does, from when it was set on.
 */
export async function policySince(
  ctx: CatalogContext,
  kind: ObligationKind,
  sinceMs: number,
): Promise<PolicySince> {
  let policy = await currentPolicy(ctx);
  while (policy.version > 0 && parseInstant(policy.set.at) > sinceMs) {
    const earlier = await before(ctx, policy);
    if (!ruleOf(kind, earlier)) break;
    policy = earlier;
  }
  return { policy, since: Math.max(sinceMs, parseInstant(policy.set.at)) };
}

const isSetAfter = ({ set, calendar }: Policy, period: string): boolean =>
  parseInstant(set.at) > monthEnd(period, calendar.utcOffsetMinutes);

async function before(ctx: CatalogContext, { version }: Policy): Promise<Policy> {
  return version === 1 ? BUILT_IN_POLICY : ctx.get<Policy>('policy', version - 1);
}
