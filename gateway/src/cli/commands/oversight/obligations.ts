// SPDX-License-Identifier: Apache-2.0
import { articleName } from '@catalog-chain/chaincode/domain/law/citation';
import { languageOf } from '@catalog-chain/verifier/command/language';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { pagesOf } from '../../../support/pages.js';
import { isObject, objects, text, type JsonObject } from '../../../import/fields.js';
import type { ApiCall } from '../../client/api-client.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';

export interface ObligationsOptions extends SessionOptions {
  readonly owedBy?: string;
  readonly owedTo?: string;
  readonly kind?: string;
  readonly standing?: string;
  readonly grant?: string;
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  readonly purpose?: string;
  readonly json?: boolean;
  readonly ics?: boolean;
}

interface Listed {
  readonly items: readonly unknown[];
  readonly next?: string;
}

const shown = (value: unknown): string => text(value) ?? '';
const inner = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** `2026-03-16T15:59:59.999Z  overdue   answer-request  ProviderMSP → ConsumerMSP  answer-request~R-1  Art. 21` */
export function obligationLine(owed: JsonObject): string {
  const by = shown(owed['owedBy']) || `any ${shown(owed['owedByRole'])}`;
  const to = shown(owed['owedTo']) || 'any manager';
  const number = text(owed['article']);
  const article = number === undefined ? '' : `  ${articleName(number, languageOf())}`;
  const basis = text(inner(owed['met'])['basis']);
  const how = basis === undefined ? '' : `  (${basis})`;
  return (
    `${shown(owed['dueAt'])}  ${shown(owed['standing']).padEnd(8)}  ${shown(owed['kind'])}  ` +
    `${by} → ${to}  ${shown(owed['id'])}${article}${how}`
  );
}

const FILTERS = ['owedBy', 'owedTo', 'kind', 'standing', 'grant', 'purpose'] as const;

/** Prints what an organisation owes and is owed, by due date, or its calendar. @returns the exit code */
export async function obligations(options: ObligationsOptions, terminal: Terminal): Promise<number> {
  const { api, own } = await openSession(options);
  const reader = options.organisation ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const ask = <T>(call: ApiCall): Promise<T> => api.as<T>(reader, options.role, call);
  if (options.ics === true) {
    terminal.out((await ask<string>({ method: 'GET', path: '/v1/obligations/calendar' })).trimEnd());
    return EXIT.ok;
  }
  const filters = FILTERS.flatMap((name): [string, string][] => {
    const value = options[name];
    return value === undefined ? [] : [[name, value]];
  });
  let count = 0;
  const read = (at: Readonly<Record<string, string>>): Promise<Listed> => {
    const query = new URLSearchParams({ limit: '200', ...Object.fromEntries<string>(filters), ...at });
    return ask<Listed>({ method: 'GET', path: `/v1/obligations?${query.toString()}` });
  };
  for await (const { items } of pagesOf(read)) {
    for (const owed of objects(items))
      terminal.out(options.json === true ? JSON.stringify(owed) : obligationLine(owed));
    count += items.length;
  }
  terminal.err(said('{count} obligations', { count }));
  return EXIT.ok;
}

export interface ExtensionOptions extends SessionOptions {
  readonly days?: string;
  readonly approve?: boolean;
  readonly refuse?: boolean;
  readonly reason?: string;
}

function bodyOf({ days, approve, refuse, reason }: ExtensionOptions): object {
  const why = reason === undefined ? {} : { reason };
  if (approve === true || refuse === true) return { approved: approve === true, ...why };
  if (days !== undefined) return { days: Number(days), ...why };
  throw new UsageError('Say for how many working days (--days), or answer: --approve or --refuse.');
}

/** Asks for more time, or as a manager gives it or not. @returns the exit code */
export async function extension(id: string, options: ExtensionOptions, terminal: Terminal): Promise<number> {
  const { api, own, manager } = await openSession(options);
  const body = bodyOf(options);
  const answers = 'approved' in body;
  const caller = options.organisation ?? (answers ? (manager ?? own) : own);
  if (caller === undefined) throw new UsageError('Say for which organisation to speak: --organisation.');
  const path = `/v1/obligations/${encodeURIComponent(id)}/extension${answers ? '/answer' : ''}`;
  const owed = await api.as<JsonObject>(caller, 'officer', { method: 'POST', path, body });
  terminal.out(obligationLine(owed));
  return EXIT.ok;
}
