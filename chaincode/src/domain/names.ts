// SPDX-License-Identifier: Apache-2.0
/** Every name that crosses a boundary, once. */

export const CONTRACTS = [
  'organisation',
  'organisation-code',
  'signer',
  'policy',
  'duty',
  'system',
  'resource',
  'request',
  'grant',
  'obligation',
  'variation',
  'service',
  'disposal',
  'report',
  'order',
  'criticism',
  'incident',
  'complaint',
  'key',
  'journal',
  'usage',
  'period',
  'dispute',
  'correction',
  'audit',
  'evidence',
] as const;

/** Contract transactions, `contract:method`. */
export const TRANSACTIONS = {
  organisationRegister: 'organisation:register',
  organisationUpdate: 'organisation:update',
  organisationSuspend: 'organisation:suspend',
  organisationResume: 'organisation:resume',
  organisationRead: 'organisation:read',
  organisationList: 'organisation:list',
  organisationRecordMembers: 'organisation:recordMembers',
  organisationReadMembers: 'organisation:readMembers',
  signerRegister: 'signer:register',
  signerRevoke: 'signer:revoke',
  signerRead: 'signer:read',
  policySet: 'policy:set',
  policyRead: 'policy:read',
  dutyRegister: 'duty:register',
  dutyRepeal: 'duty:repeal',
  dutyRead: 'duty:read',
  systemRegister: 'system:register',
  systemRetire: 'system:retire',
  systemRead: 'system:read',
  resourceDraft: 'resource:draft',
  resourceSubmit: 'resource:submit',
  resourceReview: 'resource:review',
  resourceSuspend: 'resource:suspend',
  resourceResume: 'resource:resume',
  resourceRetire: 'resource:retire',
  resourceRead: 'resource:read',
  resourceReadVersion: 'resource:readVersion',
  requestSubmit: 'request:submit',
  requestDecide: 'request:decide',
  requestConfirm: 'request:confirm',
  requestWithdraw: 'request:withdraw',
  requestAskSupplement: 'request:askSupplement',
  requestSupplement: 'request:supplement',
  requestRead: 'request:read',
  grantRead: 'grant:read',
  grantRenew: 'grant:renew',
  grantSuspend: 'grant:suspend',
  grantResume: 'grant:resume',
  grantRevoke: 'grant:revoke',
  grantExpire: 'grant:expire',
  grantDeliver: 'grant:deliver',
  grantConfirmDelivery: 'grant:confirmDelivery',
  grantContestDelivery: 'grant:contestDelivery',
  obligationRead: 'obligation:read',
  obligationAskExtension: 'obligation:askExtension',
  obligationAnswerExtension: 'obligation:answerExtension',
  grantReturn: 'grant:return',
  grantRectify: 'grant:rectify',
  grantContestRectification: 'grant:contestRectification',
  variationAsk: 'variation:ask',
  variationAnswer: 'variation:answer',
  variationWithdraw: 'variation:withdraw',
  variationRead: 'variation:read',
  serviceAnnounce: 'service:announce',
  serviceConsult: 'service:consult',
  serviceFile: 'service:file',
  serviceReceive: 'service:receive',
  serviceTakeEffect: 'service:takeEffect',
  serviceWithdraw: 'service:withdraw',
  serviceRead: 'service:read',
  disposalInstruct: 'disposal:instruct',
  disposalDeclare: 'disposal:declare',
  disposalConfirm: 'disposal:confirm',
  disposalContest: 'disposal:contest',
  disposalRead: 'disposal:read',
  reportSubmit: 'report:submit',
  reportRead: 'report:read',
  orderIssue: 'order:issue',
  orderReport: 'order:report',
  orderConclude: 'order:conclude',
  orderWithdraw: 'order:withdraw',
  orderRead: 'order:read',
  criticismIssue: 'criticism:issue',
  criticismRead: 'criticism:read',
  incidentReport: 'incident:report',
  incidentClose: 'incident:close',
  incidentRead: 'incident:read',
  complaintReceive: 'complaint:receive',
  complaintAnswer: 'complaint:answer',
  complaintRead: 'complaint:read',
  keyDeposit: 'key:deposit',
  keyRead: 'key:read',
  keyDisclose: 'key:disclose',
  keyDeliver: 'key:deliver',
  keyPurge: 'key:purge',
  journalOpen: 'journal:open',
  journalCheckpoint: 'journal:checkpoint',
  journalClose: 'journal:close',
  journalRead: 'journal:read',
  usageSubmit: 'usage:submit',
  usageReadHeader: 'usage:readHeader',
  periodClose: 'period:close',
  periodRead: 'period:read',
  periodReadClosure: 'period:readClosure',
  disputeOpen: 'dispute:open',
  disputeAnswer: 'dispute:answer',
  disputeAssign: 'dispute:assign',
  disputeRefer: 'dispute:refer',
  disputeCoordinate: 'dispute:coordinate',
  disputeEscalate: 'dispute:escalate',
  disputeDecide: 'dispute:decide',
  disputeRule: 'dispute:rule',
  disputeAppeal: 'dispute:appeal',
  disputeAccept: 'dispute:accept',
  disputeLapse: 'dispute:lapse',
  disputeRemedy: 'dispute:remedy',
  disputeClose: 'dispute:close',
  disputeWithdraw: 'dispute:withdraw',
  disputeRead: 'dispute:read',
  correctionOpen: 'correction:open',
  correctionAnswer: 'correction:answer',
  correctionWithdraw: 'correction:withdraw',
  correctionDispute: 'correction:dispute',
  correctionRead: 'correction:read',
  auditRecordRead: 'audit:recordRead',
  auditRead: 'audit:read',
  auditListJournals: 'audit:listJournals',
  auditReadJournalHead: 'audit:readJournalHead',
  evidenceRequest: 'evidence:request',
  evidenceRead: 'evidence:read',
} as const;

export type TransactionName = (typeof TRANSACTIONS)[keyof typeof TRANSACTIONS];

/** The certificate attribute that carries the user's role (written by Fabric CA). */
export const ROLE_ATTRIBUTE = 'catalog.role';

export const USER_ROLES = ['officer', 'submitter', 'auditor', 'arbitrator', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const ORGANISATION_ROLES = [
  'provider',
  'consumer',
  'manager',
  'auditor',
  'arbitrator',
  'government',
] as const;
export type OrganisationRole = (typeof ORGANISATION_ROLES)[number];

/**
 * State keys are composite keys (Fabric's U+0000 scheme) of these object types. The parts that follow:
 * organisation [mspId] · policy [version], the newest again under ['current'] · duty, system, resource [id]
 * · resource-version [id, version] · request, grant [id] · disclosure [grant, recipient, discloser]
 * · key-purge [grant, mspId] · journal, journal-checkpoint [mspId, journal]
 * · open-journals [mspId] · closed-journals [mspId, month] · batch [mspId, journal, sequence] · tally [mspId, journal, period, grant, side]
 * · closure [grant, period, side] · period [grant, period]
 * · after-closing [grant, period, side, mspId, journal, sequence] · dispute [id]
 * · open-requests [consumer, resource] · open-disputes [opener, respondent] · disputed-grant [grant] · open-corrections, open-variations [grant]
 * · obligation, correction, variation, service-change, order, criticism, incident, complaint [id] · disposal [grant] · use-report [grant, year]
 * · audit-read, evidence-request [mspId, id] · membership [version]
 * · signer, signer-counter [MSPID:CODE] · signer-key [thumbprint] · signing-administrator [mspId]
 * · signed-act [mspId, code of the signer, nonce] · signed-agreement [mspId, code of the signer, nonce].
 * Numbers are written with ten digits so that keys sort as the numbers do.
 */
export const OBJECT_TYPES = [
  'organisation',
  'organisation-code',
  'policy',
  'duty',
  'system',
  'resource',
  'resource-version',
  'request',
  'open-requests',
  'grant',
  'obligation',
  'variation',
  'service-change',
  'disposal',
  'use-report',
  'order',
  'criticism',
  'incident',
  'complaint',
  'journal',
  'journal-checkpoint',
  'open-journals',
  'closed-journals',
  'batch',
  'tally',
  'closure',
  'period',
  'after-closing',
  'dispute',
  'correction',
  'open-disputes',
  'open-corrections',
  'open-variations',
  'disputed-grant',
  'audit-read',
  'evidence-request',
  'membership',
  'disclosure',
  'key-purge',
  'signer',
  'signer-key',
  'signer-counter',
  'signing-administrator',
  'signed-act',
  'signed-agreement',
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** A number as it stands in a key. */
export const tenDigits = (value: number): string => String(value).padStart(10, '0');

/** Key under which a grant's record key lies in an organisation's implicit private data collection. */
export const recordKeyName = (grantId: string): string => `record-key/${grantId}`;

/** Fabric's implicit private data collection of an organisation. */
export const implicitCollection = (mspId: string): string => `_implicit_org_${mspId}`;

/** Keys of the transient map. */
export const TRANSIENT = { recordKey: 'recordKey' } as const;
