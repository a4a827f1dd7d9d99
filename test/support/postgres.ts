// SPDX-License-Identifier: Apache-2.0
/**
 * PostgreSQL for tests, in a container. One server serves the whole run: whoever needs it first starts it, and each
 * test has an empty database of its own there. A test that takes the server down has a server of its own.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { GenericContainer, Wait } from 'testcontainers';
import { run } from '@catalog-chain/network/engine/shell';
import { eventually } from '@catalog-chain/network/engine/wait';
import { ensurePostgresImage } from '@catalog-chain/network/images/images';
import { engineMissing, labels, report, socketFolders } from './containers.js';
import { alone } from './lock.js';

/** Where the server puts its socket, inside the container; it listens on no port. */
const SOCKETS = '/sockets';
const READY = { timeoutMs: 120_000, everyMs: 100 };

/** Of a test's context: where to say that there is none, and when to stop the server. */
export interface ServerScope {
  skip(reason: string): never;
  after(cleanup: () => unknown): void;
}

export interface PostgresServer {
  /** Of an empty database. */
  readonly url: string;
  /** Ends it in the middle of whatever it does; its connections break. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

let databases = 0;
let servers = 0;
let image: Promise<string> | undefined;

/** @returns the URL of an empty database on the run's server; skips the test where no container can run */
export async function emptyDatabase(t: Pick<ServerScope, 'skip'>): Promise<string> {
  const url = await sharedServer(t);
  const name = `test_${process.pid}_${(databases += 1)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace('/postgres?', `/${name}?`);
}

/** A server of the test's own; skips the test where no container can run. */
export async function startPostgresServer(t: ServerScope): Promise<PostgresServer> {
  const made = await postgresImage(t);
  const folder = socketFolder(`own-${process.pid}-${(servers += 1)}`);
  const container = await server(made, folder).start();
  t.after(async () => {
    await container.stop({ timeout: 0 });
    rmSync(folder, { recursive: true, force: true });
  });
  const url = urlOf(folder);
  await answering(url);
  return {
    url,
    crash: async () => {
      await run('docker', ['kill', container.getId()]);
    },
    start: async () => {
      await run('docker', ['start', container.getId()]);
      await answering(url);
    },
  };
}

async function sharedServer(t: Pick<ServerScope, 'skip'>): Promise<string> {
  const made = await postgresImage(t);
  return alone('test-postgres', async () => {
    const folder = socketFolder('shared');
    await server(made, folder).withReuse().start();
    const url = urlOf(folder);
    await answering(url);
    return url;
  });
}

const server = (name: string, folder: string): GenericContainer =>
  new GenericContainer(name)
    .withLabels(labels)
    .withBindMounts([{ source: folder, target: SOCKETS }])
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections'));

/** A folder that the server, which runs as another user, may write to. */
function socketFolder(name: string): string {
  const folder = path.join(socketFolders, name);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  return folder;
}

async function postgresImage(t: Pick<ServerScope, 'skip'>): Promise<string> {
  const missing = await engineMissing();
  if (missing !== undefined) t.skip(missing);
  return (image ??= alone('test-postgres-image', () => ensurePostgresImage(report)));
}

const urlOf = (folder: string): string => `postgres://catalog@/postgres?host=${encodeURIComponent(folder)}`;

async function answering(url: string): Promise<void> {
  await eventually(
    'PostgreSQL',
    async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
    },
    READY,
  );
}
