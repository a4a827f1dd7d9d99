// SPDX-License-Identifier: Apache-2.0
/**
 * A gateway over a real embedded ledger and index in a directory of its own, listening on the loopback. Every
 * answer is checked against the gateway's own API description; an answer that departs from it fails the test.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { createApp, routesOf, API_VERSION, type Parts, type SignedIn } from '@catalog-chain/gateway/http/app';
import { metricsOf, openPeople, providerOf } from '@catalog-chain/gateway/compose';
import { readConfig, type Config } from '@catalog-chain/gateway/config';
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { MessageFeed } from '@catalog-chain/gateway/events/message-feed';
import { EvidenceJobs } from '@catalog-chain/gateway/evidence/jobs/evidence-jobs';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { Health } from '@catalog-chain/gateway/http/health';
import type { Problem } from '@catalog-chain/gateway/http/problems/problem';
import { openApiOf } from '@catalog-chain/gateway/http/describe/openapi';
import type { Route } from '@catalog-chain/gateway/http/route';
import { ListeningServer } from '@catalog-chain/gateway/http/serve/server';
import { openIndex, type IndexOptions } from '@catalog-chain/gateway/index/open-index';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { FairTurns } from '@catalog-chain/gateway/support/fair-turns';
import { createLog } from '@catalog-chain/gateway/support/log';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import { openWebhooks } from '@catalog-chain/gateway/webhooks/open-webhooks';
import type { RetrySettings } from '@catalog-chain/gateway/webhooks/retry';
import { AccountLog } from '@catalog-chain/gateway/accounts/account-log';
import { SessionStore } from '@catalog-chain/gateway/sessions/session-store';
import { ImportRecords } from '@catalog-chain/gateway/import/record/import-records';
import { SqlAttempts } from '@catalog-chain/gateway/attempts/sql-attempts';
import express, { type Express } from 'express';
import { answersChecked } from './described-answers.js';
import { inlineWorkers } from './inline-index.js';

export const MANAGER = 'ManagerMSP';
export const PROVIDER = 'ProviderMSP';
export const CONSUMER = 'ConsumerMSP';
export const AUDITOR = 'AuditorMSP';
export const OUTSIDER = 'OutsiderMSP';

export interface Reply<T = Problem> {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body, taken to be what the test expects. */
  readonly body: T;
  readonly text: string;
}

export interface Sending {
  readonly body?: unknown;
  /** In place of `body`: sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  readonly config: Config;
  readonly ledger: Ledger;
  readonly tokens: DemoTokens;
  readonly description: Readonly<Record<string, unknown>>;
  /** Log lines so far. */
  readonly log: readonly string[];
  /** Answers that do not conform to the description. */
  readonly departures: readonly string[];
  token(organisation: string, role: UserRole): Promise<string>;
  /** Calls as a user; `undefined` calls without a token. */
  call<T = Problem>(
    as: readonly [organisation: string, role: UserRole] | undefined,
    method: string,
    path: string,
    sending?: Sending,
  ): Promise<Reply<T>>;
}

export interface TestGatewayOptions {
  /** Puts what a gateway left behind into the folder of state, before anything is opened there. */
  readonly restore?: (directory: string) => Promise<unknown>;
  /** The ledger's, milliseconds since 1970; absent: the system's. */
  readonly clock?: () => number;
  readonly env?: NodeJS.ProcessEnv;
  /** The pipeline's and readiness's, milliseconds since 1970; absent: the system's. */
  readonly now?: () => number;
  /** Of a gateway that stands already, which is not closed with this one; absent: one of its own. */
  readonly over?: Ledger;
  /** Stands between the application and the ledger. */
  readonly ledger?: (real: Ledger) => Ledger;
  readonly parts?: (parts: Parts) => Parts;
  /** Of the index and of evidence; absent: files in the folder of state. */
  readonly database?: DatabaseLocation;
  /** One of several gateways that share `database` wholly. */
  readonly replica?: Replica;
  /** How webhooks are tried again. */
  readonly retries?: Partial<RetrySettings>;
  /** The index is written in a thread of its own, as a gateway has it: where something keeps the database from being written. */
  readonly indexThread?: boolean;
  /** Without the check of answers, which stumbles over what is no URL. */
  readonly unchecked?: boolean;
}

/** What a gateway has that shares a PostgreSQL with others. */
export interface Replica {
  readonly number: number;
  /** Folder of the secrets that make pseudonyms: the same for all. */
  readonly actors: string;
  /** The key under which secrets of webhooks are kept: the same for all. */
  readonly keyFile: string;
  /** Of tokens: one place, so that a token of one is good at the others. */
  readonly tokens: string;
}

class LogLines {
  readonly lines: string[] = [];
  readonly stream = Object.assign(Object.create(process.stderr) as NodeJS.WritableStream, {
    write: (line: string): boolean => {
      this.lines.push(line);
      return true;
    },
  });
}

const descriptions = new Map<string, Readonly<Record<string, unknown>>>();

/** The description of these routes, made once per process: it takes a fifth of a second, and nearly every test file starts a gateway. */
function descriptionOf(routes: readonly Route[]): Readonly<Record<string, unknown>> {
  const names = routes.map(({ method, path: at }) => `${method} ${at}`).join('\n');
  const known = descriptions.get(names) ?? openApiOf(routes, API_VERSION);
  descriptions.set(names, known);
  return known;
}

/** Before the application: what checks its answers. */
function checkedApp(app: Express, description: object, departures: string[]): Express {
  const outer = express();
  outer.disable('x-powered-by');
  const check = answersChecked(description, (what) => departures.push(what));
  outer.use(check, app);
  return outer;
}

async function reply<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true && !text.includes('\n{');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (json && text !== '' ? JSON.parse(text) : undefined) as T,
  };
}

const contentOf = ({ body, raw }: Sending): RequestInit =>
  raw !== undefined ? { body: raw as string } : body === undefined ? {} : { body: JSON.stringify(body) };

/** Where the settings name a provider, people sign in. */
async function openSessions(
  config: Config,
  location: DatabaseLocation,
  accounts: AccountLog,
  opened: AsyncDisposableStack,
): Promise<SignedIn | undefined> {
  const provider = await providerOf(config);
  if (!provider) return undefined;
  return openPeople(config, provider, opened.use(await SessionStore.open(location)), accounts);
}

async function stateFolder(opened: AsyncDisposableStack, { restore }: TestGatewayOptions): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
  opened.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  await restore?.(directory);
  return directory;
}

/** Sets of tables that a gateway has in its folder unless it is one of several. */
const OWN: ReadonlySet<string> = new Set([
  'outbox',
  'attempts',
  'imports',
  'accounts',
  'webhooks',
  'sessions',
]);

const placeIn =
  (directory: string, { database, replica }: TestGatewayOptions) =>
  (name: string): DatabaseLocation =>
    database && (replica || !OWN.has(name)) ? database : { sqlite: path.join(directory, `${name}.sqlite`) };

async function ledgerOf(
  { over, clock = Date.now }: TestGatewayOptions,
  directory: string,
  opened: AsyncDisposableStack,
): Promise<Ledger> {
  return over ?? opened.use(await openEmbeddedLedger({ directory: path.join(directory, 'ledger'), clock }));
}

/** Gateways that share a database have their threads, as what holds one of them up must not hold up the other. */
const indexWorkers = (
  { indexThread }: TestGatewayOptions,
  location: DatabaseLocation,
): Pick<IndexOptions, 'workers'> =>
  indexThread === true || 'postgres' in location ? {} : { workers: inlineWorkers(location) };

/** What a gateway by itself has in its folder. */
const alone = (directory: string, { webhooks }: Config): Replica => ({
  number: 0,
  actors: path.join(directory, 'actors'),
  keyFile: webhooks.keyFile,
  tokens: directory,
});

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  await using opened = new AsyncDisposableStack();
  const directory = await stateFolder(opened, options);
  const config = readConfig({
    DEMO: 'true',
    PORT: '0',
    STATE_DIR: directory,
    ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR].join(','),
    ...options.env,
  });
  const place = placeIn(directory, options);
  const own = options.replica ?? alone(directory, config);
  const log = new LogLines();
  const logger = createLog('info', log.stream);
  const { now = Date.now } = options;
  const real = await ledgerOf(options, directory, opened);
  const index = opened.use(
    await openIndex({
      ledger: real,
      location: place('index'),
      log: logger,
      ...indexWorkers(options, place('index')),
    }),
  );
  const ledger = options.ledger?.(real) ?? real;
  const pipeline = opened.use(
    await openPipeline({
      ledger,
      index,
      location: place('outbox'),
      log: logger,
      actors: fileActorSecrets(own.actors),
      now,
      replica: own.number,
    }),
  );
  const { genesisHash } = await real.info();
  const imports = opened.use(await ImportRecords.open(place('imports'), Date.now));
  const attempts = opened.use(await SqlAttempts.open(place('attempts'), genesisHash, own.number));
  const evidence = opened.use(
    await EvidenceJobs.open({
      ledger,
      index,
      location: place('evidence'),
      log: logger,
      now,
      replica: own.number,
    }),
  );
  const authenticator = await DemoTokens.open(own.tokens);
  const health = new Health(ledger, index, pipeline, now);
  const accounts = opened.use(await AccountLog.open(place('accounts'), Date.now));
  const people = await openSessions(config, place('sessions'), accounts, opened);
  const feed = new MessageFeed(index);
  const { webhooks } = opened.use(
    await openWebhooks({
      index,
      feed,
      log: logger,
      location: place('webhooks'),
      settings: { ...config.webhooks, keyFile: own.keyFile },
      now: Date.now,
      random: () => 0.5,
      ...(options.retries && { retries: options.retries }),
    }),
  );
  const base: Parts = {
    config,
    ledger,
    index,
    feed,
    webhooks,
    evidence,
    pipeline,
    attempts,
    authenticator,
    health,
    imports,
    logger,
    people,
    accounts,
    metrics: metricsOf(health, pipeline, now),
    turns: new FairTurns(),
    now: Date.now,
  };
  const parts = options.parts?.(base) ?? base;
  const description = descriptionOf(routesOf(parts));
  const departures: string[] = [];
  const bare = createApp(parts);
  const app = options.unchecked === true ? bare : checkedApp(bare, description, departures);
  const server = opened.use(await ListeningServer.listen(app, config));
  const token = (organisation: string, role: UserRole): Promise<string> =>
    authenticator.issue({ organisation, role, user: `${role}-1` });
  opened.defer(() => {
    feed[Symbol.dispose]();
  });
  const all = opened.move();
  return {
    url: server.url,
    config,
    ledger: real,
    tokens: authenticator,
    description,
    departures,
    token,
    log: log.lines,
    call: async (as, method, at, sending = {}) => {
      const authorization = as ? { authorization: `Bearer ${await token(...as)}` } : {};
      const type = sending.body === undefined ? {} : { 'content-type': 'application/json' };
      const headers = { ...type, ...authorization, ...sending.headers };
      return reply(await fetch(new URL(at, server.url), { method, headers, ...contentOf(sending) }));
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
