// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain accounts …`: its commands and options. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  accountEnd,
  accountEvents,
  accountPurge,
  accountShow,
  type AccountEventOptions,
  type AccountOptions,
} from '../commands/people/accounts.js';
import type { Frame } from './dispute-program.js';

const DEFAULT_EVENTS = 100;

function most(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('a number from 1');
  return value;
}

export function addAccounts(program: Command, { withSession, run }: Frame): void {
  const accounts = program.command('accounts').description('people and systems of the own organisation');
  withSession(accounts.command('events'))
    .description('who signed in and out, whose signers came and went, which systems came (administrator)')
    .option('--account <name>', 'only about this one')
    .option('--event <name>', 'only these, as the API names them')
    .option('--limit <n>', 'the newest so many', most, DEFAULT_EVENTS)
    .option('--json', 'each event as one JSON object')
    .action((options: AccountEventOptions) => run((io) => accountEvents(options, io)));
  withSession(accounts.command('show <account>'))
    .description('its signers, its sessions and what happened to it (administrator)')
    .option('--json', 'all of it as one JSON object')
    .action((account: string, options: AccountOptions) => run((io) => accountShow(account, options, io)));
  withSession(accounts.command('end <account>'))
    .description('end all sessions and revoke all signers of one who left or lost a key (administrator)')
    .requiredOption('--reason <text>', 'why; it lies on the ledger beside the revocations')
    .option('--json', 'what ended as one JSON object')
    .action((account: string, options: Parameters<typeof accountEnd>[1]) =>
      run((io) => accountEnd(account, options, io)),
    );
  withSession(accounts.command('purge'))
    .description('destroy what is known of people from before a time, once its term is over (administrator)')
    .requiredOption('--before <time>', 'RFC 3339, no later than the policy has records kept')
    .option('--json', 'the receipt as one JSON object')
    .action((options: Parameters<typeof accountPurge>[0]) => run((io) => accountPurge(options, io)));
}
