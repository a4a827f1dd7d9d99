// SPDX-License-Identifier: Apache-2.0
/** A real gateway in a process of its own, on an embedded ledger with a market, to be loaded, killed and watched. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { openMarket } from './embedded-market.js';
import { launchGateway } from './gateway-process.js';

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
    const { child, ended, url } = await launchGateway({
      LOG_LEVEL: 'info',
      STATE_DIR: this.folder,
      ORGANISATIONS: MEMBERS.join(','),
      ...env,
    });
    return url === undefined ? undefined : new WatchedGateway(child, ended, url);
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

  get pid(): number {
    return this.child.pid ?? 0;
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
