// SPDX-License-Identifier: Apache-2.0
/** Grants whose period is over and on whose record nobody has said so. */
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { everything, type ScheduleIndex } from './due-sides.js';

const OPEN = ['active', 'suspended'] as const;

/** @returns those in which the organisation is provider or consumer */
export async function expiredGrants(
  index: ScheduleIndex,
  organisation: string,
  nowMs: number,
): Promise<Grant[]> {
  const found: Grant[] = [];
  for (const state of OPEN) found.push(...(await everything(index, 'grant', { party: organisation, state })));
  return found.filter(({ terms }) => {
    const isParty = terms.provider === organisation || terms.consumer === organisation;
    return isParty && parseInstant(terms.period.to) <= nowMs;
  });
}
