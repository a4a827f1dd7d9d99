// SPDX-License-Identifier: Apache-2.0
/** Which transactions are open to anyone, and arguments for those that are not. */
import { RIGHTS } from '@catalog-chain/chaincode/domain/rights/rights';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Argument } from './chaincode-harness.js';

/** Evaluated, and of public state only: whoever runs a peer can read that anyway. */
export const OPEN: ReadonlySet<TransactionName> = new Set(
  Object.values(TRANSACTIONS).filter((name) => RIGHTS[name].entrances === 'open'),
);

/** All others. */
export const guarded = Object.values(TRANSACTIONS).filter((name) => !OPEN.has(name));

/** Arguments come second: nothing is read from them before it is known who calls. */
export const ARGUMENTS: Partial<Record<TransactionName, readonly Argument[]>> = {
  [TRANSACTIONS.organisationRegister]: [
    { mspId: 'NewMSP', code: 'TEST:NEW', names: { en: 'New' }, roles: ['manager'] },
  ],
  [TRANSACTIONS.usageSubmit]: ['{}', new Uint8Array(8)],
};
