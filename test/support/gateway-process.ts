// SPDX-License-Identifier: Apache-2.0
/** A gateway as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/main'));

export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  /** What it has written so far. */
  readonly log: readonly string[];
  call(as: readonly [organisation: string, role: UserRole], at: string, body?: object): Promise<Response>;
}

/** @throws Error with what it wrote when it ends before it listens */
export async function startGatewayProcess(env: NodeJS.ProcessEnv): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], DEMO: 'true', PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  const address = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      const said = /"address":"([^"]+)"/.exec(line)?.[1];
      if (said !== undefined) resolve(said);
    });
    child.once('exit', () => {
      reject(new Error(log.join('\n')));
    });
  });
  const url = await address;
  const tokens = await DemoTokens.open(env['STATE_DIR'] ?? '');
  return {
    ...{ url, log },
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
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
