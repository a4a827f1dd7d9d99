// SPDX-License-Identifier: Apache-2.0
/** The gateway's configuration: a pure function of the environment, which lists every fault at once. */
import path from 'node:path';
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { bool, cleanEnv, makeValidator, str } from 'envalid';
import type { ClientCertificateFiles } from './http/auth/client-certificates.js';
import type { OidcSettings } from './http/auth/oidc.js';
import type { SessionSettings } from './sessions/people.js';
import type { WebhookSettings } from './webhooks/open-webhooks.js';

export const LEDGER_KINDS = ['embedded', 'fabric-gateway', 'fabric-network'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

export type AuthConfig =
  | { readonly kind: 'demo' }
  | ({
      readonly kind: 'oidc';
      /** Beside the provider’s tokens those of a demo count, which programs of the demo bear. */
      readonly demoTokens: boolean;
    } & OidcSettings);

/** How people sign in through this gateway. */
export interface SignInConfig extends SessionSettings {
  readonly clientId: string;
  /** Holds the client's secret; absent: a public client. */
  readonly clientSecretFile?: string;
  readonly scopes: string;
  /** Origin under which browsers know this gateway. */
  readonly origin: string;
  /** Whether the provider is asked about bearer tokens, too. */
  readonly checkTokens: boolean;
}

export type Served = readonly string[] | '*';

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** Authorities of systems that show certificates; beside `tls` only. */
  readonly clientCertificates?: ClientCertificateFiles;
  /** Addresses or networks of the proxies whose forwarding headers are believed. */
  readonly trustProxy: readonly string[];
  readonly stateDir: string;
  /** PostgreSQL that index, outbox, attempts and evidence lie in; absent: SQLite files of `stateDir`. A secret. */
  readonly databaseUrl?: string;
  /** Which of the gateways that share a PostgreSQL this is, 0 to 63. */
  readonly replica: number;
  /** Folder of the secrets under which actors become pseudonyms: the same for all replicas. */
  readonly actorsDir: string;
  readonly ledger: LedgerKind;
  /** File with the way to the Fabric network and the identities to use there; of the Fabric adapters only. */
  readonly fabricProfile?: string;
  /** MSP ids of the organisations this gateway serves; `*`: any (a demo only). */
  readonly organisations: Served;
  /** Hours after a month's end at which its periods are closed by themselves; absent: never. */
  readonly closePeriodsAfterHours?: number;
  readonly auth: AuthConfig;
  /** Absent: programs with tokens only. */
  readonly signIn?: SignInConfig;
  readonly logLevel: string;
  readonly limits: Limits;
  readonly webhooks: WebhookSettings;
}

export interface Limits {
  /** Largest JSON body of an ordinary write, bytes once inflated. */
  readonly jsonBytes: number;
  /** Largest body of usage rows, bytes once inflated. */
  readonly bulkBytes: number;
  /** Bodies of usage rows held in memory at the same time, bytes; more are refused with 503. */
  readonly heldBytes: number;
  /** Usage events accepted and not yet final; more are refused with 503. */
  readonly waitingEvents: number;
  /** Requests worked on at the same time; more are refused with 503. */
  readonly concurrency: number;
  readonly requestsPerMinute: number;
  /** Event streams open at the same time; more are refused with 503. */
  readonly streams: number;
  readonly requestTimeoutMs: number;
  /** How long a stop waits for what is in flight. */
  readonly stopTimeoutMs: number;
}

/** The environment is not usable; `faults` names variables and rules. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

const list = makeValidator((text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const mspIds = makeValidator((text: string): Served => {
  if (text === '*') return text;
  const ids = text.split(',').map((part) => part.trim());
  if (ids.some((id) => !mspId.safeParse(id).success)) throw new Error('must be MSP ids, separated by commas');
  return ids;
});

const positive = makeValidator((text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error('must be a whole number above 0');
  return value;
});

/** 0 lets the system choose. */
const portNumber = makeValidator((text: string) => {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new Error('must be a port, 0 to 65535');
  return value;
});

/** The message never holds the value: it may have a password in it. `@/` names a socket, which no URL parser takes. */
const postgresUrl = makeValidator((text: string) => {
  const named = /^postgres(ql)?:\/\//.test(text) && URL.canParse(text.replace('@/', '@localhost/'));
  if (text !== '' && !named) throw new Error('must be a URL, postgres://…');
  return text;
});

const replicaNumber = makeValidator((text: string) => {
  if (!/^\d{1,2}$/.test(text) || Number(text) > 63) throw new Error('must be a whole number, 0 to 63');
  return Number(text);
});

const SPECS = {
  NODE_ENV: str({ choices: ['development', 'test', 'production'], default: 'development' }),
  DEMO: bool({ default: false }),
  HOST: str({ default: '127.0.0.1' }),
  PORT: portNumber({ default: 8080 }),
  TLS_CERT_FILE: str({ default: '' }),
  TLS_KEY_FILE: str({ default: '' }),
  TLS_CLIENT_CA_FILE: str({ default: '' }),
  TLS_CLIENT_CRL_FILE: str({ default: '' }),
  TRUST_PROXY: list({ default: [] }),
  STATE_DIR: str({ default: '.state' }),
  DATABASE_URL: postgresUrl({ default: '' }),
  REPLICA: replicaNumber({ default: 0 }),
  ACTORS_DIR: str({ default: '' }),
  LEDGER: str({ choices: LEDGER_KINDS, default: 'embedded' }),
  FABRIC_PROFILE: str({ default: '' }),
  ORGANISATIONS: mspIds(),
  OIDC_ISSUER: str({ default: '' }),
  OIDC_AUDIENCE: str({ default: '' }),
  OIDC_JWKS_URI: str({ default: '' }),
  OIDC_ALGORITHMS: list({ default: ['RS256', 'PS256', 'ES256', 'EdDSA'] }),
  OIDC_ORGANISATION_CLAIM: str({ default: 'organisation' }),
  OIDC_ROLE_CLAIM: str({ default: 'role' }),
  OIDC_TOKEN_TYPES: list({ default: ['at+jwt', 'jwt'] }),
  OIDC_MAX_LIFE_SECONDS: positive({ default: 86_400 }),
  OIDC_CLIENT_ID: str({ default: '' }),
  OIDC_CLIENT_SECRET_FILE: str({ default: '' }),
  OIDC_SCOPES: str({ default: 'openid' }),
  OIDC_CHECK_TOKENS: bool({ default: false }),
  PUBLIC_URL: str({ default: '' }),
  SESSION_IDLE_SECONDS: positive({ default: 1_800 }),
  SESSION_LONGEST_SECONDS: positive({ default: 43_200 }),
  SESSION_CHECK_SECONDS: positive({ default: 40 }),
  LOG_LEVEL: str({ choices: ['error', 'warn', 'info', 'debug', 'silent'], default: 'info' }),
  WEBHOOK_ALLOW_PRIVATE: bool({ default: false }),
  WEBHOOK_KEY_FILE: str({ default: '' }),
  WEBHOOK_TIMEOUT_MS: positive({ default: 10_000 }),
  WEBHOOK_TRIES: positive({ default: 12 }),
  LIMIT_JSON_BYTES: positive({ default: 1_048_576 }),
  LIMIT_BULK_BYTES: positive({ default: 16_777_216 }),
  LIMIT_HELD_BYTES: positive({ default: 268_435_456 }),
  LIMIT_WAITING_EVENTS: positive({ default: 200_000 }),
  LIMIT_CONCURRENCY: positive({ default: 512 }),
  LIMIT_REQUESTS_PER_MINUTE: positive({ default: 180_000 }),
  CLOSE_PERIODS: str({ choices: ['auto', 'off'], default: 'auto' }),
  CLOSE_PERIODS_AFTER_HOURS: positive({ default: 72 }),
  LIMIT_STREAMS: positive({ default: 256 }),
  REQUEST_TIMEOUT_MS: positive({ default: 60_000 }),
  STOP_TIMEOUT_MS: positive({ default: 20_000 }),
};

type Env = ReturnType<typeof cleanEnv<typeof SPECS>>;

function readEnv(source: NodeJS.ProcessEnv, faults: string[]): Env {
  return cleanEnv(source, SPECS, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) faults.push(`${name}: ${error.message}`);
    },
  });
}

/** Names below `localhost` are this machine, too (RFC 6761 §6.3). */
const isThisMachine = (hostname: string): boolean =>
  ['127.0.0.1', '[::1]'].includes(hostname) || /(^|\.)localhost$/.test(hostname);

/** Keys are fetched over TLS, or from this very machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}

function oidcFaults(env: Env): string[] {
  const faults: string[] = [];
  if (env.OIDC_AUDIENCE === '') faults.push('OIDC_AUDIENCE: needed beside OIDC_ISSUER');
  if (!isSafeUrl(env.OIDC_ISSUER)) faults.push('OIDC_ISSUER: must be an https URL');
  if (!isSafeUrl(env.OIDC_JWKS_URI))
    faults.push('OIDC_JWKS_URI: must be an https URL, needed beside OIDC_ISSUER');
  const symmetric = env.OIDC_ALGORITHMS.some((algorithm) => /^HS|^none$/i.test(algorithm));
  if (symmetric) faults.push('OIDC_ALGORITHMS: only signatures by public key');
  return faults;
}

/** The longest for which the provider need not be asked about somebody: with an answer's time, a minute. */
const MOST_CHECK_SECONDS = 45;

function signInFaults(env: Env): string[] {
  const faults: string[] = [];
  if (env.OIDC_CLIENT_ID === '') {
    if (env.OIDC_CHECK_TOKENS) faults.push('OIDC_CHECK_TOKENS: needs OIDC_CLIENT_ID');
    return faults;
  }
  if (env.OIDC_ISSUER === '') faults.push('OIDC_CLIENT_ID: of use beside OIDC_ISSUER only');
  if (!isSafeUrl(env.PUBLIC_URL) || new URL(env.PUBLIC_URL).pathname !== '/')
    faults.push('PUBLIC_URL: must be the https URL of this gateway as browsers know it, without a path');
  if (!env.OIDC_SCOPES.split(' ').includes('openid')) faults.push('OIDC_SCOPES: must name openid');
  if (env.SESSION_CHECK_SECONDS > MOST_CHECK_SECONDS)
    faults.push(
      `SESSION_CHECK_SECONDS: at most ${MOST_CHECK_SECONDS}, so that a person locked out is out within a minute`,
    );
  return faults;
}

/** Real authentication, or a demo that says it is one. A demo loosens more than the tokens: never in production. */
function authFaults(env: Env): string[] {
  const demo = env.DEMO && env.NODE_ENV === 'production' ? ['DEMO: production is no demo; unset it'] : [];
  if (env.OIDC_ISSUER !== '') return [...demo, ...oidcFaults(env)];
  if (env.DEMO) return demo;
  return ['OIDC_ISSUER: real authentication is needed (only a demo, DEMO=true, runs without)'];
}

/** Who serves any organisation can vouch for none: only a demo holds everybody's keys. */
const servedFaults = (env: Env): string[] =>
  env.ORGANISATIONS === '*' && !env.DEMO ? ['ORGANISATIONS: * is for a demo only; name them'] : [];

/** On Fabric every organisation served needs enrolled identities, and so must be named. */
function ledgerFaults(env: Env): string[] {
  if (env.LEDGER === 'embedded')
    return env.FABRIC_PROFILE === '' ? [] : ['FABRIC_PROFILE: the embedded ledger takes none'];
  const faults: string[] = [];
  if (env.FABRIC_PROFILE === '') faults.push(`FABRIC_PROFILE: needed beside LEDGER=${env.LEDGER}`);
  if (env.ORGANISATIONS === '*') faults.push('ORGANISATIONS: * is for the embedded ledger only; name them');
  return faults;
}

/** SQLite files and the embedded ledger belong to one process. */
function replicaFaults(env: Env): string[] {
  if (env.REPLICA === 0) return [];
  if (env.DATABASE_URL === '') return ['REPLICA: several gateways share a PostgreSQL; set DATABASE_URL'];
  return env.ACTORS_DIR === '' ? ['ACTORS_DIR: replicas share one folder of actor secrets; name it'] : [];
}

function tlsFaults(env: Env): string[] {
  const both = (env.TLS_CERT_FILE === '') === (env.TLS_KEY_FILE === '');
  const faults = both ? [] : ['TLS_CERT_FILE, TLS_KEY_FILE: set both or none'];
  if (env.TLS_CLIENT_CA_FILE !== '' && env.TLS_CERT_FILE === '')
    faults.push('TLS_CLIENT_CA_FILE: certificates can be asked for over TLS only; set TLS_CERT_FILE');
  if (env.TLS_CLIENT_CRL_FILE !== '' && env.TLS_CLIENT_CA_FILE === '')
    faults.push('TLS_CLIENT_CRL_FILE: of use beside TLS_CLIENT_CA_FILE only');
  return faults;
}

function tlsOf(env: Env): Pick<Config, 'tls' | 'clientCertificates'> {
  if (env.TLS_CERT_FILE === '') return {};
  const tls = { certFile: env.TLS_CERT_FILE, keyFile: env.TLS_KEY_FILE };
  if (env.TLS_CLIENT_CA_FILE === '') return { tls };
  const crlFile = env.TLS_CLIENT_CRL_FILE;
  return { tls, clientCertificates: { caFile: env.TLS_CLIENT_CA_FILE, ...(crlFile !== '' && { crlFile }) } };
}

const signInOf = (env: Env): SignInConfig => ({
  clientId: env.OIDC_CLIENT_ID,
  ...(env.OIDC_CLIENT_SECRET_FILE !== '' && { clientSecretFile: env.OIDC_CLIENT_SECRET_FILE }),
  scopes: env.OIDC_SCOPES,
  origin: new URL(env.PUBLIC_URL).origin,
  checkTokens: env.OIDC_CHECK_TOKENS,
  idleMs: env.SESSION_IDLE_SECONDS * 1_000,
  longestMs: env.SESSION_LONGEST_SECONDS * 1_000,
  checkMs: env.SESSION_CHECK_SECONDS * 1_000,
});

function authOf(env: Env): AuthConfig {
  if (env.OIDC_ISSUER === '') return { kind: 'demo' };
  return {
    kind: 'oidc',
    demoTokens: env.DEMO,
    issuer: env.OIDC_ISSUER,
    audience: env.OIDC_AUDIENCE,
    jwksUri: env.OIDC_JWKS_URI,
    algorithms: env.OIDC_ALGORITHMS,
    claims: { organisation: env.OIDC_ORGANISATION_CLAIM, role: env.OIDC_ROLE_CLAIM },
    types: env.OIDC_TOKEN_TYPES.map((type) => type.toLowerCase()),
    maxLifeSeconds: env.OIDC_MAX_LIFE_SECONDS,
  };
}

const limitsOf = (env: Env): Limits => ({
  jsonBytes: env.LIMIT_JSON_BYTES,
  bulkBytes: env.LIMIT_BULK_BYTES,
  heldBytes: env.LIMIT_HELD_BYTES,
  waitingEvents: env.LIMIT_WAITING_EVENTS,
  concurrency: env.LIMIT_CONCURRENCY,
  requestsPerMinute: env.LIMIT_REQUESTS_PER_MINUTE,
  streams: env.LIMIT_STREAMS,
  requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
  stopTimeoutMs: env.STOP_TIMEOUT_MS,
});

const webhooksOf = (env: Env): WebhookSettings => ({
  allowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
  allowLoopback: env.DEMO,
  timeoutMs: env.WEBHOOK_TIMEOUT_MS,
  tries: env.WEBHOOK_TRIES,
  keyFile: path.resolve(env.WEBHOOK_KEY_FILE || path.join(env.STATE_DIR, 'webhook-key')),
});

/** @throws ConfigError listing every fault */
export function readConfig(source: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const env = readEnv(source, faults);
  if (faults.length === 0)
    for (const faultsOf of [authFaults, servedFaults, ledgerFaults, replicaFaults, tlsFaults, signInFaults])
      faults.push(...faultsOf(env));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({
    production: env.NODE_ENV === 'production',
    host: env.HOST,
    port: env.PORT,
    ...tlsOf(env),
    trustProxy: env.TRUST_PROXY,
    stateDir: path.resolve(env.STATE_DIR),
    ...(env.DATABASE_URL !== '' && { databaseUrl: env.DATABASE_URL }),
    replica: env.REPLICA,
    // One replica is enough, and two would be in each other's way.
    ...(env.CLOSE_PERIODS === 'auto' &&
      env.REPLICA === 0 && { closePeriodsAfterHours: env.CLOSE_PERIODS_AFTER_HOURS }),
    actorsDir: path.resolve(env.ACTORS_DIR === '' ? path.join(env.STATE_DIR, 'actors') : env.ACTORS_DIR),
    ledger: env.LEDGER,
    ...(env.FABRIC_PROFILE !== '' && { fabricProfile: path.resolve(env.FABRIC_PROFILE) }),
    organisations: env.ORGANISATIONS,
    auth: authOf(env),
    ...(env.OIDC_CLIENT_ID !== '' && { signIn: signInOf(env) }),
    logLevel: env.LOG_LEVEL,
    limits: limitsOf(env),
    webhooks: webhooksOf(env),
  });
}
