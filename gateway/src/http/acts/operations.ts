// SPDX-License-Identifier: Apache-2.0
/** Which operations of the API are decisions that a person may sign, by the transaction that each becomes. */
import type { SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';

const OPERATIONS = {
  'criticism:issue': 'issueCriticism',
  'dispute:accept': 'acceptDispute',
  'dispute:answer': 'answerDispute',
  'dispute:appeal': 'appealDispute',
  'dispute:assign': 'assignDispute',
  'dispute:close': 'closeDispute',
  'dispute:coordinate': 'coordinateDispute',
  'dispute:decide': 'decideDispute',
  'dispute:escalate': 'escalateDispute',
  'dispute:lapse': 'lapseDispute',
  'dispute:open': 'openDispute',
  'dispute:recuse': 'recuseDispute',
  'dispute:refer': 'referDispute',
  'dispute:remedy': 'remedyDispute',
  'dispute:rule': 'ruleDispute',
  'dispute:withdraw': 'withdrawDispute',
  'grant:renew': 'renewGrant',
  'grant:resume': 'resumeGrant',
  'grant:return': 'returnData',
  'grant:revoke': 'revokeGrant',
  'grant:suspend': 'suspendGrant',
  'obligation:answerExtension': 'answerExtension',
  'order:conclude': 'concludeOrder',
  'order:issue': 'issueOrder',
  'organisation:register': 'registerOrganisation',
  'organisation:resume': 'resumeOrganisation',
  'organisation:suspend': 'suspendOrganisation',
  'organisation:update': 'updateOrganisation',
  'policy:set': 'setPolicy',
  'request:confirm': 'confirmRequest',
  'request:decide': 'decideRequest',
  'resource:resume': 'resumeResource',
  'resource:retire': 'retireResource',
  'resource:review': 'reviewResource',
  'resource:suspend': 'suspendResource',
  'service:announce': 'announceServiceChange',
  'signer:register': 'registerSigner',
  'signer:revoke': 'revokeSigner',
  'source:designate': 'designateSource',
  'source:end': 'endSource',
  'variation:answer': 'answerVariation',
} as const satisfies Record<SignableTransaction, string>;

export const SIGNABLE_OPERATIONS: readonly string[] = Object.values(OPERATIONS);

const NAMES: ReadonlySet<string> = new Set(SIGNABLE_OPERATIONS);

export const isSignableOperation = (operationId: string): boolean => NAMES.has(operationId);
