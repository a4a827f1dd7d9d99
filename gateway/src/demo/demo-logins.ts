// SPDX-License-Identifier: Apache-2.0
/** The demo's logins, one per role of its people. */
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Login } from '../cli/client/logins.js';
import type { DemoTokens } from '../http/auth/demo-tokens.js';
import { ARBITER, AUDITOR, CONSUMER, MANAGER, PROVIDER } from './seed-catalogue.js';

export interface Person {
  /** What the person is to the sharing of data. */
  readonly role: string;
  readonly organisation: string;
  readonly userRole: UserRole;
  readonly who: string;
}

export const PEOPLE: readonly Person[] = [
  {
    role: 'provider',
    organisation: PROVIDER,
    userRole: 'officer',
    who: 'keeps the catalogue, decides requests',
  },
  { role: 'consumer', organisation: CONSUMER, userRole: 'officer', who: 'asks for data' },
  {
    role: 'submitter',
    organisation: CONSUMER,
    userRole: 'submitter',
    who: "the consumer's software: reports uses",
  },
  { role: 'manager', organisation: MANAGER, userRole: 'officer', who: 'reviews, confirms, coordinates' },
  { role: 'auditor', organisation: AUDITOR, userRole: 'auditor', who: 'reads trails' },
  { role: 'arbitrator', organisation: AUDITOR, userRole: 'arbitrator', who: 'decides disputes' },
  { role: 'appeals', organisation: ARBITER, userRole: 'arbitrator', who: 'decides appeals' },
];

export const demoLogins = (
  tokens: Pick<DemoTokens, 'issue'>,
  people: readonly Person[] = PEOPLE,
): Promise<Login[]> =>
  Promise.all(
    people.map(async ({ role, organisation, userRole }) => ({
      role,
      organisation,
      token: await tokens.issue({ organisation, user: `demo-${role}`, role: userRole }),
    })),
  );

/** Writes a file for its owner only, whole or not at all. */
export async function writeWhole(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const unfinished = `${file}.${process.pid}.new`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, file);
}

/** One file per token, so that commands can be copied without it. @returns the folder */
export async function writeTokens(stateDir: string, logins: readonly Login[]): Promise<string> {
  const folder = path.join(stateDir, 'tokens');
  await Promise.all(logins.map(({ role, token }) => writeWhole(path.join(folder, role), token)));
  return folder;
}
