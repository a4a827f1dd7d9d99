// SPDX-License-Identifier: Apache-2.0
/** What each side closed of (grant, month), and what the chain found when it compared the two. */
import type { Closure, Period } from '@catalog-chain/chaincode/domain/period/period-records';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { LedgerError } from '../../ledger/ledger-error.js';
import { TRIES, type Gatherer } from './gatherer.js';

/** Nothing where neither side is closed. */
export async function gatherPeriod(gatherer: Gatherer, grant: string, period: string): Promise<void> {
  if (!(await gatherer.sources.index.get('period', `${grant}/${period}`))) return;
  for (let left = TRIES; left > 0; left -= 1) {
    if (!(await readBoth(gatherer, grant, period))) continue;
    gatherer.draft.claim({ claim: 'period', grant, period });
    return;
  }
  throw new LedgerError('LEDGER_CONFLICT', 'The period was closed again and again while it was read.');
}

/** @returns whether the closures are those that the period's record compares */
async function readBoth(gatherer: Gatherer, grant: string, period: string): Promise<boolean> {
  const record = await gatherer.readAnew<Period>(['period', grant, period]);
  for (const side of SIDES) {
    if (record[side] === undefined) continue;
    const closure = await gatherer.readAnew<Closure>(['closure', grant, period, side]);
    if (closure.revision !== record[side]) return false;
  }
  return true;
}
