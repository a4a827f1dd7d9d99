// SPDX-License-Identifier: Apache-2.0
import express, { type Express } from 'express';
import type { Logger } from 'winston';
import type { Config } from './config.js';
import type { EvidenceJobs } from './evidence/jobs/evidence-jobs.js';
import type { MessageFeed } from './events/message-feed.js';
import { accessLog } from './http/access-log.js';
import { authenticate } from './http/auth/authenticate.js';
import type { Authenticator } from './http/auth/authenticator.js';
import { mountDocs } from './http/docs-page.js';
import {
  compressed,
  limitBytes,
  limitConcurrency,
  limitFailedTokens,
  limitRequests,
  notStored,
  securityHeaders,
} from './http/hardening.js';
import type { Health } from './http/health.js';
import type { Metrics } from './http/metrics.js';
import { mount } from './http/mount.js';
import { openApiOf } from './http/openapi.js';
import { nothingHere, problemHandler } from './http/problems/handler.js';
import { nameRequest } from './http/request-id.js';
import type { Route } from './http/route.js';
import { dutyRoutes, policyRoutes, systemRoutes } from './http/routes/catalogue.js';
import { disputeRoutes } from './http/routes/disputes.js';
import { evidenceRoutes } from './http/routes/evidence.js';
import { EVENT_STREAM_PATH, eventRoutes } from './http/routes/events.js';
import { grantRoutes } from './http/routes/grants.js';
import { impactRoutes } from './http/routes/impact.js';
import { kpiRoutes } from './http/routes/kpis.js';
import { ledgerRoutes } from './http/routes/ledger.js';
import { organisationRoutes } from './http/routes/organisations.js';
import { periodRoutes } from './http/routes/periods.js';
import { reconciliationRoutes } from './http/routes/reconciliations.js';
import { requestRoutes } from './http/routes/requests.js';
import { resourceRoutes } from './http/routes/resources.js';
import { serviceRoutes } from './http/routes/service.js';
import { trailRoutes } from './http/routes/trails.js';
import { usageViewRoutes } from './http/routes/usage-views.js';
import { usageRoutes } from './http/routes/usage.js';
import type { Countable } from './index/count-ports.js';
import { webhookRoutes } from './http/routes/webhooks.js';
import type { MessageReader } from './index/message-ports.js';
import type { ImpactReader, IndexReader } from './index/ports.js';
import type { Ledger } from './ledger/ledger.js';
import type { Receipts, UsageIntake } from './pipeline/ports.js';
import { Appraisals } from './usecases/appraisals.js';
import { AuditReads } from './usecases/audit-reads.js';
import { Catalogue } from './usecases/catalogue.js';
import { Commitments } from './usecases/commitments.js';
import { Commits } from './usecases/commits.js';
import { EventStreams, STREAM_TIMES, type StreamLimits } from './usecases/event-streams.js';
import { Disputes } from './usecases/disputes.js';
import { Evidence } from './usecases/evidence.js';
import { Grants } from './usecases/grants.js';
import { Idempotency, type AttemptStore } from './usecases/idempotency.js';
import { Impact } from './usecases/impact.js';
import { Organisations } from './usecases/organisations.js';
import { Periods } from './usecases/periods.js';
import { Policies } from './usecases/policies.js';
import { ProvenEvents } from './usecases/proven-events.js';
import { RecordKeys } from './usecases/record-keys.js';
import { Reconciliations } from './usecases/reconciliations.js';
import { Records } from './usecases/records.js';
import { Requests } from './usecases/requests.js';
import { Resources } from './usecases/resources.js';
import { TrailViews } from './usecases/trail-views.js';
import { UsageReports } from './usecases/usage-reports.js';
import { UsageViews } from './usecases/usage-views.js';
import { Viewers } from './usecases/viewers.js';
import type { Webhooks } from './webhooks/webhooks.js';

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
  readonly authenticator: Authenticator;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const API_VERSION = '1.0.0';

const FAILED_TOKENS_PER_MINUTE = 60;

const streamLimitsOf = ({ config }: Parts): StreamLimits => ({
  ...STREAM_TIMES,
  streams: config.limits.streams,
});

/** The whole route table. */
export function routesOf(parts: Parts): readonly Route[] {
  const records = new Records(parts.index, new Commits(parts.ledger, parts.index));
  const viewers = new Viewers(parts.index);
  const keys = new RecordKeys(parts.ledger, records);
  const catalogue = new Catalogue(records);
  const audits = new AuditReads(records, viewers, parts.now);
  const commitments = new Commitments(parts.index, keys);
  const usage = new UsageViews(parts.index, viewers, audits);
  const proofs = new ProvenEvents(parts.ledger, parts.index, usage);
  return [
    ...organisationRoutes(new Organisations(records)),
    ...dutyRoutes(catalogue, records),
    ...systemRoutes(catalogue, records),
    ...resourceRoutes(new Resources(records, viewers)),
    ...policyRoutes(new Policies(records)),
    ...requestRoutes(new Requests(records, audits, keys)),
    ...grantRoutes(new Grants(records, audits, keys)),
    ...usageRoutes(new UsageReports(parts.pipeline)),
    ...usageViewRoutes(usage),
    ...periodRoutes(new Periods(records, audits)),
    ...reconciliationRoutes(new Reconciliations(parts.index, viewers, audits)),
    ...disputeRoutes(new Disputes(records, viewers, audits, proofs)),
    ...trailRoutes(new TrailViews(parts.index, viewers, audits, commitments), records),
    ...evidenceRoutes(new Evidence(parts.index, viewers, audits, commitments, parts.evidence)),
    ...eventRoutes(new EventStreams(parts.feed, parts.index, viewers, audits, streamLimitsOf(parts))),
    ...webhookRoutes(parts.webhooks),
    ...impactRoutes(new Impact(parts.index, audits, parts.now)),
    ...kpiRoutes(new Appraisals(parts.index, viewers, audits)),
    ...ledgerRoutes(parts.ledger, parts.index),
    ...serviceRoutes(parts.health, parts.metrics),
  ];
}

function harden(app: Express, { config, logger, metrics }: Parts): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy.length > 0 ? [...config.trustProxy] : false);
  app.use(nameRequest, accessLog(logger, metrics), securityHeaders(config.tls !== undefined), compressed());
}

/** @returns the application: routes, their description and the page that shows it */
export function createApp(parts: Parts): Express {
  const { config, authenticator, attempts, now, logger } = parts;
  const app = express();
  const routes = routesOf(parts);
  const description = openApiOf(routes, API_VERSION);
  harden(app, parts);
  app.get('/openapi.json', (_request, response) => {
    response.locals['route'] = '/openapi.json';
    response.json(description);
  });
  mountDocs(app);
  app.use('/v1', limitConcurrency(config.limits.concurrency, EVENT_STREAM_PATH), notStored);
  mount(app, routes, {
    idempotency: new Idempotency(attempts, now),
    guards: [
      limitFailedTokens(FAILED_TOKENS_PER_MINUTE),
      authenticate(authenticator, config.organisations),
      limitRequests(config.limits.requestsPerMinute),
    ],
    bulkGate: limitBytes(config.limits.heldBytes, config.limits.bulkBytes),
    limits: { json: config.limits.jsonBytes, bulk: config.limits.bulkBytes },
  });
  app.use(nothingHere);
  app.use(problemHandler(logger));
  return app;
}
