// SPDX-License-Identifier: Apache-2.0
/** The supervision report: asked for, printed, or recomputed and compared. */
import { readFile } from 'node:fs/promises';
import { itemName } from '@catalog-chain/chaincode/domain/law/citation';
import { languageOf } from '@catalog-chain/verifier/command/language';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { readTrust } from '@catalog-chain/verifier/command/trust-folder';
import { examineBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { locate } from '../../../db/database.js';
import { SqlIndexReader } from '../../../index/read/index-reader.js';
import { openIndexDatabase } from '../../../index/tables/open-tables.js';
import { reportDifferences } from '../../../supervision/compare.js';
import { checkedAgainst, NotInBundle } from '../../../supervision/from-bundle.js';
import { supervisionTable } from '../../../supervision/table.js';
import { csvText } from '../../../tables/table.js';
import { supervisionShape, type SupervisionReport } from '../../../supervision/report.js';
import { supervise } from '../../../supervision/supervise.js';
import type { TableLanguage } from '../../../tables/words.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said, saidLine } from '../../wording/say.js';
import { EXIT } from '../exit.js';
import { writePdf } from './page-as-pdf.js';
import { proveMonths, type Ask, type Compare } from './prove-supervision.js';
import { COMPARED } from './verify-kpis.js';

export interface SupervisionOptions extends SessionOptions {
  readonly period?: string;
  readonly until?: string;
  readonly asOf?: string;
  /** The one that is reported on. */
  readonly member?: string;
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  readonly purpose?: string;
  readonly csv?: boolean;
  readonly html?: boolean;
  /** File for the same as a PDF. */
  readonly pdf?: string;
  /** Of CSV, and of the page. */
  readonly language: TableLanguage;
  readonly json?: boolean;
  /** Folder for reports and what proves them. */
  readonly prove?: string;
  /** A file with a report. */
  readonly verify?: string;
  /** Where to recompute it from instead of a gateway. */
  readonly index?: string;
  /** A bundle of the obligations, with which no gateway or index is needed. */
  readonly bundle?: string;
  /** Folder of root certificates. */
  readonly trust?: string;
}

interface Asker {
  readonly ask: Ask;
  /** The organisation that asks. */
  readonly reader: string;
}

/** @throws UsageError */
async function askerOf(options: SupervisionOptions): Promise<Asker> {
  const { role } = options;
  const { api, manager, own } = await openSession(options);
  const reader =
    options.organisation ?? (role === 'officer' ? manager : api.logins.organisationWith(role)) ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  return { reader, ask: (call) => api.as(reader, role, call) };
}

function monthOf({ period }: SupervisionOptions): string {
  if (period === undefined) throw new UsageError('Say which month: --period YYYY-MM.');
  return period;
}

async function askFor<T = SupervisionReport>(options: SupervisionOptions, format?: 'html'): Promise<T> {
  const { until, asOf, member: organisation, purpose } = options;
  const language = format === undefined ? undefined : options.language;
  const period = monthOf(options);
  const { ask } = await askerOf(options);
  const asked = { organisation, period, until, asOf, purpose, format, language };
  const given = Object.entries(asked).filter((one): one is [string, string] => one[1] !== undefined);
  const path = `/v1/supervision?${new URLSearchParams(given).toString()}`;
  return ask<T>({ method: 'GET', path, page: format === 'html' });
}

async function proved(folder: string, options: SupervisionOptions, terminal: Terminal): Promise<number> {
  const from = monthOf(options);
  const { ask, reader } = await askerOf(options);
  const { member = reader, until: to = from } = options;
  const compare: Compare = (bundle, report) => provedBy(bundle, report, options, terminal);
  return proveMonths({ member, from, to }, folder, ask, compare, terminal);
}

async function recomputed(
  stated: SupervisionReport,
  options: SupervisionOptions,
): Promise<SupervisionReport> {
  const { organisation, months, asOf } = stated;
  if (options.index !== undefined) {
    await using database = openIndexDatabase(locate(options.index), true);
    const frame = { months, asOf: asOf.block, ...(organisation !== undefined && { organisation }) };
    return await supervise(new SqlIndexReader(database), frame);
  }
  const frame = { period: months.from, until: months.to, asOf: String(asOf.block) };
  return askFor({ ...options, ...frame, ...(organisation !== undefined && { member: organisation }) });
}

async function compared(file: string, options: SupervisionOptions, terminal: Terminal): Promise<number> {
  const parsed = supervisionShape.safeParse(await jsonOf(file));
  if (!parsed.success) {
    terminal.err('UNREADABLE The file holds no supervision report.');
    return COMPARED.unreadable;
  }
  if (options.bundle !== undefined) return provedBy(options.bundle, parsed.data, options, terminal);
  const lines = reportDifferences(parsed.data, await recomputed(parsed.data, options));
  for (const line of lines) terminal.out(saidLine(line));
  if (lines.length > 0) return COMPARED.different;
  const same = { count: parsed.data.members.length, block: parsed.data.asOf.block };
  terminal.out(said('SAME  {count} members, as of block {block}', same));
  return COMPARED.same;
}

/** @throws UsageError where the bundle cannot be read, or does not answer for the report */
async function provedBy(
  file: string,
  stated: SupervisionReport,
  { trust }: SupervisionOptions,
  terminal: Terminal,
): Promise<number> {
  try {
    const roots = trust === undefined ? undefined : await readTrust(trust);
    const { differences, proved, beyond } = checkedAgainst(stated, await examineBundle({ file }, roots));
    for (const line of differences) terminal.out(saidLine(line));
    if (beyond.length > 0)
      terminal.out(
        said('beyond   {items}: not compared, they count other records than the obligations in the bundle', {
          items: beyond.join(', '),
        }),
      );
    if (differences.length > 0) return COMPARED.different;
    const same = { count: proved.length, block: stated.asOf.block };
    terminal.out(said('SAME  {count} items, as of block {block}', same));
    return COMPARED.same;
  } catch (error) {
    if (error instanceof NotInBundle || error instanceof Unreadable) throw new UsageError(error.message);
    throw error;
  }
}

async function jsonOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** `Art. 39 (4)   2  未按时答复…` */
function textOf({ members, asOf }: SupervisionReport): string[] {
  return members.flatMap(({ organisation, obligations, items }) => [
    said('{organisation}, as of block {block}: due {due}, late {late}, not met {unmet}', {
      organisation,
      block: asOf.block,
      due: obligations.due.count,
      late: obligations.late.count,
      unmet: obligations.unmet.count,
    }),
    ...items.map(({ item, seen, count, text }) => {
      const how = seen === 'invisible' ? said('not visible to the ledger') : String(count);
      return `  ${itemName(item, languageOf())}  ${how.padStart(4)}  ${text.zh} ${text.en}`;
    }),
  ]);
}

/** The page as the gateway makes it, which knows the members' names and the consortium's time. */
async function printed(options: SupervisionOptions, terminal: Terminal): Promise<number> {
  const page = await askFor<string>(options, 'html');
  if (options.pdf === undefined) terminal.out(page.trimEnd());
  else await writePdf(page, options.pdf);
  return EXIT.ok;
}

/** Prints what members answered for, or compares a report with what is recomputed. @returns the exit code */
export async function supervision(options: SupervisionOptions, terminal: Terminal): Promise<number> {
  if (options.verify !== undefined) return compared(options.verify, options, terminal);
  if (options.prove !== undefined) return proved(options.prove, options, terminal);
  if (options.html === true || options.pdf !== undefined) return printed(options, terminal);
  const report = await askFor(options);
  if (options.json === true) terminal.out(JSON.stringify(report));
  else if (options.csv === true) terminal.out(csvText(supervisionTable(report, options.language)).trimEnd());
  else textOf(report).forEach(terminal.out);
  return EXIT.ok;
}
