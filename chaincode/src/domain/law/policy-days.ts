// SPDX-License-Identifier: Apache-2.0
/** Which days of the profile a policy may set otherwise. */
import { z } from 'zod';
import { DomainError } from '../errors';
import type { ObligationKind, Policy } from '../records';
import { count } from '../text/schema';
import { CN_809 } from './cn-809';
import { profileNamed } from './profile';
import type { ObligationRule } from './rule';

const MAX_WORKING_DAYS = 250;
const days = count(MAX_WORKING_DAYS).exactOptional();

type Days<K extends ObligationKind> = z.ZodType<Partial<Readonly<Record<K, number>>>>;

/** A closed object with one optional number of days for each kind. */
const daysOf = <K extends ObligationKind>(kinds: readonly K[]): Days<K> =>
  z.strictObject(Object.fromEntries(kinds.map((kind) => [kind, days]))) as unknown as Days<K>;

const kinds = Object.keys(CN_809.rules) as ObligationKind[];

/** Those that no step of the deadlines sets already. */
export const obligationDays = daysOf(kinds.filter((kind) => typeof CN_809.rules[kind]?.days === 'number'));
export const extensionDays = daysOf(kinds.filter((kind) => CN_809.rules[kind]?.extensionDays !== undefined));

type Setting = Pick<Policy, 'profile' | 'deadlines' | 'obligationDays' | 'extensionDays'>;

interface Most {
  /** Where it lies in the policy. */
  readonly field: string;
  readonly set: number | undefined;
  /** What the law gives. */
  readonly most: number;
}

function mostOf(kind: ObligationKind, rule: ObligationRule, setting: Setting): readonly Most[] {
  const { decreed, days: wanted, extensionDays: longer } = rule;
  if (decreed === undefined || wanted === 'named') return [];
  const time: Most =
    typeof wanted === 'number'
      ? { field: `obligationDays.${kind}`, set: setting.obligationDays?.[kind], most: decreed }
      : { field: `deadlines.${wanted}`, set: setting.deadlines[wanted], most: decreed };
  if (longer === undefined) return [time];
  return [time, { field: `extensionDays.${kind}`, set: setting.extensionDays?.[kind], most: longer }];
}

/**
 * A policy that goes by a law gives nobody more time than the law does, where that says how much.
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensureWithinLaw(setting: Setting): void {
  const rules = Object.entries(profileNamed(setting.profile).rules) as [ObligationKind, ObligationRule][];
  const all = rules.flatMap(([kind, rule]) => mostOf(kind, rule, setting));
  const longer = all.find(({ set, most }) => set !== undefined && set > most);
  if (longer === undefined) return;
  const { field, most } = longer;
  throw new DomainError('CONDITION_NOT_MET', '{field}: at most {most}, as the law of the profile gives.', {
    field,
    most,
  });
}
