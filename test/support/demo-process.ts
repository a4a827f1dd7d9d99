// SPDX-License-Identifier: Apache-2.0
/** The demo and the command line as processes of their own, as users start them. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readLoginsFile, type Login } from '@catalog-chain/gateway/cli/client/logins';
import { alone } from './lock.js';

const GATEWAY = path.resolve(import.meta.dirname, '../../../gateway/dist');
/** Where homes of demos that were filled once are kept for the other test files of a run. */
const FILLED = path.resolve(import.meta.dirname, '../filled-demos');
/** Filling takes seven seconds of a processor: a machine with much other work gives them in minutes. */
const START_MS = 280_000;
const KILL_AFTER_MS = 1_500;

/** What a process said and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A port of the loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Environment without what the developer's own shell may have set. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CATALOG_CHAIN|DEMO|NODE_TEST)/.test(name)),
  );

function collect(child: ChildProcess): { out: string; err: string } {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString('utf8')));
  return said;
}

export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  const child = spawn(command, args, { env: { ...cleanEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

export interface DemoOptions {
  /** Where a former demo left its state; absent: a new one. */
  readonly home?: string;
  /** Whether it tells of the months before its first day. */
  readonly past?: boolean;
  /** That of a former demo, which people still have in their browsers; absent: any free one. */
  readonly port?: string;
}

export const demoHome = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'catalog-chain-demo-'));

/** Where a demo keeps its state. */
const stateOf = (home: string): string => path.join(home, 'state');

const spawnDemo = (home: string, env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [path.join(GATEWAY, 'demo/main.js')], {
    env: { ...cleanEnv(), DEMO_DIR: stateOf(home), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What test files of a run share goes with the run. */
export const removeFilledDemos = (): Promise<void> => rm(FILLED, { recursive: true, force: true });

/** The home of a demo that was filled and stopped. Whoever needs one first makes it; it is copied and never used itself. */
function filledHome(past: boolean): Promise<string> {
  const kept = path.join(FILLED, past ? 'with-a-past' : 'plain');
  return alone(path.basename(kept), async () => {
    if (existsSync(kept)) return kept;
    const home = path.join(FILLED, 'being-filled', path.basename(kept));
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    const demo = await DemoProcess.start({ home, past });
    await demo.interrupt();
    await rename(home, kept);
    return kept;
  });
}

/** Starts a demo with a past, and kills it when it has said to have got into the middle of it. */
export async function killedInItsPast(home: string): Promise<void> {
  const child = spawnDemo(home, { PORT: String(await freePort()) });
  const index = path.join(stateOf(home), 'index.sqlite');
  while (child.exitCode === null && !existsSync(index)) await delay(20);
  await delay(KILL_AFTER_MS);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // What it reads when it is started again is behind what it wrote, as far as it can be.
  for (const end of ['', '-wal', '-shm']) await rm(`${index}${end}`, { force: true });
}

/** A demo that is ready; disposing interrupts it and removes its state. */
export class DemoProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    private readonly said: { out: string; err: string },
    readonly home: string,
    readonly url: string,
    readonly logins: readonly Login[],
    /** From the start of the process until it was ready. */
    readonly readyMs: number,
  ) {}

  static async start({ home, past = false, port: wanted }: DemoOptions = {}): Promise<DemoProcess> {
    const folder = home ?? (await demoHome());
    const info = path.join(folder, 'info.json');
    await rm(info, { force: true });
    const begun = Date.now();
    const port = wanted ?? String(await freePort());
    const child = spawnDemo(folder, { PORT: port, DEMO_INFO: info, DEMO_PAST: String(past) });
    const said = collect(child);
    while (!existsSync(info)) {
      if (child.exitCode !== null || Date.now() - begun > START_MS) {
        child.kill('SIGKILL');
        throw new Error(`The demo did not start: ${said.err}${said.out}`);
      }
      await delay(50);
    }
    const { url, logins } = readLoginsFile(await readFile(info, 'utf8'));
    return new DemoProcess(child, said, folder, url, logins, Date.now() - begun);
  }

  /** A demo as {@link start} makes it, from a copy of what another test file had filled already. */
  static async filled({ past = false }: Pick<DemoOptions, 'past'> = {}): Promise<DemoProcess> {
    const home = await demoHome();
    await cp(await filledHome(past), home, { recursive: true });
    return DemoProcess.start({ home, past });
  }

  get stateDir(): string {
    return stateOf(this.home);
  }

  /** What it has printed so far. */
  get output(): string {
    return this.said.out;
  }

  /** Its log so far. */
  get log(): string {
    return this.said.err;
  }

  tokenOf(role: string): string {
    const login = this.logins.find((one) => one.role === role);
    if (!login) throw new Error(`There is no login as ${role}.`);
    return login.token;
  }

  /** A read with the token of a role. */
  fetch(role: string, address: string): Promise<Response> {
    return fetch(new URL(address, this.url), { headers: { authorization: `Bearer ${this.tokenOf(role)}` } });
  }

  /** A write with the token of a role, done once however often it is sent. Asserts that it was taken, and gives the answer. */
  async post<T>(role: string, address: string, body: object): Promise<T> {
    const content = JSON.stringify(body);
    const answer = await fetch(new URL(address, this.url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.tokenOf(role)}`,
        'content-type': 'application/json',
        'idempotency-key': hash('sha256', `${role} ${address} ${content}`),
      },
      body: content,
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${address}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Runs the command line as whoever the demo's key lets it be. */
  cli(...args: readonly string[]): Promise<Finished> {
    return run(process.execPath, [path.join(GATEWAY, 'cli/main.js'), ...args], {
      CATALOG_CHAIN_LOGINS: path.join(this.home, 'info.json'),
      CATALOG_CHAIN_DEMO_KEY: path.join(stateOf(this.home), 'demo-token-key.json'),
    });
  }

  /** As a power cut does: its state stays as it is at that moment. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  /** As Ctrl-C does. @returns the exit status */
  async interrupt(): Promise<number | null> {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    this.child.kill('SIGINT');
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.interrupt();
    await rm(this.home, { recursive: true, force: true });
  }
}
