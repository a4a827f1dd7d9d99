// SPDX-License-Identifier: Apache-2.0
/** Which transactions are open to anyone, and arguments for those that are not. */
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Argument } from './chaincode-harness.js';

/** Evaluated, and of public state only: whoever runs a peer can read that anyway. */
export const OPEN: ReadonlySet<TransactionName> = new Set<TransactionName>([
  TRANSACTIONS.organisationRead,
  TRANSACTIONS.organisationList,
  TRANSACTIONS.organisationReadMembers,
  TRANSACTIONS.signerRead,
  TRANSACTIONS.policyRead,
  TRANSACTIONS.dutyRead,
  TRANSACTIONS.systemRead,
  TRANSACTIONS.resourceRead,
  TRANSACTIONS.resourceReadVersion,
  TRANSACTIONS.requestRead,
  TRANSACTIONS.grantRead,
  TRANSACTIONS.obligationRead,
  TRANSACTIONS.journalRead,
  TRANSACTIONS.usageReadHeader,
  TRANSACTIONS.periodRead,
  TRANSACTIONS.periodReadClosure,
  TRANSACTIONS.disputeRead,
  TRANSACTIONS.auditRead,
  TRANSACTIONS.auditListJournals,
  TRANSACTIONS.auditReadJournalHead,
  TRANSACTIONS.evidenceRead,
]);

/** All others. */
export const guarded = Object.values(TRANSACTIONS).filter((name) => !OPEN.has(name));

/** Arguments come second: nothing is read from them before it is known who calls. */
export const ARGUMENTS: Partial<Record<TransactionName, readonly Argument[]>> = {
  [TRANSACTIONS.organisationRegister]: [
    { mspId: 'NewMSP', code: 'TEST:NEW', names: { en: 'New' }, roles: ['manager'] },
  ],
  [TRANSACTIONS.usageSubmit]: ['{}', new Uint8Array(8)],
};
