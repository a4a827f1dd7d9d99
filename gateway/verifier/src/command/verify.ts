// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Unreadable } from '../verify/faults.js';
import type { RootsByOrganisation } from '../verify/trust.js';
import { verifyBundle, type Verdict } from '../verify/verify-bundle.js';
import { UsageError, type Terminal } from './terminal.js';

export interface VerifyOptions {
  readonly trust?: string;
  readonly json?: boolean;
}

/** 0: every claim is proved; 1: it is not; 2: the file is no bundle. */
export const VERIFIED = { valid: 0, invalid: 1, unreadable: 2 } as const;

/** What no bundle can show. */
const NOT_PROVED = [
  'that every use was reported: what neither side reported is nowhere',
  'that a record identifier or a person stands behind a commitment or pseudonym',
  'that nothing was reported after the bundle was made, or that a grant or entry did not change since',
  'that no certificate was revoked: no revocation list is looked at',
] as const;
const EMBEDDED = 'that several organisations agreed: one operator keeps this ledger';
const OWN_ROOTS = 'whose keys these are: the root certificates came from the bundle itself (see --trust)';

/** @throws UsageError when the folder cannot be read or holds no `MSPID.pem` */
export async function readRoots(folder: string): Promise<RootsByOrganisation> {
  const names = await readdir(folder).catch(() => []);
  const roots = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith('.pem')))
    roots.set(path.basename(name, '.pem'), await readFile(path.join(folder, name), 'utf8'));
  if (roots.size === 0) throw new UsageError('--trust wants a folder of root certificates named MSPID.pem.');
  return roots;
}

const notProved = ({ roots, manifest }: Verdict): string[] => [
  ...(roots === 'bundle' ? [OWN_ROOTS] : []),
  ...(manifest.ledger.kind === 'embedded' ? [EMBEDDED] : []),
  ...NOT_PROVED,
];

function print(verdict: Verdict, terminal: Terminal): void {
  const { valid, claims, faults, counts, manifest, roots } = verdict;
  for (const { claim, statement } of claims) terminal.out(`proved    ${claim.claim}: ${statement}`);
  for (const { code, where, message } of faults) terminal.out(`FAULT     ${where}: ${code}: ${message}`);
  const { kind, genesisHash } = manifest.ledger;
  terminal.out(`ledger    ${kind}, first block ${genesisHash}, bundle made ${manifest.made}`);
  terminal.out(
    `checked   ${counts.reads} reads, ${counts.transactions} transactions, ${counts.leaves} events`,
  );
  terminal.out(
    `roots     ${roots === 'given' ? 'yours' : 'from the bundle itself: they vouch for themselves'}`,
  );
  for (const line of notProved(verdict)) terminal.out(`unproved  ${line}`);
  terminal.out(valid ? 'VALID' : 'INVALID');
}

/** Verifies a bundle without any network. @returns the exit code */
export async function verify(file: string, options: VerifyOptions, terminal: Terminal): Promise<number> {
  const roots = options.trust === undefined ? undefined : await readRoots(options.trust);
  const bytes = await readFile(file).catch(() => undefined);
  try {
    if (!bytes) throw new Unreadable('The file cannot be read.');
    const verdict = await verifyBundle(bytes, roots);
    if (options.json === true) terminal.out(JSON.stringify({ ...verdict, unproved: notProved(verdict) }));
    else print(verdict, terminal);
    return verdict.valid ? VERIFIED.valid : VERIFIED.invalid;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    terminal.err(`UNREADABLE ${error.message}`);
    return VERIFIED.unreadable;
  }
}
