// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { appraisalTable } from '../../../appraisal/table.js';
import { csvText } from '../../../tables/table.js';
import type { Appraisal, Figure } from '../../../appraisal/report.js';
import { askFor, type KpisOptions } from './ask-kpis.js';
import { EXIT } from '../exit.js';
import { verifyKpis } from './verify-kpis.js';

/** `decisions-in-time  38 of 40  93 working days` */
function lineOf({ figure, of, met, workingDays }: Figure): string {
  const share = of.count === 0 ? 'nothing to count' : `${met.count} of ${of.count}`;
  const days = workingDays === undefined || of.count === 0 ? '' : `  ${workingDays} working days`;
  return `${figure.padEnd(26)}  ${share}${days}`;
}

function textOf({ organisation, months, asOf, figures }: Appraisal): string[] {
  const span = months.from === months.to ? months.from : `${months.from} to ${months.to}`;
  return [`${organisation}, ${span}, as of block ${asOf.block}`, ...figures.map(lineOf)];
}

/** Prints an appraisal, or verifies one. @returns the exit code */
export async function kpis(options: KpisOptions, terminal: Terminal): Promise<number> {
  if (options.verify !== undefined) return verifyKpis(options.verify, options, terminal);
  const appraisal = await askFor(options);
  if (options.json === true) terminal.out(JSON.stringify(appraisal));
  else if (options.csv === true) terminal.out(csvText(appraisalTable(appraisal, options.language)).trimEnd());
  else textOf(appraisal).forEach(terminal.out);
  return EXIT.ok;
}
