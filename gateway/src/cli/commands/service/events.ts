// SPDX-License-Identifier: Apache-2.0
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { ApiError } from '../../client/api-client.js';
import { followEvents } from '../../client/follow-events.js';
import { isObject, text, type JsonObject } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface EventsOptions extends SessionOptions {
  readonly role: UserRole;
  /** Names, separated by commas. */
  readonly type?: string;
  readonly grant?: string;
  readonly resource?: string;
  readonly from?: string;
  readonly purpose?: string;
  /** Ends after so many. */
  readonly count?: number;
  readonly json?: boolean;
}

const inner = (value: unknown): JsonObject => (isObject(value) ? value : {});
const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : '');

/** `2026-01-31T…Z  12-0  grant.revoked  G-1  ProviderMSP, ConsumerMSP` */
export function eventLine(data: string): string {
  const event = inner(JSON.parse(data));
  const about = inner(event['data']);
  const cause = inner(about['cause']);
  const why =
    text(cause['type']) === undefined
      ? ''
      : `  because of ${short(cause['type'])} ${text(cause['subject']) ?? ''}`;
  const [time, id, subject] = [event['time'], event['id'], event['subject']].map((one) => text(one) ?? '');
  return `${time}  ${id}  ${short(event['type'])}  ${subject}  ${list(about['organisations'])}${why}`;
}

const short = (type: unknown): string => (text(type) ?? '').replace('cn.catalog-chain.', '');

/** Prints what happens as it happens, one line per event, until interrupted. @returns the exit code */
export async function events(options: EventsOptions, terminal: Terminal): Promise<number> {
  const { api, client, own } = await openSession(options);
  const reader = options.organisation ?? api.logins.organisationWith(options.role) ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to listen: --organisation.');
  const url = new URL('/v1/events/stream', client.url);
  for (const name of ['type', 'grant', 'resource', 'from', 'purpose'] as const)
    if (options[name] !== undefined) url.searchParams.set(name, options[name]);
  const token = async (): Promise<string> => {
    const found = await api.logins.tokenFor(reader, options.role);
    if (found === undefined) throw new ApiError(0, 'NO_LOGIN', `There is no login for ${reader}.`);
    return found;
  };
  let left = options.count ?? Infinity;
  for await (const { data } of followEvents(url, token)) {
    terminal.out(options.json ? data : eventLine(data));
    left -= 1;
    if (left <= 0) break;
  }
  return EXIT.ok;
}
