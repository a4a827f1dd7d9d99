// SPDX-License-Identifier: Apache-2.0
/** Builds a whole gateway out of its configuration, and takes it down again in order. */
import { mkdir, readFile } from 'node:fs/promises';
import type { Logger } from 'winston';
import { createApp, type SignedIn } from './http/app.js';
import type { Config, SignInConfig } from './config.js';
import type { Authenticator } from './http/auth/authenticator.js';
import { DemoOrProvider } from './http/auth/demo-or-provider.js';
import { DEMO_SESSIONS, DemoProvider, type DemoPerson } from './http/auth/demo-door.js';
import { RememberedTokens } from './http/auth/remembered-tokens.js';
import { DemoTokens } from './http/auth/demo-tokens.js';
import { LOOPBACK } from './http/auth/same-site.js';
import { CheckedTokens } from './http/auth/checked-tokens.js';
import { ClientCertificates } from './http/auth/client-certificates.js';
import { LogoutTokens } from './http/auth/logout-tokens.js';
import { OidcTokens, vouchedBy, type OidcSettings } from './http/auth/oidc.js';
import { ProviderKeys } from './http/auth/provider-keys.js';
import { CALLBACK_PATH } from './http/auth/sign-in.js';
import { IdentityProvider } from './sessions/identity-provider.js';
import { People, type NoteSession } from './sessions/people.js';
import { SessionStore } from './sessions/session-store.js';
import { AccountLog } from './accounts/account-log.js';
import { databaseOf } from './db/databases.js';
import { MessageFeed } from './events/message-feed.js';
import { EvidenceJobs } from './evidence/jobs/evidence-jobs.js';
import { Health } from './http/health.js';
import { Metrics } from './http/metrics.js';
import { FairTurns } from './support/fair-turns.js';
import { ListeningServer } from './http/serve/server.js';
import { ImportRecords } from './import/record/import-records.js';
import { openIndex } from './index/open-index.js';
import type { Index } from './index/model/reader.js';
import { boundedLedger } from './ledger/bounded-ledger.js';
import type { Ledger } from './ledger/ledger.js';
import { openLedger } from './ledger/open-ledger.js';
import { withStandIns, type ReportingLedger } from './ledger/stand-in.js';
import { fileActorSecrets } from './usage/intake/actor-secrets.js';
import { openPipeline } from './usage/open-pipeline.js';
import type { Pipeline, PipelineStatus } from './usage/ports.js';
import { MembershipRecord } from './schedule/membership-record.js';
import { PeriodSchedule } from './schedule/period-schedule.js';
import { openWebhooks, type RunningWebhooks } from './webhooks/open-webhooks.js';
import { DEMO_PEOPLE } from './demo/demo-people.js';
import type { Identity } from './usecases/principal.js';
import { SqlAttempts } from './attempts/sql-attempts.js';

/** A gateway that runs. Disposing it drains requests, then closes index and ledger. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  /** Of a demo: signs tokens for its logins. */
  readonly demoTokens?: DemoTokens;
  readonly ledger: Ledger;
  readonly index: Index;
}

async function openAuthenticator(
  config: Config,
  provider: IdentityProvider | undefined,
): Promise<{ authenticator: Authenticator; demo?: DemoTokens }> {
  if (config.auth.kind === 'oidc' && !config.auth.demoTokens)
    return { authenticator: providersTokens(config.auth, config.signIn, provider) };
  const demo = await DemoTokens.open(config.stateDir);
  const own = new RememberedTokens(demo, Date.now);
  if (config.auth.kind === 'demo') return { authenticator: own, demo };
  const tokens = providersTokens(config.auth, config.signIn, provider);
  return { authenticator: new DemoOrProvider(own, tokens), demo };
}

function providersTokens(
  settings: OidcSettings,
  signIn: SignInConfig | undefined,
  provider: IdentityProvider | undefined,
): Authenticator {
  const tokens = new RememberedTokens(new OidcTokens(settings), Date.now);
  if (!provider || signIn?.checkTokens !== true) return tokens;
  return new CheckedTokens(tokens, (token) => provider.isActive(token), Date.now);
}

/** @returns the provider at which people sign in through this gateway; undefined where they do not */
export async function providerOf({ auth, signIn }: Config): Promise<IdentityProvider | undefined> {
  if (auth.kind !== 'oidc' || !signIn) return undefined;
  const { clientId, clientSecretFile, scopes, origin } = signIn;
  const clientSecret = clientSecretFile && (await readFile(clientSecretFile, 'utf8')).trim();
  return new IdentityProvider({
    issuer: auth.issuer,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    scopes,
    redirectUri: `${origin}${CALLBACK_PATH}`,
    signedOutUri: `${origin}/`,
  });
}

/** Sessions of people, who are known by what the provider's access token says of them: as everybody is. */
export function openPeople(
  { auth, signIn }: Config,
  provider: IdentityProvider | undefined,
  store: SessionStore,
  accounts: AccountLog,
): SignedIn | undefined {
  if (!provider || !signIn || auth.kind !== 'oidc') return undefined;
  const tokens = new OidcTokens(auth);
  const { clientId, origin } = signIn;
  const keys = new ProviderKeys(new URL(auth.jwksUri)).key;
  return {
    sessions: new People(store, provider, vouchedBy(tokens), signIn, Date.now, (note) => accounts.note(note)),
    origin,
    logoutTokens: new LogoutTokens(
      { issuer: auth.issuer, clientId, algorithms: auth.algorithms },
      keys,
      Date.now,
    ),
  };
}

/** A demo vouches for its own people, as far as it serves their organisations. */
function openDemoPeople(
  { organisations }: Config,
  tokens: DemoTokens,
  store: SessionStore,
  accounts: AccountLog,
): SignedIn | undefined {
  const demo: readonly DemoPerson[] = DEMO_PEOPLE.filter(
    ({ organisation }) => organisations === '*' || organisations.includes(organisation),
  );
  if (demo.length === 0) return undefined;
  const provider = new DemoProvider(demo, (principal, seconds) => tokens.issue(principal, seconds));
  const identify = (token: string): Promise<Identity> => tokens.authenticate(token);
  const note: NoteSession = (noted) => accounts.note(noted);
  const sessions = new People(store, provider, identify, DEMO_SESSIONS, Date.now, note);
  return { sessions, origin: LOOPBACK, demo };
}

interface PeopleParts {
  readonly provider: IdentityProvider | undefined;
  readonly demo: DemoTokens | undefined;
  readonly store: SessionStore;
  readonly accounts: AccountLog;
}

/** Where there is a provider nobody comes in by the door of the demo. */
function peopleOf(config: Config, { provider, demo, store, accounts }: PeopleParts): SignedIn | undefined {
  if (provider || !demo) return openPeople(config, provider, store, accounts);
  return openDemoPeople(config, demo, store, accounts);
}

async function openAttempts(config: Config, ledger: Ledger): Promise<SqlAttempts> {
  const { genesisHash } = await ledger.info();
  return await SqlAttempts.open(databaseOf(config, 'attempts'), genesisHash, config.replica);
}

/** What every part that runs by itself is given. */
interface Running {
  readonly log: Logger;
  readonly now: () => number;
}

function openUsagePipeline(
  config: Config,
  ledger: ReportingLedger,
  index: Index,
  { log, now }: Running,
): Promise<Pipeline> {
  const actors = fileActorSecrets(config.actorsDir);
  const { replica } = config;
  const settings = { capacity: config.limits.waitingEvents };
  return openPipeline({
    ledger,
    index,
    location: databaseOf(config, 'outbox'),
    actors,
    log,
    now,
    replica,
    settings,
  });
}

const openHooks = (
  config: Config,
  index: Index,
  feed: MessageFeed,
  { log, now }: Running,
): Promise<RunningWebhooks> =>
  openWebhooks({
    index,
    feed,
    log,
    location: databaseOf(config, 'webhooks'),
    settings: config.webhooks,
    now,
    random: Math.random,
  });

/** After the pipeline, which takes the replica's lock. */
const openEvidence = (
  config: Config,
  ledger: Ledger,
  index: Index,
  { log, now }: Running,
): Promise<EvidenceJobs> =>
  EvidenceJobs.open({
    ledger,
    index,
    log,
    location: databaseOf(config, 'evidence'),
    replica: config.replica,
    now,
  });

/** Counters of HTTP, and gauges of what waits and why. */
export function metricsOf(health: Health, pipeline: Pick<Pipeline, 'status'>, now: () => number): Metrics {
  const metrics = new Metrics();
  metrics.gauge(
    'catalog_chain_usage_pending',
    'Events accepted and not yet final',
    () => pipeline.status().pending,
  );
  metrics.gauge('catalog_chain_usage_committed', 'Events committed', () => pipeline.status().committed);
  metrics.gauge('catalog_chain_usage_rejected', 'Events rejected', () => pipeline.status().rejected);
  metrics.gauge('catalog_chain_usage_capacity', 'Events that may wait', () => pipeline.status().capacity);
  metrics.gauge('catalog_chain_usage_in_flight', 'Batches under way', () => pipeline.status().inFlight);
  metrics.gauge(
    'catalog_chain_usage_held_organisations',
    'Organisations whose events cannot go on to the ledger just now',
    () => pipeline.status().stalled.length,
  );
  metrics.gauge('catalog_chain_usage_held_seconds', 'For how long the first of them has waited', () =>
    heldSeconds(pipeline.status(), now()),
  );
  metrics.gauge(
    'catalog_chain_usage_stopped_organisations',
    'Organisations whose way to the ledger has stopped for good',
    () => pipeline.status().stalled.filter(({ broken }) => broken).length,
  );
  metrics.gauge('catalog_chain_index_lag_blocks', 'Blocks the index is behind the ledger', () =>
    health.lag().catch(() => Number.NaN),
  );
  metrics.gauge(
    'catalog_chain_identities_refused',
    'Identities of this gateway that the ledger no longer takes',
    async () => (await health.refused())?.length ?? Number.NaN,
  );
  return metrics;
}

const heldSeconds = ({ stalled }: PipelineStatus, now: number): number =>
  Math.max(0, ...stalled.map(({ since }) => (now - since) / 1000));

/**
 * Opens ledger and index and listens.
 * @param now the time as this gateway and an embedded ledger have it; tokens and sessions keep to the system's
 * @throws LedgerError when the ledger cannot be opened; whatever was opened before is closed again
 */
export async function startGateway(
  config: Config,
  logger: Logger,
  now: () => number = Date.now,
): Promise<Gateway> {
  await mkdir(config.stateDir, { recursive: true });
  await using opened = new AsyncDisposableStack();
  const provider = await providerOf(config);
  const { authenticator, demo } = await openAuthenticator(config, provider);
  const hasPeople = provider !== undefined || demo !== undefined;
  const store = hasPeople ? opened.use(await SessionStore.open(databaseOf(config, 'sessions'))) : undefined;
  const accounts = opened.use(await AccountLog.open(databaseOf(config, 'accounts'), Date.now));
  const people = store && peopleOf(config, { provider, demo, store, accounts });
  const certificates = config.clientCertificates && new ClientCertificates(config.clientCertificates);
  const ledger = opened.use(boundedLedger(await openLedger(config, now)));
  const reporting = withStandIns(ledger);
  const index = opened.use(await openIndex({ ledger, location: databaseOf(config, 'index'), log: logger }));
  const pipeline = opened.use(await openUsagePipeline(config, reporting, index, { log: logger, now }));
  const attempts = opened.use(await openAttempts(config, ledger));
  const imports = opened.use(await ImportRecords.open(databaseOf(config, 'imports'), now));
  const evidence = opened.use(await openEvidence(config, ledger, index, { log: logger, now }));
  const health = new Health(ledger, index, pipeline, now, authenticator);
  const metrics = metricsOf(health, pipeline, now);
  const feed = opened.use(new MessageFeed(index));
  const { webhooks } = opened.use(await openHooks(config, index, feed, { log: logger, now }));
  const parts = {
    config,
    ledger,
    index,
    feed,
    webhooks,
    evidence,
    pipeline,
    attempts,
    authenticator,
    imports,
    health,
    metrics,
    turns: new FairTurns(),
    logger,
    people,
    accounts,
    certificates,
  };
  const server = opened.use(await ListeningServer.listen(createApp({ ...parts, now }), config));
  const { organisations, closePeriodsAfterHours: afterHours } = config;
  if (afterHours !== undefined) {
    const setting = { ledger: reporting, index, organisations, log: logger, now, afterHours };
    opened.use(new PeriodSchedule(setting).start());
  }
  // An embedded ledger has one operator, whose word counts for all: who its members are changes no proof.
  if (ledger.kind !== 'embedded')
    opened.use(new MembershipRecord({ ledger, index, organisations, log: logger }).start());
  opened.defer(() => {
    health.stop();
    feed[Symbol.dispose]();
  });
  const all = opened.move();
  return {
    url: server.url,
    ledger,
    index,
    ...(demo && { demoTokens: demo }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
