// SPDX-License-Identifier: Apache-2.0
/** The command line's commands about what is owed. */
import { Option, type Command } from 'commander';
import type { Terminal } from '@catalog-chain/verifier/command/terminal';
import { OBLIGATION_SELECTIONS } from '../../index/model/obligations.js';
import { OBLIGATION_KINDS } from '@catalog-chain/chaincode/domain/records';
import { setCalendar } from '../commands/service/calendar.js';
import type { SessionOptions } from '../client/session.js';
import {
  extension,
  obligations,
  type ExtensionOptions,
  type ObligationsOptions,
} from '../commands/oversight/obligations.js';

interface Around {
  readonly withSession: (command: Command) => Command;
  readonly run: (work: (terminal: Terminal) => Promise<number>) => Promise<void>;
}

function addCalendar(program: Command, { withSession, run }: Around): void {
  withSession(program.command('calendar').description('the working days').command('set <name>'))
    .description('set the public holidays of China as announced (cn: 2025 and 2026), or those of a file')
    .action((name: string, options: SessionOptions) => run((io) => setCalendar(name, options, io)));
}

export function addObligations(program: Command, { withSession, run }: Around): void {
  addCalendar(program, { withSession, run });
  withSession(program.command('obligations'))
    .description('what an organisation owes and is owed, by due date, one line each')
    .option('--owed-by <msp>', 'only what this organisation owes')
    .option('--owed-to <msp>', 'only what this organisation is owed')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(OBLIGATION_KINDS))
    .addOption(new Option('--standing <how>', 'only what stands so now').choices(OBLIGATION_SELECTIONS))
    .option('--grant <id>', 'only of this request and its grant')
    .addOption(
      new Option('--role <role>', 'read as').choices(['officer', 'auditor', 'arbitrator']).default('officer'),
    )
    .option('--purpose <code>', 'why: an auditor or arbitrator must say, and it is recorded')
    .addOption(new Option('--ics', 'what it owes, as a calendar file').conflicts('json'))
    .option('--json', 'one JSON object a line')
    .action((options: ObligationsOptions) => run((io) => obligations(options, io)));
  withSession(program.command('extension <obligation>'))
    .description('ask for more time; or, as a manager, give it or not')
    .option('--days <n>', 'working days asked for')
    .addOption(new Option('--approve', 'give it').conflicts(['refuse', 'days']))
    .addOption(new Option('--refuse', 'do not give it; --reason says why').conflicts('days'))
    .option('--reason <text>', 'why')
    .action((id: string, options: ExtensionOptions) => run((io) => extension(id, options, io)));
}
