// SPDX-License-Identifier: Apache-2.0
/** What the gateway answers as a table, written to a file in the form that a spreadsheet opens. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { TABLE_FORMS, type TableForm } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

/** What can be had as a table, and where it is. */
const PATHS = {
  catalogue: '/v1/catalogue-table',
  demand: '/v1/lists/demand',
  responsibility: '/v1/lists/responsibility',
  negative: '/v1/lists/negative',
  overview: '/v1/duties-overview',
  obligations: '/v1/obligations',
  liability: '/v1/supervision',
  appraisal: '/v1/kpis',
} as const;
export type TableName = keyof typeof PATHS;
export const TABLE_NAMES = Object.keys(PATHS) as readonly TableName[];

export interface ExportOptions extends SessionOptions {
  readonly of: TableName;
  /** Without it, what the name of the file ends in. */
  readonly format?: TableForm;
  readonly language: TableLanguage;
  /** Only of this member. */
  readonly member?: string;
  /** Of the liability list and the appraisal. */
  readonly period?: string;
  readonly until?: string;
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  readonly purpose?: string;
}

/** By which spreadsheets know that a text is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** @throws UsageError where neither the option nor the file's name says */
function formOf(file: string, { format }: ExportOptions): TableForm {
  const form = format ?? TABLE_FORMS.find((one) => path.extname(file).toLowerCase() === `.${one}`);
  if (form === undefined) throw new UsageError('Say in which form: --format csv or xlsx.');
  return form;
}

function queryOf(file: string, options: ExportOptions): URLSearchParams {
  const { of, language, member, period, until, purpose } = options;
  if (['liability', 'appraisal'].includes(of) && period === undefined)
    throw new UsageError('Say which month: --period YYYY-MM.');
  const query = new URLSearchParams({ format: formOf(file, options), language });
  if (member !== undefined) query.set(of === 'obligations' ? 'owedBy' : 'organisation', member);
  const beside = { period, until, purpose };
  for (const [name, value] of Object.entries(beside)) if (value !== undefined) query.set(name, value);
  return query;
}

/** @returns the exit code */
export async function exportTable(file: string, options: ExportOptions, terminal: Terminal): Promise<number> {
  const query = queryOf(file, options);
  const { api, manager, own } = await openSession(options);
  const { role, of } = options;
  const reader =
    options.organisation ?? (role === 'officer' ? manager : api.logins.organisationWith(role)) ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const call = { method: 'GET', path: `${PATHS[of]}?${query.toString()}` } as const;
  const answer = await api.as<string | Buffer>(reader, role, call);
  await writeFile(file, typeof answer === 'string' ? BYTE_ORDER_MARK + answer : answer);
  terminal.out(`${file}: ${of}, as of now`);
  return EXIT.ok;
}
