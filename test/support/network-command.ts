// SPDX-License-Identifier: Apache-2.0
/** The network's command line as processes of its own, on a network and ports of its own, and its people's tokens. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { eventually } from '@catalog-chain/network/engine/wait';
import { generated } from '@catalog-chain/network/paths';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/network/main'));
/** A command that takes longer than this on a busy machine hangs. */
const LONGEST_MS = 900_000;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(child, 'close').then(([code]: (number | null)[]) => ({
      code: code ?? null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** Waits until it says this. Fails when it ends without. */
  async says(text: string): Promise<void> {
    await eventually(
      `the command to say “${text}”`,
      () => {
        assert.ok(this.stderr.includes(text), this.stderr);
        return Promise.resolve();
      },
      { timeoutMs: LONGEST_MS, everyMs: 50 },
    );
  }
}

interface Place {
  readonly organisation: string;
  readonly url: string;
  readonly state: string;
}

/** One network that is changed by commands only. */
export class NetworkCommand {
  readonly folder: string;

  constructor(
    readonly name: string,
    readonly portBase: number,
  ) {
    this.folder = path.join(generated, name);
  }

  start(...args: readonly string[]): RunningCommand {
    const env = {
      ...process.env,
      CATALOG_NETWORK: this.name,
      CATALOG_PORT_BASE: String(this.portBase),
    };
    return new RunningCommand(
      spawn(process.execPath, [MAIN, ...args], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LONGEST_MS,
        killSignal: 'SIGKILL',
      }),
    );
  }

  /** Runs the command to its end, which must be a good one. */
  async run(...args: readonly string[]): Promise<Ended> {
    const ended = await this.start(...args).ended;
    assert.equal(ended.code, 0, `${args.join(' ')}: ${ended.stderr}${ended.stdout}`);
    return ended;
  }

  urlOf(organisation: string): string {
    return this.#place(organisation).url;
  }

  /** Calls an organisation's own gateway as one of its people. */
  async call(
    [organisation, role]: readonly [string, UserRole],
    at: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly text: string }> {
    const { url, state } = this.#place(organisation);
    const tokens = await DemoTokens.open(state);
    const token = await tokens.issue({ organisation, role, user: `${role}-1` });
    const answer = await fetch(`${url}${at}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  /** The same, for a call that must succeed. */
  async ask<T>(...args: Parameters<NetworkCommand['call']>): Promise<T> {
    const { status, text } = await this.call(...args);
    assert.ok(status < 300, `${args[1]}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  #place(organisation: string): Place {
    const file = path.join(this.folder, 'gateways.json');
    const { gateways } = JSON.parse(readFileSync(file, 'utf8')) as { gateways: Place[] };
    return gateways.find((one) => one.organisation === organisation) ?? assert.fail(organisation);
  }
}
