// SPDX-License-Identifier: Apache-2.0
/**
 * What a gateway offers that is no act on the ledger, in the table of rights: its reads, and what an organisation settles with its
 * own gateway. Who may ask, and how much of what there is is shown to whom. An operation that is neither here nor performs an
 * act cannot be offered. Whoever runs a peer holds the public state anyway; this is what a gateway shows of its index.
 */
import type { UserRole } from '../names';

/** What is shown to whom. `docs/access-control.md` prints it. */
export const SCOPES = {
  anybody: 'without a token; nothing of a member is in it',
  members: 'every organisation that the gateway serves sees all of it',
  entries:
    'every organisation sees what is published, and that something is being written; what that is, its owner and a manager; once it was handed in, an auditor and an arbitrator, too',
  concerned:
    'its parties and who decides it; a manager; an auditor and an arbitrator for a purpose and on record. To others one of them does not exist (`NOT_FOUND`), and a list leaves it out',
  figures:
    'a member its own; a manager any member’s; an auditor and an arbitrator any’s for a purpose and on record. Others are refused (`ROLE_REQUIRED`), which tells nothing',
  own: 'of its own organisation only, whatever the other is: to it, it does not exist',
  overseen:
    'of its own organisation; an auditor and an arbitrator see all that the gateway keeps, for a purpose and on record. To others it does not exist',
  person: 'the person’s own',
} as const;
export type Scope = keyof typeof SCOPES;

export interface GatewayRight {
  readonly scope: Scope;
  /** User roles that may ask; none: each of them. */
  readonly users: readonly UserRole[];
}

const SETTLERS: readonly UserRole[] = ['officer', 'admin'];
const REPORTERS: readonly UserRole[] = ['submitter', 'officer'];

const every = (
  scope: Scope,
  ...operations: readonly string[]
): readonly (readonly [string, GatewayRight])[] =>
  operations.map((operation) => [operation, { scope, users: [] }]);

const only = (
  users: readonly UserRole[],
  scope: Scope,
  ...operations: readonly string[]
): readonly (readonly [string, GatewayRight])[] =>
  operations.map((operation) => [operation, { scope, users }]);

/** By operation. */
export const GATEWAY_RIGHTS: ReadonlyMap<string, GatewayRight> = new Map([
  ...every('anybody', 'getHealth', 'getReadiness', 'getMetrics'),
  ...every('members', 'listOrganisations', 'getOrganisation', 'listSigners', 'getSigner', 'getPolicy'),
  ...every('members', 'listDuties', 'getDuty', 'listSystems', 'getSystem'),
  ...every('members', 'listCatalogueChanges', 'getCatalogueChange', 'listDemands', 'getDemand'),
  ...every('members', 'listSourceAgencies', 'getSourceAgency', 'listSourceUpdates', 'getSourceUpdate'),
  ...every('members', 'listCriticisms', 'getCriticism', 'listAuditReads', 'countSeals', 'getList'),
  ...every('members', 'getLedger', 'listBlocks', 'getBlock', 'getTransaction'),
  ...every('entries', 'listResources', 'getResource', 'listResourceVersions', 'getResourceVersion'),
  ...every('entries', 'getCatalogueTable'),
  ...every('concerned', 'listRequests', 'getRequest', 'listGrants', 'getGrant', 'getImpact'),
  ...every('concerned', 'listObligations', 'getObligation', 'listPeriods', 'getPeriod', 'getReconciliation'),
  ...every('concerned', 'listVariations', 'getVariation', 'listServiceChanges', 'getServiceChange'),
  ...every('concerned', 'listDisposals', 'getDisposal', 'listUseReports', 'getUseReport', 'listSeals'),
  ...every('concerned', 'listUsageEvents', 'getUsageEvent', 'listBatches', 'getBatch'),
  ...every('concerned', 'listCorrections', 'getCorrection', 'listDisputes', 'getDispute'),
  ...every('concerned', 'listOrders', 'getOrder', 'listIncidents', 'getIncident'),
  ...every('concerned', 'listComplaints', 'getComplaint', 'getTrail', 'search', 'streamEvents'),
  ...every('concerned', 'listDutyConsumers'),
  ...every('figures', 'getDutiesOverview', 'getSupervisionReport', 'getKpis'),
  ...every('own', 'getReceipt', 'getEvidence', 'downloadEvidence', 'getObligationCalendar'),
  ...every('overseen', 'listImports', 'getImport'),
  ...only(SETTLERS, 'own', 'listWebhooks', 'getWebhook', 'listDeliveries', 'listDeadLetters'),
  ...only(['admin'], 'own', 'listAccountEvents', 'getAccount'),
  ...every('person', 'getSession', 'listSessions'),
  // Asked by a body, for what it names must not stand in an address.
  ...every('concerned', 'findRecordTrail', 'requestEvidence', 'requestRecordEvidence'),
  ...every('own', 'prepareAct'),
  ...only(REPORTERS, 'own', 'reportUsage', 'attestUsage', 'discloseUsage', 'discloseAttestations'),
  ...only(['officer', 'submitter', 'admin'], 'own', 'beginImport', 'tellImport', 'endImport'),
  ...only(SETTLERS, 'own', 'createWebhook', 'deleteWebhook', 'pauseWebhook', 'resumeWebhook'),
  ...only(SETTLERS, 'own', 'rotateWebhookSecret', 'replayWebhook', 'testWebhook', 'redeliverDeadLetter'),
  ...every('person', 'actAs', 'signOut', 'signOutEverywhere'),
  ...only(['admin'], 'own', 'endAccount', 'purgeAccountEvents', 'endSessionsOf'),
]);
