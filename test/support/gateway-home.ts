// SPDX-License-Identifier: Apache-2.0
/** A real gateway in a process of its own, on an embedded ledger with a market, to be loaded, killed and watched. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { openMarket } from './embedded-market.js';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/main'));
const MEMBERS = ['ManagerMSP', 'ProviderMSP', 'ConsumerMSP', 'OtherMSP'];

/** A folder of state in which a market was founded; disposing removes it. */
export class GatewayHome implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    private readonly tokens: DemoTokens,
  ) {}

  static async found(): Promise<GatewayHome> {
    const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-gateway-'));
    await (await openMarket(path.join(folder, 'ledger')))[Symbol.asyncDispose]();
    return new GatewayHome(folder, await DemoTokens.open(folder));
  }

  token(organisation: string, role: UserRole, user = `${role}-1`): Promise<string> {
    return this.tokens.issue({ organisation, role, user });
  }

  /** @returns a gateway that listens; undefined when it ended before it did */
  async start(env: NodeJS.ProcessEnv = {}): Promise<WatchedGateway | undefined> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...{ PATH: process.env['PATH'], DEMO: 'true', PORT: '0', LOG_LEVEL: 'info' },
        ...{ STATE_DIR: this.folder, ORGANISATIONS: MEMBERS.join(','), ...env },
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stderr })) {
      const { message, address } = JSON.parse(line) as { message?: string; address?: string };
      if (message !== 'listening' || address === undefined) continue;
      child.stderr.resume();
      return new WatchedGateway(child, ended, address);
    }
    await ended;
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class WatchedGateway implements AsyncDisposable {
  constructor(
    private readonly child: ChildProcess,
    /** Settles when the process has ended, whoever ended it. */
    readonly ended: Promise<unknown>,
    readonly url: string,
  ) {}

  /** Of the whole process, at present or at its highest, MiB. */
  memory(which: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${which}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  }

  /** A gauge of `/metrics`. */
  async gauge(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}
