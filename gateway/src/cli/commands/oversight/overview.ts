// SPDX-License-Identifier: Apache-2.0
/** What hangs on duties, and the three lists: printed in lines, as CSV or as JSON. */
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import type { DutiesOverview } from '../../../supervision/duties.js';
import { csvText } from '../../../tables/table.js';
import { overviewTable } from '../../../supervision/overview-table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface OverviewOptions extends SessionOptions {
  /** The one whose duties are looked at. */
  readonly member?: string;
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  readonly purpose?: string;
  readonly asOf?: string;
  readonly csv?: boolean;
  /** Of CSV. */
  readonly language: TableLanguage;
  readonly json?: boolean;
}

interface Reader {
  readonly read: <T>(path: string) => Promise<T>;
  readonly text: (path: string) => Promise<string>;
}

async function readerOf(
  options: SessionOptions & { readonly role: OverviewOptions['role'] },
): Promise<Reader> {
  const { api, manager, own } = await openSession(options);
  const { role } = options;
  const reader =
    options.organisation ?? (role === 'officer' ? manager : api.logins.organisationWith(role)) ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const as = <T>(path: string, headers: Record<string, string> = {}): Promise<T> =>
    api.as<T>(reader, role, { method: 'GET', path, headers });
  return { read: as, text: (path) => as<string>(path, { accept: 'text/csv' }) };
}

const queryOf = (asked: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(asked).filter((one): one is [string, string] => one[1] !== undefined);
  return new URLSearchParams(given).toString();
};

/** @returns the exit code */
export async function overview(options: OverviewOptions, terminal: Terminal): Promise<number> {
  const { member: organisation, purpose, asOf } = options;
  const { read } = await readerOf(options);
  const found = await read<DutiesOverview>(`/v1/duties-overview?${queryOf({ organisation, purpose, asOf })}`);
  if (options.json) terminal.out(JSON.stringify(found));
  else if (options.csv) terminal.out(csvText(overviewTable(found, options.language)).trimEnd());
  else
    for (const { duty, resources, requests, grants, consumers, uses, demands, changes } of found.duties)
      terminal.out(
        `${duty}  listed ${resources.listed}  asked ${requests.asked}  granted ${grants.given} (${grants.standing} standing, ${consumers} consumers)  uses ${uses}  needs ${demands.stated} (${demands.open} open)  to update ${changes}`,
      );
  return EXIT.ok;
}

export interface ListOptions extends SessionOptions {
  /** Only of this provider. */
  readonly member?: string;
  /** Of CSV. */
  readonly language: TableLanguage;
  readonly json?: boolean;
}

interface ListPage {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly next?: string;
}

const LINE_BREAK = '\n';

/** CSV, with the headings that agencies use, in Chinese or English; or a JSON object per line. @returns the exit code */
export async function printList(list: string, options: ListOptions, terminal: Terminal): Promise<number> {
  const { read, text } = await readerOf({ ...options, role: 'officer' });
  const path = `/v1/lists/${encodeURIComponent(list)}`;
  const { member: organisation, language } = options;
  if (!options.json) {
    const csv = await text(`${path}?${queryOf({ organisation, format: 'csv', language })}`);
    csv.trimEnd().split(LINE_BREAK).forEach(terminal.out);
    return EXIT.ok;
  }
  let cursor: string | undefined;
  do {
    const page: ListPage = await read(`${path}?${queryOf({ organisation, cursor, limit: '1000' })}`);
    for (const row of page.rows) terminal.out(JSON.stringify(row));
    cursor = page.next;
  } while (cursor !== undefined);
  return EXIT.ok;
}
