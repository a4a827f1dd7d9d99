// SPDX-License-Identifier: Apache-2.0
/** One call that does something to one record, and what became of it in a line. */
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { type Terminal, UsageError } from '@catalog-chain/verifier/command/terminal';
import { text, type JsonObject } from '../../../import/fields.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface StepOptions extends SessionOptions {
  readonly json?: boolean;
}

export interface Step {
  readonly path: string;
  readonly body?: object;
  readonly role?: UserRole;
  /** Who does it, where it is one side's and the logins have it: whoever else they have would be refused. */
  readonly by?: 'manager';
}

/** `variation V-1  agreed  due 2026-…` */
export function recordLine(record: JsonObject): string {
  const shown = (name: string): string | undefined => text(record[name]);
  const id = shown('id') ?? [shown('grant'), shown('year')].filter(Boolean).join('/');
  const due = shown('dueAt') === undefined ? '' : `  due ${shown('dueAt') ?? ''}`;
  const late = record['late'] === true ? '  late' : '';
  return `${shown('type') ?? ''} ${id}  ${shown('state') ?? shown('status') ?? 'recorded'}${late}${due}`;
}

/** @returns the exit code */
export async function takeStep(
  { path, body, role = 'officer', by }: Step,
  options: StepOptions,
  terminal: Terminal,
): Promise<number> {
  const { api, own, manager } = await openSession(options);
  const side = by === 'manager' ? manager : undefined;
  const caller = options.organisation ?? side ?? api.logins.organisationWith(role) ?? own;
  if (caller === undefined) throw new UsageError('Say for which organisation to speak: --organisation.');
  const call = { method: 'POST', path, ...(body && { body }) } as const;
  const record = await api.as<JsonObject>(caller, role, call);
  terminal.out(options.json === true ? JSON.stringify(record) : recordLine(record));
  return EXIT.ok;
}
