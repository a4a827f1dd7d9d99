// SPDX-License-Identifier: Apache-2.0
/** What each side closed of (grant, month), and what the chain found when it compared the two. */
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
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
  throw new LedgerError('LEDGER_FAILURE', 'The period was closed again and again while it was read.');
}

/** @returns whether the closures are those that the period's record compares */
async function readBoth(gatherer: Gatherer, grant: string, period: string): Promise<boolean> {
  const key = ['period', grant, period];
  const args = [grant, period];
  const record = await gatherer.readAnew<Period>({ key, transaction: TRANSACTIONS.periodRead, args });
  for (const side of SIDES) {
    if (record[side] === undefined) continue;
    const closure = await gatherer.readAnew<Closure>({
      key: ['closure', grant, period, side],
      transaction: TRANSACTIONS.periodReadClosure,
      args: [grant, period, side],
    });
    if (closure.revision !== record[side]) return false;
  }
  return true;
}
