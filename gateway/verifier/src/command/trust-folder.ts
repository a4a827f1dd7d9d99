// SPDX-License-Identifier: Apache-2.0
/**
 * The root certificates that somebody trusts: a folder of files `MSPID.pem`. Where members have joined, left or changed
 * their authority, a folder of such folders, each named by the day or time from which it holds.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../verify/faults.js';
import { Trust, type RootsByOrganisation, type TrustHistory } from '../verify/proof/trust.js';
import { UsageError } from './terminal.js';

const SINCE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z)?$/;
const WANTED =
  '--trust wants a folder of root certificates named MSPID.pem, or folders of such, named by the day from which they hold.';

/** @throws UsageError when the folder cannot be read, or holds no certificates or wrong ones */
export async function readTrust(folder: string): Promise<TrustHistory> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const history: { from: number; roots: RootsByOrganisation }[] = [];
  const always = await readRoots(folder);
  if (always.size > 0) history.push({ from: Number.NEGATIVE_INFINITY, roots: always });
  for (const entry of entries.filter((one) => one.isDirectory() && SINCE.test(one.name))) {
    const roots = await readRoots(path.join(folder, entry.name));
    if (roots.size > 0) history.push({ from: Date.parse(entry.name), roots });
  }
  if (history.length === 0 || history.some(({ from }) => Number.isNaN(from))) throw new UsageError(WANTED);
  return history.sort((a, b) => a.from - b.from);
}

async function readRoots(folder: string): Promise<RootsByOrganisation> {
  const names = await readdir(folder).catch(() => []);
  const roots = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith('.pem')).sort())
    roots.set(path.basename(name, '.pem'), await readFile(path.join(folder, name), 'utf8'));
  try {
    Trust.of(roots);
    return roots;
  } catch (error) {
    if (error instanceof Fault) throw new UsageError(`${error.where}: ${error.message}`, { cause: error });
    throw error;
  }
}
