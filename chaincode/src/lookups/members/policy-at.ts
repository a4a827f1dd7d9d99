// SPDX-License-Identifier: Apache-2.0
import { currentPolicy } from './current-policy';
import { monthEnd } from '../../domain/calendar/month';
import { BUILT_IN_POLICY } from '../../domain/members/policy';
import type { Policy } from '../../domain/records';
import { parseInstant } from '../../domain/calendar/time';
import type { CatalogContext } from '../../ledger';

/** The policy that was in force when a month ended, by its own local time; of a month to come, the current one. */
export async function policyAtMonthEnd(ctx: CatalogContext, period: string): Promise<Policy> {
  let policy = await currentPolicy(ctx);
  while (policy.version > 0 && isSetAfter(policy, period)) policy = await before(ctx, policy);
  return policy;
}

const isSetAfter = ({ set, calendar }: Policy, period: string): boolean =>
  parseInstant(set.at) > monthEnd(period, calendar.utcOffsetMinutes);

async function before(ctx: CatalogContext, { version }: Policy): Promise<Policy> {
  return version === 1 ? BUILT_IN_POLICY : ctx.get<Policy>('policy', version - 1);
}
