// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { ApiClient, ApiError } from '../../client/api-client.js';
import { DEFAULT_URL, openSession, type Session, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

async function answerOf(client: ApiClient, path: string, token?: string): Promise<unknown> {
  try {
    return await client.call({ method: 'GET', path, token });
  } catch (error) {
    if (error instanceof ApiError && error.status > 0) return { status: error.status, code: error.code };
    throw error;
  }
}

/** Where the chain stands, as the caller's organisation sees it; nothing where no login tells. */
async function ledgerLine(session: Session): Promise<string[]> {
  const own = session.own ?? session.manager;
  const token = own === undefined ? undefined : await session.api.logins.tokenFor(own, 'officer');
  if (token === undefined) return [];
  return [JSON.stringify({ ledger: await answerOf(session.client, '/v1/ledger', token) })];
}

const hasLogin = (options: SessionOptions): boolean =>
  [options.token, options.logins, options.demoKey].some((login) => login !== undefined);

/** Prints, as JSON lines, whether the gateway is alive and ready and, with a login, how far the ledger is. */
export async function status(options: SessionOptions, terminal: Terminal): Promise<number> {
  const session = hasLogin(options) ? await openSession(options) : undefined;
  const client = session?.client ?? new ApiClient(options.url ?? DEFAULT_URL);
  terminal.out(JSON.stringify({ gateway: client.url, health: await answerOf(client, '/healthz') }));
  terminal.out(JSON.stringify({ readiness: await answerOf(client, '/readyz') }));
  if (session) (await ledgerLine(session)).forEach(terminal.out);
  return EXIT.ok;
}
