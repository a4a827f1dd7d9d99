// SPDX-License-Identifier: Apache-2.0
import express, { type Express } from 'express';
import type { Logger } from 'winston';
import type { Config } from '../config.js';
import type { EvidenceJobs } from '../evidence/jobs/evidence-jobs.js';
import type { MessageFeed } from '../events/message-feed.js';
import { accessLog } from './serve/access-log.js';
import { authenticate, refuseSuspended } from './auth/authenticate.js';
import type { Authenticator } from './auth/authenticator.js';
import type { ClientCertificates } from './auth/client-certificates.js';
import type { LogoutTokens } from './auth/logout-tokens.js';
import { mountDemoDoor, type DemoPerson } from './auth/demo-door.js';
import { mountSignIn, mountWays } from './auth/sign-in.js';
import { mountDocs } from './describe/docs-page.js';
import { mountConsole } from './serve/console.js';
import { leadToPage } from './serve/page-door.js';
import { compressed, notStored, permissions, securityHeaders } from './serve/hardening.js';
import type { Health } from './health.js';
import type { FairTurns } from '../support/fair-turns.js';
import {
  countWrongTokens,
  limitBytes,
  limitConcurrency,
  limitRequests,
  takeTurns,
  workInTurns,
} from './limits/limits.js';
import type { Metrics } from './metrics.js';
import { mount } from './mount.js';
import { openApiOf } from './describe/openapi.js';
import { nothingHere, problemHandler } from './problems/handler.js';
import { prepared } from './send/prepared.js';
import { nameRequest } from './serve/request-id.js';
import type { Route } from './route.js';
import { dutyRoutes, policyRoutes, systemRoutes } from './routes/catalogue/catalogue.js';
import { correctionRoutes } from './routes/oversight/corrections.js';
import { disputeRoutes } from './routes/oversight/disputes.js';
import { evidenceRoutes } from './routes/oversight/evidence.js';
import { EVENT_STREAM_PATH, eventRoutes } from './routes/service/events.js';
import { explorerRoutes } from './routes/oversight/explorer.js';
import { disposalRoutes } from './routes/sharing/disposals.js';
import { grantRoutes } from './routes/sharing/grants.js';
import { serviceChangeRoutes } from './routes/sharing/service-changes.js';
import { useReportRoutes } from './routes/sharing/use-reports.js';
import { variationRoutes } from './routes/sharing/variations.js';
import { impactRoutes } from './routes/catalogue/impact.js';
import { obligationRoutes } from './routes/oversight/obligations.js';
import { kpiRoutes } from './routes/oversight/kpis.js';
import { ledgerRoutes } from './routes/service/ledger.js';
import { organisationRoutes } from './routes/catalogue/organisations.js';
import { periodRoutes } from './routes/usage/periods.js';
import { reconciliationRoutes } from './routes/usage/reconciliations.js';
import { requestRoutes } from './routes/sharing/requests.js';
import { entryRoutes } from './routes/catalogue/entries.js';
import { changeRoutes, demandRoutes, sourceRoutes } from './routes/catalogue/upkeep.js';
import { resourceRoutes } from './routes/catalogue/resources.js';
import { serviceRoutes } from './routes/service/service.js';
import { actRoutes } from './routes/people/acts.js';
import { accountRoutes } from './routes/people/accounts.js';
import { signerRoutes } from './routes/people/signers.js';
import {
  complaintRoutes,
  criticismRoutes,
  incidentRoutes,
  orderRoutes,
} from './routes/oversight/measures.js';
import { overviewRoutes } from './routes/oversight/overview.js';
import { supervisionRoutes } from './routes/oversight/supervision.js';
import { trailRoutes } from './routes/oversight/trails.js';
import { usageViewRoutes } from './routes/usage/usage-views.js';
import { sealRoutes } from './routes/usage/seals.js';
import { usageRoutes } from './routes/usage/usage.js';
import type { Countable } from '../index/model/counts.js';
import { webhookRoutes } from './routes/service/webhooks.js';
import type { MessageReader } from '../index/model/messages.js';
import type { ImpactReader } from '../index/model/impact.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Receipts, UsageIntake } from '../usage/ports.js';
import { Appraisals } from '../usecases/oversight/appraisals.js';
import { AuditReads } from '../usecases/audit-reads.js';
import { Catalogue } from '../usecases/catalogue/catalogue.js';
import { Commitments } from '../usecases/sharing/commitments.js';
import { Commits } from '../usecases/commits.js';
import { EventStreams, STREAM_TIMES, type StreamLimits } from '../usecases/oversight/event-streams.js';
import { Corrections } from '../usecases/oversight/corrections.js';
import { Blocks } from '../usecases/oversight/blocks.js';
import { Search } from '../usecases/oversight/search.js';
import { Disputes } from '../usecases/oversight/disputes.js';
import { Evidence } from '../usecases/oversight/evidence.js';
import { Grants } from '../usecases/sharing/grants.js';
import { PartyRecords } from '../usecases/sharing/party-records.js';
import { Idempotency, type AttemptStore } from '../attempts/idempotency.js';
import { Impact } from '../usecases/catalogue/impact.js';
import { Obligations } from '../usecases/oversight/obligations.js';
import { Organisations } from '../usecases/catalogue/organisations.js';
import { JournalFollower } from '../usecases/usage/followed-journals.js';
import { Periods } from '../usecases/usage/periods.js';
import { Policies } from '../usecases/catalogue/policies.js';
import { ProvenEvents } from '../usecases/oversight/proven-events.js';
import { RecordKeys } from '../usecases/sharing/record-keys.js';
import { Reconciliations } from '../usecases/usage/reconciliations.js';
import { Records } from '../usecases/records.js';
import { Requests } from '../usecases/sharing/requests.js';
import { Entries } from '../usecases/catalogue/entries.js';
import { Resources } from '../usecases/catalogue/resources.js';
import type { AccountLog } from '../accounts/account-log.js';
import { Accounts } from '../usecases/people/accounts.js';
import { Acts } from '../usecases/people/acts.js';
import type { Identity } from '../usecases/principal.js';
import { Signers } from '../usecases/people/signers.js';
import { MemberRecords } from '../usecases/oversight/member-records.js';
import { CatalogueTable } from '../usecases/catalogue/catalogue-table.js';
import { Lists } from '../usecases/catalogue/lists.js';
import { DutyConsumers } from '../usecases/oversight/duty-consumers.js';
import { Overview } from '../usecases/oversight/duties-overview.js';
import { Supervision } from '../usecases/oversight/supervision.js';
import { TrailViews } from '../usecases/oversight/trail-views.js';
import { UsageReports } from '../usecases/usage/usage-reports.js';
import { Seals } from '../usecases/usage/seals.js';
import { UsageViews } from '../usecases/usage/usage-views.js';
import { Imports } from '../usecases/imports.js';
import { Viewers } from '../usecases/viewers.js';
import type { ImportRecords } from '../import/record/import-records.js';
import { sessionRoutes } from './routes/service/session.js';
import type { People } from '../sessions/people.js';
import { importRoutes } from './routes/service/imports.js';
import type { Webhooks } from '../webhooks/webhooks.js';

/** People's sessions, and the origin that their browsers know. */
export interface SignedIn {
  readonly sessions: People;
  readonly origin: string;
  /** The provider's word that a session is over; absent where a demo vouches for its own people. */
  readonly logoutTokens?: LogoutTokens;
  /** Of a demo: who comes in by its door. */
  readonly demo?: readonly DemoPerson[];
}

/** What the application is made of. */
export interface Parts {
  readonly config: Pick<Config, 'organisations' | 'limits' | 'tls' | 'trustProxy'>;
  readonly ledger: Omit<Ledger, 'ready' | typeof Symbol.asyncDispose>;
  readonly index: IndexReader & MessageReader & ImpactReader & Countable;
  readonly feed: MessageFeed;
  readonly webhooks: Webhooks;
  readonly evidence: EvidenceJobs;
  readonly pipeline: UsageIntake & Receipts;
  readonly attempts: AttemptStore;
  readonly imports: ImportRecords;
  readonly authenticator: Authenticator;
  /** Where people sign in through this gateway. */
  readonly people?: SignedIn | undefined;
  readonly certificates?: ClientCertificates | undefined;
  /** What the organisation writes down about its own accounts. */
  readonly accounts: AccountLog;
  readonly health: Health;
  readonly metrics: Metrics;
  /** What requests do on the event loop, in one line over all of them. */
  readonly turns: FairTurns;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const API_VERSION = '1.0.0';

const WRONG_TOKENS_PER_MINUTE = 60;
/** From one address, which may be that of an office. */
const SIGN_INS_PER_MINUTE = 600;
/** Likewise: half a megabyte each to whoever does not take it compressed. */
const DESCRIPTIONS_PER_MINUTE = 600;

const streamLimitsOf = ({ config }: Parts): StreamLimits => ({
  ...STREAM_TIMES,
  streams: config.limits.streams,
});

/** The whole route table. */
export function routesOf(parts: Parts): readonly Route[] {
  const commits = new Commits(parts.ledger, parts.index);
  const records = new Records(parts.index, commits);
  const follower = new JournalFollower(parts.index, commits, parts.now);
  const viewers = new Viewers(parts.index);
  const keys = new RecordKeys(parts.ledger, records);
  const catalogue = new Catalogue(records);
  const policies = new Policies(records);
  const resources = new Resources(records, viewers, policies);
  const audits = new AuditReads(records, viewers, parts.now);
  const obligations = new Obligations(records, parts.index, viewers, audits, parts.now);
  const commitments = new Commitments(parts.index, keys, viewers);
  const usage = new UsageViews(parts.index, viewers, audits);
  const proofs = new ProvenEvents(parts.ledger, parts.index, usage);
  const signers = new Signers(records);
  const accounts = new Accounts(parts.accounts, signers, parts.people?.sessions, policies, parts.now);
  const blocks = new Blocks(parts.ledger);
  const reports = new UsageReports(parts.pipeline, parts.index, parts.turns);
  const seals = new Seals(parts.pipeline, records, parts.index, commits, audits, parts.now);
  const routes = [
    ...organisationRoutes(new Organisations(records)),
    ...dutyRoutes(catalogue, records),
    ...systemRoutes(catalogue, records),
    ...resourceRoutes(resources, new CatalogueTable(records)),
    ...entryRoutes(new Entries(resources)),
    ...changeRoutes(records),
    ...sourceRoutes(records),
    ...demandRoutes(records),
    ...policyRoutes(policies),
    ...requestRoutes(new Requests(records, audits, keys)),
    ...grantRoutes(new Grants(records, audits, keys), obligations),
    ...obligationRoutes(obligations),
    ...variationRoutes(new PartyRecords('variation', records, audits)),
    ...serviceChangeRoutes(new PartyRecords('service-change', records, audits)),
    ...disposalRoutes(new PartyRecords('disposal', records, audits)),
    ...useReportRoutes(new PartyRecords('use-report', records, audits)),
    ...usageRoutes(reports),
    ...sealRoutes(seals, reports),
    ...usageViewRoutes(usage),
    ...periodRoutes(new Periods(records, parts.index, follower, audits)),
    ...reconciliationRoutes(new Reconciliations(parts.index, viewers, audits, parts.now)),
    ...correctionRoutes(new Corrections(records, audits)),
    ...disputeRoutes(new Disputes(records, viewers, audits, proofs)),
    ...trailRoutes(new TrailViews(parts.index, viewers, audits, commitments), records),
    ...evidenceRoutes(new Evidence(parts.index, viewers, audits, commitments, parts.evidence)),
    ...eventRoutes(new EventStreams(parts.feed, parts.index, viewers, audits, streamLimitsOf(parts))),
    ...webhookRoutes(parts.webhooks),
    ...importRoutes(new Imports(parts.imports, viewers, audits)),
    ...impactRoutes(new Impact(parts.index, audits, parts.now)),
    ...overviewRoutes(
      new Overview(parts.index, viewers, audits),
      new DutyConsumers(parts.index, audits),
      new Lists(records),
    ),
    ...supervisionRoutes(new Supervision(parts.index, viewers, audits), parts.now),
    ...orderRoutes(new MemberRecords('order', records, audits)),
    ...criticismRoutes(records),
    ...incidentRoutes(new MemberRecords('incident', records, audits)),
    ...complaintRoutes(new MemberRecords('complaint', records, audits)),
    ...kpiRoutes(new Appraisals(parts.index, viewers, audits)),
    ...sessionRoutes(parts.people?.sessions),
    ...ledgerRoutes(parts.ledger, parts.index),
    ...explorerRoutes(blocks, new Search(records, audits, usage, blocks)),
    ...serviceRoutes(parts.health, parts.metrics),
    ...signerRoutes(signers, accounts),
    ...accountRoutes(accounts),
  ];
  return [...routes, ...actRoutes(new Acts(records, signers, parts.now), routes)];
}

function harden(app: Express, { config, logger, metrics }: Parts): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy.length > 0 ? [...config.trustProxy] : false);
  app.use(nameRequest, accessLog(logger, metrics));
  app.use(securityHeaders(config.tls !== undefined), permissions, notStored, compressed());
}

/** Where people come in, and a page that may ask where. */
function mountDoors(app: Express, people: SignedIn | undefined): void {
  const { logoutTokens, demo = [] } = people ?? {};
  mountWays(app, { provider: logoutTokens !== undefined, demo }, limitRequests(SIGN_INS_PER_MINUTE));
  if (people && logoutTokens) mountSignIn(app, people.sessions, logoutTokens);
  if (people && demo.length > 0) mountDemoDoor(app, people.sessions);
}

/** @returns the application: routes, their description and the page that shows it */
export function createApp(parts: Parts): Express {
  const { config, authenticator, people, certificates, attempts, now, logger } = parts;
  const app = express();
  const routes = routesOf(parts);
  const viewers = new Viewers(parts.index);
  const turns = takeTurns(parts.turns);
  harden(app, parts);
  const described = limitRequests(DESCRIPTIONS_PER_MINUTE);
  app.get(
    '/openapi.json',
    described,
    turns,
    prepared('/openapi.json', () => JSON.stringify(openApiOf(routes, API_VERSION))),
  );
  mountDocs(app);
  const hasConsole = mountConsole(app);
  mountDoors(app, people);
  const noteSystem = (system: Identity): Promise<void> =>
    parts.accounts.noteSystem(system.organisation, system.user);
  const ways = { tokens: authenticator, people, certificates, noteSystem };
  mount(app, routes, {
    idempotency: new Idempotency(attempts, now, async ({ transactionId, signatory }) => {
      const { status } = await parts.ledger.outcome(transactionId, signatory);
      return status === 'rejected';
    }),
    guards: [
      authenticate(ways, config.organisations, countWrongTokens(WRONG_TOKENS_PER_MINUTE)),
      limitRequests(config.limits.requestsPerMinute),
      refuseSuspended((organisation) => viewers.ensureNotSuspended(organisation)),
      limitConcurrency(config.limits.concurrency, EVENT_STREAM_PATH),
      turns,
    ],
    turns,
    inTurns: workInTurns(parts.turns),
    gate: limitBytes(config.limits.heldBytes),
    limits: { json: config.limits.jsonBytes, bulk: config.limits.bulkBytes },
  });
  app.use(nothingHere);
  if (hasConsole) app.use(leadToPage);
  app.use(problemHandler(logger));
  return app;
}
