// SPDX-License-Identifier: Apache-2.0
/** The command line's commands of an authority that supervises. */
import { Option, type Command } from 'commander';
import { supervision, type SupervisionOptions } from './commands/oversight/supervision.js';
import type { Frame } from './dispute-program.js';

export function addSupervision(program: Command, { withSession, run }: Frame): void {
  withSession(program.command('supervision'))
    .description(
      'what members answered for, item by item of the law; or compare a report with what is recomputed',
    )
    .option('--period <month>', 'a month, YYYY-MM; with --until the first of several')
    .option('--until <month>', 'the last month')
    .option('--as-of <block>', 'as of this block')
    .option('--member <msp>', 'only this member; without it, all of them for those that oversee')
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .option('--verify <file>', 'recompute the report in the file, and say what differs')
    .option('--index <location>', 'with --verify: recompute it from this index, without a gateway')
    .addOption(new Option('--csv', 'as CSV').conflicts(['json', 'html']))
    .addOption(new Option('--html', 'as a page to print').conflicts(['json', 'csv']))
    .option('--json', 'as one JSON object')
    .action((options: SupervisionOptions) => run((io) => supervision(options, io)));
}
