// SPDX-License-Identifier: Apache-2.0
/** Uses on the ledger as they are asked for, and who may use what hangs on a duty: a line each, or a JSON object. */
import { languageOf } from '@catalog-chain/verifier/command/language';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { isObject, objects, text, type JsonObject } from '../../../import/fields.js';
import { pagesOf } from '../../../support/pages.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';
import { trailLine } from './trail.js';

interface ReadOptions extends SessionOptions {
  /** User role to read as. */
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  /** Why an auditor or arbitrator looks: a code, which is recorded. */
  readonly purpose?: string;
  /** One JSON object per line instead of text. */
  readonly json?: boolean;
}

export interface UsesOptions extends ReadOptions {
  readonly duty?: string;
  readonly grant?: string;
  readonly resource?: string;
  readonly violation?: string;
  readonly from?: string;
  readonly to?: string;
}

interface Page {
  readonly items: readonly unknown[];
  readonly next?: string;
}

const PAGE = '1000';

/** Prints a list to its end. @returns the exit code */
async function printAll(
  path: string,
  asked: Readonly<Record<string, string | undefined>>,
  options: ReadOptions,
  lineOf: (item: JsonObject) => string,
  terminal: Terminal,
): Promise<number> {
  const { api, manager, own } = await openSession(options);
  const { role, purpose } = options;
  const reader =
    options.organisation ?? (role === 'officer' ? manager : api.logins.organisationWith(role)) ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const given = Object.entries({ ...asked, purpose, limit: PAGE }).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  let count = 0;
  const read = (at: object): Promise<Page> => {
    const query = new URLSearchParams({ ...Object.fromEntries(given), ...at });
    return api.as<Page>(reader, role, { method: 'GET', path: `${path}?${query.toString()}` });
  };
  for await (const { items } of pagesOf(read)) {
    for (const item of objects(items)) terminal.out(options.json ? JSON.stringify(item) : lineOf(item));
    count += items.length;
  }
  terminal.err(said('{count} entries', { count }));
  return EXIT.ok;
}

/** @returns the exit code */
export function uses(options: UsesOptions, terminal: Terminal): Promise<number> {
  const { duty, grant, resource, violation, from, to } = options;
  const asked = { duty, grant, resource, violation, from, to };
  const lineOf = (event: JsonObject): string => trailLine({ entry: 'usage', event });
  return printAll('/v1/usage-events', asked, options, lineOf, terminal);
}

/** In the reader's language, where there is a name in it. */
function nameOf({ names }: JsonObject): string {
  if (!isObject(names)) return '';
  return text(names[languageOf()]) ?? text(names['zh']) ?? text(names['en']) ?? '';
}

/** @returns the exit code */
export function consumers(duty: string, options: ReadOptions, terminal: Terminal): Promise<number> {
  const path = `/v1/duties/${encodeURIComponent(duty)}/consumers`;
  const lineOf = (member: JsonObject): string => `${text(member['organisation']) ?? ''}  ${nameOf(member)}`;
  return printAll(path, {}, options, lineOf, terminal);
}
