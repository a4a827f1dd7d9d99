// SPDX-License-Identifier: Apache-2.0
/** What a profile of the law says: which obligations there are, and which course requests take. */
import type { ObligationKind, Policy, ProfileName } from '../records';
import { CN_809 } from './cn-809';
import { GENERIC } from './generic';
import type { ObligationRule, Profile } from './rule';

const PROFILES: Readonly<Record<ProfileName, Profile>> = { 'cn-809': CN_809, generic: GENERIC };

/** @param name absent in records made before there were profiles */
export const profileNamed = (name: ProfileName | undefined): Profile => PROFILES[name ?? 'generic'];

/** An obligation's rule, with the policy's own days in place of the profile's; undefined where nothing is owed. */
export function ruleOf(
  kind: ObligationKind,
  policy: Pick<Policy, 'profile' | 'deadlines' | 'obligationDays' | 'extensionDays'>,
): (ObligationRule & { readonly workingDays: number }) | undefined {
  const rule = profileNamed(policy.profile).rules[kind];
  if (!rule) return undefined;
  const workingDays = policy.obligationDays?.[kind] ?? daysOf(rule, policy);
  const extensionDays = rule.extensionDays && (policy.extensionDays?.[kind] ?? rule.extensionDays);
  return { ...rule, workingDays, ...(extensionDays !== undefined && { extensionDays }) };
}

function daysOf({ days }: ObligationRule, { deadlines }: Pick<Policy, 'deadlines'>): number {
  if (days === 'named') return 0;
  return typeof days === 'number' ? days : deadlines[days];
}
