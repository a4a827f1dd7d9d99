// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { carryOut } from '../carry-out.js';
import { planCatalogue } from '../import/catalogue/plan-catalogue.js';
import { readCatalogue } from '../import/catalogue/read-catalogue.js';
import { EXIT, finish, open, planLines, readInput, type ImportOptions } from './import-command.js';

export interface CatalogImportOptions extends ImportOptions {
  readonly legalBasis?: string;
}

/** A catalogue file → owners, duties, systems and published resources. @returns the exit code */
export async function catalogImport(
  file: string,
  options: CatalogImportOptions,
  terminal: Terminal,
): Promise<number> {
  const [session, around] = await open(options, terminal);
  const { format, rows, refused } = readCatalogue(await readInput(file));
  const organisation = session.everyone ? options.organisation : session.own;
  const plan = planCatalogue(rows, {
    ...(organisation !== undefined && { organisation }),
    ...(options.legalBasis !== undefined && { legalBasis: options.legalBasis }),
  });
  terminal.out(`${file}: ${format}, ${rows.length + refused.length} entries`);
  around.tally.refuse(...refused);
  if (options.dryRun) {
    planLines(plan).forEach(terminal.out);
    return refused.length > 0 ? EXIT.someRefused : EXIT.ok;
  }
  await carryOut(around, plan);
  return finish(around, options, terminal);
}
