// SPDX-License-Identifier: Apache-2.0
/** The command line's commands about sealed uses. */
import { Option, type Command } from 'commander';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { discloseUses, sealUses, type SealingOptions } from '../commands/sharing/seals.js';
import type { Frame } from './dispute-program.js';

const side = (): Option =>
  new Option('--side <side>', 'on which the organisation reports').choices(SIDES).default('claim');

/** @param usage the command `usage` */
export function addSeals(usage: Command, { withSession, run }: Frame): void {
  withSession(usage.command('seal <file>'))
    .description(
      'commit to uses (JSON or NDJSON, at most 100) that are disclosed later; keep the file: the same is sent then',
    )
    .requiredOption('--disclose-by <time>', 'until when they are disclosed, RFC 3339')
    .addOption(side())
    .option('--json', 'one JSON object a line')
    .action((file: string, options: SealingOptions & { readonly discloseBy: string }) =>
      run((io) => sealUses(file, options, io)),
    );
  withSession(usage.command('disclose <file>'))
    .description('disclose uses that were sealed: exit 1 where one is not just what was sealed')
    .addOption(side())
    .option('--json', 'what became of each row, as one JSON object')
    .action((file: string, options: SealingOptions) => run((io) => discloseUses(file, options, io)));
}
