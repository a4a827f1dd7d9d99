// SPDX-License-Identifier: Apache-2.0
/** A PostgreSQL server of the test's own, on a socket in a folder that goes with it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** Debian keeps the programs out of PATH. */
function binaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root).map((version) => path.join(root, version, 'bin'))
    : [];
  return [...versions, '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'].find((folder) =>
    ['initdb', 'pg_ctl'].every((program) => existsSync(path.join(folder, program))),
  );
}

/** The server refuses to run as root; then it runs as the user that its package made. */
function runner():
  { readonly prefix: readonly string[]; readonly ids?: readonly [number, number] } | undefined {
  if (userInfo().uid !== 0) return { prefix: [] };
  try {
    const number = (flag: string): number =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { prefix: ['runuser', '-u', 'postgres', '--'], ids: [number('-u'), number('-g')] };
  } catch {
    return undefined;
  }
}

/** Of a test's context: where to say that there is none, and when to stop the server. */
export interface ServerScope {
  skip(reason: string): void;
  after(cleanup: () => void): void;
}

export interface PostgresServer {
  /** Of an empty database. */
  readonly url: string;
  /** Ends it in the middle of whatever it does; its connections break. */
  crash(): void;
  start(): void;
}

/** @returns the URL of an empty database; undefined, after saying so, where PostgreSQL is not installed */
export const startPostgres = (t: ServerScope): string | undefined => startPostgresServer(t)?.url;

/** @returns undefined, after saying so, where PostgreSQL is not installed */
export function startPostgresServer(t: ServerScope): PostgresServer | undefined {
  const [folder, as] = [binaries(), runner()];
  if (folder === undefined || !as) {
    t.skip('PostgreSQL is not installed');
    return undefined;
  }
  const data = mkdtempSync(path.join(tmpdir(), 'pg-'));
  if (as.ids) chownSync(data, ...as.ids);
  chmodSync(data, 0o700);
  const run = (program: string, ...args: readonly string[]): void => {
    const [command = '', ...rest] = [...as.prefix, path.join(folder, program), ...args];
    execFileSync(command, rest, { stdio: 'ignore', cwd: '/' });
  };
  const cluster = path.join(data, 'cluster');
  run('initdb', '-D', cluster, '-U', 'catalog', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C');
  const options = `-c listen_addresses= -c unix_socket_directories=${data} -c fsync=off -c max_connections=50`;
  const start = (): void => {
    run('pg_ctl', '-D', cluster, '-w', '-l', path.join(data, 'log'), '-o', options, 'start');
  };
  const crash = (): void => {
    run('pg_ctl', '-D', cluster, '-m', 'immediate', 'stop');
  };
  start();
  t.after(() => {
    if (existsSync(path.join(cluster, 'postmaster.pid'))) crash();
    rmSync(data, { recursive: true });
  });
  return { url: `postgres://catalog@/postgres?host=${encodeURIComponent(data)}`, crash, start };
}
