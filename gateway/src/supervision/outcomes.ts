// SPDX-License-Identifier: Apache-2.0
/** How an obligation went, and which item of the law it falls under where it did not go well. */
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { profileNamed } from '@catalog-chain/chaincode/domain/law/profile';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';

/** How what was due stands at the reference time. */
export function outcomeOf(
  { state, met, dueAt }: Obligation,
  reference: number,
): 'inTime' | 'late' | 'unmet' | 'open' {
  if (state === 'met') return met?.late === true ? 'late' : 'inTime';
  if (state === 'missed') return 'unmet';
  return state === 'open' && parseInstant(dueAt) < reference ? 'unmet' : 'open';
}

/** Whether it was late or left undone, and the table names the item for it. */
export const failedUnder =
  (item: string, reference: number) =>
  (value: Obligation): boolean => {
    const outcome = outcomeOf(value, reference);
    const rule = profileNamed(value.profile).rules[value.kind];
    return rule?.liability === item && (outcome === 'late' || outcome === 'unmet');
  };
