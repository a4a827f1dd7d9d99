// SPDX-License-Identifier: Apache-2.0
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { pagesOf } from '../../../support/pages.js';
import type { ApiCall } from '../../client/api-client.js';
import { isObject, objects, present, text, type JsonObject } from '../../../import/fields.js';
import { readIdentifier } from '../../client/identifier.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';

export interface TrailOptions extends SessionOptions {
  /** User role to read as. */
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  /** One JSON object per line instead of text. */
  readonly json?: boolean;
  /** Why an auditor or arbitrator looks: a code, which is recorded. */
  readonly purpose?: string;
  /** Of a record by its plain identifier: the resource it is in. */
  readonly resource?: string;
}

const PAGE = '200';

interface TrailPage {
  readonly items: readonly unknown[];
  readonly next?: string;
  /** Of a record by its plain identifier: how much of it the organisation's keys reach. */
  readonly keys?: {
    readonly held: number;
    readonly missing: number;
    readonly without: readonly string[];
  };
}

const shown = (value: unknown): string => text(value) ?? '';
const inner = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** `2026-01-31T…Z  #12  usage  ConsumerMSP  claim query ok grant=G-1  VIOLATIONS: wrong-purpose` */
function usageLine(event: JsonObject): string {
  const leaf = inner(event['leaf'] ?? event);
  const violations = Array.isArray(event['violations']) ? event['violations'].map(String) : [];
  const what = ['side', 'kind', 'action', 'outcome'].map((field) => shown(leaf[field])).join(' ');
  const corrects = leaf['corrects'] === undefined ? '' : ` corrects=${shown(leaf['corrects'])}`;
  const verdict = violations.length > 0 ? `  VIOLATIONS: ${violations.join(', ')}` : '';
  return `usage  ${shown(event['organisation'])}  ${what} grant=${shown(leaf['grant'])} at=${shown(leaf['at'])}${corrects}${verdict}`;
}

function recordLine(record: JsonObject): string {
  const value = inner(record['value']);
  const state = shown(value['state'] ?? value['status'] ?? value['version']);
  const by = shown(inner(value['changed'] ?? value['published'])['by']);
  return `record  ${by}  ${shown(record['type'])} ${shown(record['id'])} ${state}`.trimEnd();
}

/** One line of text for an entry of a trail. */
export function trailLine(entry: unknown): string {
  const node = inner(entry);
  const about = inner(node['event'] ?? node['record']);
  const written = inner(about['written']);
  const place = `${shown(written['time'])}  #${shown(written['block'])}`;
  return `${place}  ${node['entry'] === 'usage' ? usageLine(about) : recordLine(about)}`;
}

/** What a trail leaves out for want of a key; undefined where it leaves nothing out. */
export function leftOutLine({ keys }: TrailPage): string | undefined {
  if (!keys || keys.missing === 0) return undefined;
  const { held, missing, without } = keys;
  const more = missing > without.length ? ' …' : '';
  return (
    `NOT COMPLETE: ${held} record keys held; uses under ${missing} grants whose key is not held are left out: ` +
    `${without.join(' ')}${more}. A party of a grant discloses its key.`
  );
}

/** A record's plain identifier goes in a body; what is asked for otherwise has a name that may stand in an address. */
function callFor(kind: string, id: string, options: TrailOptions, query: URLSearchParams): ApiCall {
  if (kind === 'record' && options.resource !== undefined) {
    const body = { recordId: id, resource: options.resource, ...present({ purpose: options.purpose }) };
    return { method: 'POST', path: `/v1/trails/record?${query.toString()}`, body };
  }
  if (options.purpose !== undefined) query.set('purpose', options.purpose);
  const path = `/v1/trails/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;
  return { method: 'GET', path: `${path}?${query.toString()}` };
}

/** Prints everything that happened to a thing, oldest first. @returns the exit code */
export async function trail(
  kind: string,
  named: string,
  options: TrailOptions,
  terminal: Terminal,
): Promise<number> {
  const { api, own } = await openSession(options);
  const reader = options.organisation ?? api.logins.organisationWith(options.role) ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const id = await readIdentifier(named);
  let count = 0;
  const read = (at: object): Promise<TrailPage> => {
    const query = new URLSearchParams({ limit: PAGE, ...at });
    return api.as<TrailPage>(reader, options.role, callFor(kind, id, options, query));
  };
  let leftOut: string | undefined;
  for await (const page of pagesOf(read)) {
    const { items } = page;
    leftOut ??= leftOutLine(page);
    for (const entry of objects(items)) terminal.out(options.json ? JSON.stringify(entry) : trailLine(entry));
    count += items.length;
  }
  terminal.err(said('{count} entries', { count }));
  if (leftOut !== undefined) terminal.err(leftOut);
  return EXIT.ok;
}
