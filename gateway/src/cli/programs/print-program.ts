// SPDX-License-Identifier: Apache-2.0
/** The command line's command that prints. */
import { Argument, Option, type Command } from 'commander';
import { languageOf, LANGUAGES } from '@catalog-chain/verifier/command/language';
import { print, PRINTED, type Printed, type PrintOptions } from '../commands/oversight/print.js';
import type { Frame } from './dispute-program.js';

const KINDS = Object.keys(PRINTED);
const usage = Object.entries(PRINTED)
  .map(([what, names]) => `  ${what} ${names}`.trimEnd())
  .join('\n');

export function addPrint(program: Command, { withSession, run }: Frame): void {
  withSession(program.command('print'))
    .description('a page of the console on paper (A4), by the Chromium of this machine')
    .addArgument(new Argument('<what>', 'what is printed').choices(KINDS))
    .argument('[names...]', 'which one')
    .requiredOption('--pdf <file>', 'where the PDF goes')
    .addOption(
      new Option('--role <role>', 'read as; without it, as the only login is').choices([
        'officer',
        'auditor',
        'arbitrator',
      ]),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .option('--case <id>', 'with --purpose: the case in which it is read')
    .option('--resource <id>', 'of a record: its resource')
    .addOption(
      new Option('--language <language>', 'of the page').choices(LANGUAGES).default(languageOf(), 'LANG'),
    )
    .addHelpText('after', `\nWhat can be printed:\n${usage}`)
    .action((what: Printed, names: string[], options: PrintOptions) =>
      run((io) => print(what, names, options, io)),
    );
}
