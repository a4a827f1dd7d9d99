// SPDX-License-Identifier: Apache-2.0
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { carryOut } from '../carry-out.js';
import { readAgreements } from '../import/agreements.js';
import { planAgreements, releaseUses } from '../import/plan-agreements.js';
import { reportUses } from '../report-uses.js';
import { EXIT, finish, open, planLines, readInput, type ImportOptions } from './import-command.js';

export const RELEASES = ['none', 'claim', 'attestation', 'both'] as const;

export interface GrantImportOptions extends ImportOptions {
  /** Name of the organisation that shares. */
  readonly provider: string;
  /** Who reports the releases as uses. */
  readonly releases: (typeof RELEASES)[number];
}

const SIDES: Readonly<Record<GrantImportOptions['releases'], readonly Side[]>> = {
  none: [],
  claim: ['claim'],
  attestation: ['attestation'],
  both: ['claim', 'attestation'],
};

/** Agreements → recipients, data sets, requests decided and confirmed, releases as uses. @returns the exit code */
export async function grantImport(
  file: string,
  options: GrantImportOptions,
  terminal: Terminal,
): Promise<number> {
  const [, around] = await open(options, terminal);
  const { rows, refused } = readAgreements(await readInput(file));
  const provider = {
    provider: options.provider,
    ...(options.organisation !== undefined && { organisation: options.organisation }),
  };
  const plan = planAgreements(rows, provider);
  const uses = releaseUses(rows, SIDES[options.releases], provider);
  around.tally.refuse(...refused, ...rows.flatMap((row) => row.refusedReleases), ...uses.refused);
  const versions = rows.flatMap((row) => row.versions).length;
  terminal.out(`${file}: ${rows.length} agreements, ${versions} versions, ${uses.rows.length} releases`);
  if (options.dryRun) {
    planLines(plan).forEach(terminal.out);
    return around.tally.refused.length > 0 ? EXIT.someRefused : EXIT.ok;
  }
  await carryOut(around, plan);
  if (uses.rows.length > 0) await reportUses(around, uses.rows);
  return finish(around, options, terminal);
}
