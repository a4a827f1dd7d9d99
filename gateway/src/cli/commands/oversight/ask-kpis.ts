// SPDX-License-Identifier: Apache-2.0
/** Asks a gateway for an appraisal. */
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import type { Appraisal } from '../../../appraisal/report.js';
import type { TableLanguage } from '../../../tables/words.js';
import { openSession, type Session, type SessionOptions } from '../../client/session.js';

export interface KpisOptions extends SessionOptions {
  readonly period?: string;
  readonly until?: string;
  readonly grant?: string;
  readonly asOf?: string;
  /** User role to read as. */
  readonly role: 'officer' | 'auditor' | 'arbitrator';
  /** Why an auditor or arbitrator looks: a code, which is recorded. */
  readonly purpose?: string;
  readonly csv?: boolean;
  /** Of CSV. */
  readonly language: TableLanguage;
  readonly json?: boolean;
  /** File that holds an appraisal. */
  readonly verify?: string;
  /** Where to recompute it from instead of a gateway. */
  readonly index?: string;
  /** Bundle of evidence to recompute it from. */
  readonly bundle?: string;
  /** Folder of root certificates for the bundle. */
  readonly trust?: string;
}

/** Who asks: the organisation itself where it can be spoken for, else an auditor, else the manager. */
async function readerOf(
  { api, manager, own }: Session,
  appraised: string,
  role: KpisOptions['role'],
): Promise<string> {
  if (await api.canSpeakFor(appraised, role)) return appraised;
  const reader = role === 'officer' ? manager : api.logins.organisationWith(role);
  return reader ?? own ?? appraised;
}

/** Asks a gateway. @throws ApiError; UsageError where nothing says whom to appraise */
export async function askFor(options: KpisOptions): Promise<Appraisal> {
  const { period, until, grant, asOf, purpose, role } = options;
  const session = await openSession(options);
  const organisation = options.organisation ?? session.own;
  if (organisation === undefined) throw new UsageError('Say whom to appraise: --organisation.');
  if (period === undefined) throw new UsageError('Say which month: --period YYYY-MM.');
  const asked = { organisation, period, until, grant, asOf, purpose };
  const given = Object.entries(asked).filter((one): one is [string, string] => one[1] !== undefined);
  const path = `/v1/kpis?${new URLSearchParams(given).toString()}`;
  const reader = await readerOf(session, organisation, role);
  return session.api.as<Appraisal>(reader, role, { method: 'GET', path });
}
