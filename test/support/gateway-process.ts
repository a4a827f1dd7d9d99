// SPDX-License-Identifier: Apache-2.0
/** A gateway as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/main'));

export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
  /** What it has written so far. */
  readonly log: readonly string[];
  call(as: readonly [organisation: string, role: UserRole], at: string, body?: object): Promise<Response>;
}

export interface LaunchedGateway {
  readonly child: ChildProcess;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
  /** What it has written so far. */
  readonly log: readonly string[];
  /** Undefined when it ended before it listened. */
  readonly url: string | undefined;
}

/** Starts a gateway of a demo, and waits until it listens or has ended. */
export async function launchGateway(env: NodeJS.ProcessEnv): Promise<LaunchedGateway> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], DEMO: 'true', PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  const listening = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      log.push(line);
      const said = /"address":"([^"]+)"/.exec(line)?.[1];
      if (said !== undefined) resolve(said);
    });
  });
  const url = await Promise.race([listening, ended.then(() => undefined)]);
  return { child, ended, log, url };
}

/** @throws Error with what it wrote when it ends before it listens */
export async function startGatewayProcess(env: NodeJS.ProcessEnv): Promise<GatewayProcess> {
  const { child, ended, log, url } = await launchGateway(env);
  if (url === undefined) throw new Error(log.join('\n'));
  const tokens = await DemoTokens.open(env['STATE_DIR'] ?? '');
  return {
    url,
    ended,
    log,
    call: async ([organisation, role], at, body) => {
      const token = await tokens.issue({ organisation, role, user: `${role}-1` });
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        prefer: 'wait=20',
      };
      const sending = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      return fetch(new URL(at, url), { headers, ...sending });
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
