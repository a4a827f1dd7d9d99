// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain signer …` and `catalog-chain sign …`: their commands and options. */
import { SIGNER_ROLES } from '@catalog-chain/chaincode/domain/members/signer-records';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Frame } from './dispute-program.js';
import { agree, sign, type AgreeOptions, type SignOptions } from '../commands/people/sign.js';
import {
  FILE_KINDS,
  signerAdd,
  signerKey,
  signerList,
  signerRevoke,
  type AddingSigner,
  type SignerOptions,
} from '../commands/people/signer.js';

const DEFAULT_DAYS = 365;
const MAX_DAYS = 3_650;

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_DAYS)
    throw new InvalidArgumentError(`a number from 1 to ${MAX_DAYS}`);
  return value;
}

const signWith = (): Option =>
  new Option(
    '--sign-with <command>',
    'program that has the key, as of a PKCS#11 token: given the SHA-256 to sign, it gives the ECDSA signature, r and s or DER',
  );

const JSON_OPTION = ['--json', 'each signer as one JSON object'] as const;

export function addSigners(program: Command, { withSession, run }: Frame): void {
  const signer = program.command('signer').description('persons who sign decisions, under pseudonyms');
  signer
    .command('key <file>')
    .description('make a key of one’s own in a file, and print its public half')
    .action((file: string) => run((io) => signerKey(file, io)));
  withSession(signer.command('add <code>'))
    .description('register a signer of the own organisation (administrator): only the public key is sent')
    .requiredOption('--key <file>', 'PEM or JWK, public or private')
    .addOption(new Option('--role <role...>', 'decides as').choices(SIGNER_ROLES).makeOptionMandatory())
    .addOption(new Option('--kind <kind>', 'where the key lies').choices(FILE_KINDS).default('file'))
    .option('--days <n>', 'valid for so many days from now', days, DEFAULT_DAYS)
    .option(
      '--holder <account>',
      'whose it is, as the identity provider names the person; stays in the gateway',
    )
    .option('--dry-run', 'print what would be sent, for sign registerSigner --content, and send nothing')
    .option(...JSON_OPTION)
    .action((code: string, options: AddingSigner) => run((io) => signerAdd(code, options, io)));
  withSession(signer.command('list'))
    .description('signers of all organisations')
    .option(...JSON_OPTION)
    .action((options: SignerOptions) => run((io) => signerList(options, io)));
  withSession(signer.command('revoke <id>'))
    .description('revoke a signer, for good (administrator of its organisation)')
    .requiredOption('--reason <text>', 'why')
    .option(...JSON_OPTION)
    .action((id: string, options: Parameters<typeof signerRevoke>[1]) =>
      run((io) => signerRevoke(id, options, io)),
    );
  addSigning(program, { withSession, run });
}

function addSigning(program: Command, { withSession, run }: Frame): void {
  withSession(program.command('sign <operation> [id]'))
    .description(
      'make a decision signed with a key of one’s own: an operation of the API, e.g. ruleDispute D-1',
    )
    .addOption(new Option('--role <role>', 'decide as').choices(SIGNER_ROLES).makeOptionMandatory())
    .requiredOption('--signer <code>', 'the own pseudonym')
    .requiredOption('--key <file>', 'PEM or JWK; it is not sent. With --sign-with, the public half')
    .addOption(signWith())
    .option('--content <file>', 'the operation’s body, JSON; - for standard input')
    .option('--enter <file>', 'submit nothing: write it for another person, who agrees and submits')
    .option('--dry-run', 'show what would be signed, and submit nothing')
    .action((operation: string, id: string | undefined, options: SignOptions) =>
      run((io) => sign(operation, id, options, io)),
    );
  withSession(program.command('agree <file>'))
    .description('agree to a decision that another person entered with sign --enter, and submit it')
    .addOption(new Option('--role <role>', 'decide as').choices(SIGNER_ROLES).makeOptionMandatory())
    .requiredOption('--signer <code>', 'the own pseudonym')
    .requiredOption('--key <file>', 'PEM or JWK; it is not sent. With --sign-with, the public half')
    .addOption(signWith())
    .option('--dry-run', 'show what would be agreed to, and submit nothing')
    .action((file: string, options: AgreeOptions) => run((io) => agree(file, options, io)));
}
