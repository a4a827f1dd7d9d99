// SPDX-License-Identifier: Apache-2.0
/** Names of chaincode events: one per transaction that changes something, `noun.what-happened`. */
export const EVENTS = {
  organisationRegistered: 'organisation.registered',
  organisationUpdated: 'organisation.updated',
  organisationSuspended: 'organisation.suspended',
  organisationResumed: 'organisation.resumed',
  organisationMembersRecorded: 'organisation.members-recorded',
  policySet: 'policy.set',
  dutyRegistered: 'duty.registered',
  dutyRepealed: 'duty.repealed',
  systemRegistered: 'system.registered',
  systemRetired: 'system.retired',
  resourceDrafted: 'resource.drafted',
  resourceSubmitted: 'resource.submitted',
  resourcePublished: 'resource.published',
  resourceReturned: 'resource.returned',
  resourceSuspended: 'resource.suspended',
  resourceResumed: 'resource.resumed',
  resourceRetired: 'resource.retired',
  requestSubmitted: 'request.submitted',
  requestDecided: 'request.decided',
  requestGranted: 'request.granted',
  requestRefused: 'request.refused',
  requestWithdrawn: 'request.withdrawn',
  grantRenewed: 'grant.renewed',
  grantSuspended: 'grant.suspended',
  grantResumed: 'grant.resumed',
  grantRevoked: 'grant.revoked',
  grantExpired: 'grant.expired',
  keyDeposited: 'key.deposited',
  keyDisclosed: 'key.disclosed',
  keyDelivered: 'key.delivered',
  keyPurged: 'key.purged',
  journalOpened: 'journal.opened',
  journalChecked: 'journal.checked',
  journalClosed: 'journal.closed',
  usageCommitted: 'usage.committed',
  periodClosed: 'period.closed',
  periodMatched: 'period.matched',
  periodDiffers: 'period.differs',
  disputeOpened: 'dispute.opened',
  disputeAnswered: 'dispute.answered',
  disputeAssigned: 'dispute.assigned',
  disputeRuled: 'dispute.ruled',
  disputeAppealed: 'dispute.appealed',
  disputeAccepted: 'dispute.accepted',
  disputeLapsed: 'dispute.lapsed',
  disputeRemedied: 'dispute.remedied',
  disputeClosed: 'dispute.closed',
  disputeWithdrawn: 'dispute.withdrawn',
  auditRead: 'audit.read',
  evidenceRequested: 'evidence.requested',
} as const;

export type EventName = (typeof EVENTS)[keyof typeof EVENTS];

/** The id of the record that changed, and the organisations that are concerned. */
export interface EventPayload {
  readonly id: string;
  /** MSP ids, for routing to those who subscribe. */
  readonly organisations?: readonly string[];
}
