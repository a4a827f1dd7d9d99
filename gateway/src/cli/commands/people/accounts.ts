// SPDX-License-Identifier: Apache-2.0
/** An organisation's accounts from the command line: what happened to them, whose signers and sessions there are, how one ends. */
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type {
  AccountEndView,
  AccountEventView,
  AccountPurgeView,
  AccountView,
} from '../../../http/dto/people/account.js';
import { ApiError, type ApiCall } from '../../client/api-client.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface AccountOptions extends SessionOptions {
  readonly json?: boolean;
}

export interface AccountEventOptions extends AccountOptions {
  readonly account?: string;
  readonly event?: string;
  readonly limit: number;
}

/** As many as the gateway tells in one answer. */
const PAGE = 500;

type Ask = <T>(call: ApiCall) => Promise<T>;

/** Of a signer that should have been revoked and was not, `code` says why. */
interface SignerOfPerson {
  readonly id: string;
  readonly state: string;
  readonly code?: string;
}

interface Account extends AccountView {
  readonly signers: SignerOfPerson[];
  readonly events: AccountEventView[];
}

interface Departure extends AccountEndView {
  readonly signers: SignerOfPerson[];
}

interface SessionOfPerson {
  readonly user: string;
  readonly role: string;
  readonly begun: string;
  readonly endsAtLatest: string;
}

async function asAdministrator(options: AccountOptions): Promise<Ask> {
  const { api, own } = await openSession(options);
  const organisation = options.organisation ?? api.logins.organisationWith('admin') ?? own;
  if (organisation === undefined) throw new UsageError('Say whose accounts: --organisation.');
  return <T>(call: ApiCall) => api.as<T>(organisation, 'admin', call);
}

/** `2026-07-01T08:00:00.000Z  signed-out  wang  by admin-1  sessions 2` */
export function accountEventLine({ at, event, account, by, signer, sessions }: AccountEventView): string {
  const more = [
    ...(signer === undefined ? [] : [`signer ${signer}`]),
    ...(sessions === undefined ? [] : [`sessions ${sessions}`]),
  ];
  return [at, event, account === '' ? '-' : account, `by ${by}`, ...more].join('  ');
}

/** The newest first, as many as are asked for. */
export async function accountEvents(options: AccountEventOptions, terminal: Terminal): Promise<number> {
  const ask = await asAdministrator(options);
  let left = options.limit;
  let before: string | undefined;
  while (left > 0) {
    const limit = Math.min(left, PAGE);
    const query = new URLSearchParams({ limit: String(limit) });
    if (options.account !== undefined) query.set('account', options.account);
    if (options.event !== undefined) query.set('event', options.event);
    if (before !== undefined) query.set('before', before);
    const path = `/v1/account-events?${query.toString()}`;
    const { items } = await ask<{ items: AccountEventView[] }>({ method: 'GET', path });
    for (const event of items) terminal.out(options.json ? JSON.stringify(event) : accountEventLine(event));
    if (items.length < limit) break;
    left -= items.length;
    before = items.at(-1)?.id;
  }
  return EXIT.ok;
}

/** A gateway where nobody signs in has no sessions. */
async function sessionsOf(ask: Ask, account: string): Promise<readonly SessionOfPerson[]> {
  try {
    const { items } = await ask<{ items: SessionOfPerson[] }>({ method: 'GET', path: '/v1/sessions' });
    return items.filter(({ user }) => user === account);
  } catch (error) {
    if (error instanceof ApiError && error.status === NOT_OFFERED) return [];
    throw error;
  }
}

const NOT_OFFERED = 501;

export async function accountShow(
  account: string,
  options: AccountOptions,
  terminal: Terminal,
): Promise<number> {
  const ask = await asAdministrator(options);
  const path = `/v1/accounts/${encodeURIComponent(account)}`;
  const found = await ask<Account>({ method: 'GET', path });
  const sessions = await sessionsOf(ask, account);
  if (options.json) {
    terminal.out(JSON.stringify({ ...found, sessions }));
    return EXIT.ok;
  }
  for (const { id, state } of found.signers) terminal.out(`signer  ${id}  ${state}`);
  for (const { role, begun, endsAtLatest } of sessions)
    terminal.out(`session  ${role}  since ${begun}  until ${endsAtLatest}`);
  for (const event of found.events) terminal.out(accountEventLine(event));
  return EXIT.ok;
}

/** Fails where a signer still counts: its revocation has to be signed. */
export async function accountEnd(
  account: string,
  options: AccountOptions & { readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const ask = await asAdministrator(options);
  const path = `/v1/accounts/${encodeURIComponent(account)}/end`;
  const ended = await ask<Departure>({ method: 'POST', path, body: { reason: options.reason } });
  if (options.json) terminal.out(JSON.stringify(ended));
  else {
    terminal.out(`${account}: ${ended.sessions} sessions ended`);
    for (const { id, state, code } of ended.signers)
      terminal.out(['signer', id, state, ...(code === undefined ? [] : [code])].join('  '));
  }
  return ended.signers.some(({ state }) => state === 'active') ? EXIT.someRefused : EXIT.ok;
}

/** What was destroyed, as the receipt has it that stays on the record. */
export async function accountPurge(
  options: AccountOptions & { readonly before: string },
  terminal: Terminal,
): Promise<number> {
  const ask = await asAdministrator(options);
  const body = { before: options.before };
  const call = { method: 'POST', path: '/v1/account-events/purge', body } as const;
  const receipt = await ask<AccountPurgeView>(call);
  const { events, before, sha256, holders } = receipt;
  terminal.out(
    options.json
      ? JSON.stringify(receipt)
      : `${events} events before ${before} destroyed, sha256 ${sha256}; ${holders} signers are nobody’s any more`,
  );
  return EXIT.ok;
}
