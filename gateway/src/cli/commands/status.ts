// SPDX-License-Identifier: Apache-2.0
import { ApiClient, ApiError } from '../api-client.js';
import { openSession, type SessionOptions } from '../session.js';
import { EXIT, type Terminal } from './import-command.js';

async function answerOf(client: ApiClient, path: string, token?: string): Promise<unknown> {
  try {
    return await client.call({ method: 'GET', path, token });
  } catch (error) {
    if (error instanceof ApiError && error.status > 0) return { status: error.status, code: error.code };
    throw error;
  }
}

/** Prints, as JSON lines, whether the gateway is alive and ready and, with a login, how far the ledger is. */
export async function status(options: SessionOptions, terminal: Terminal): Promise<number> {
  const session = options.token || options.logins || options.demoKey ? await openSession(options) : undefined;
  const client = session?.api.client ?? new ApiClient(options.url ?? 'http://127.0.0.1:8080');
  terminal.out(JSON.stringify({ gateway: client.url, health: await answerOf(client, '/healthz') }));
  terminal.out(JSON.stringify({ readiness: await answerOf(client, '/readyz') }));
  const own = session?.own ?? session?.manager;
  if (!session || own === undefined) return EXIT.ok;
  const token = await session.api.logins.tokenFor(own, 'officer');
  if (token !== undefined)
    terminal.out(JSON.stringify({ ledger: await answerOf(client, '/v1/ledger', token) }));
  return EXIT.ok;
}
