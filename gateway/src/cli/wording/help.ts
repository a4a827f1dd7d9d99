// SPDX-License-Identifier: Apache-2.0
/** Help and faults of the call in the reader's language, and the options that every command has. */
import { createRequire } from 'node:module';
import { languageOf, LANGUAGES } from '@catalog-chain/verifier/command/language';
import { Help, Option, type Command } from 'commander';
import { HELP_CHINESE } from './chinese-help.js';
import { said, saidLine } from './say.js';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

const plain = new Help();

/** A description in the reader's language. */
const helped = (english: string): string =>
  languageOf() === 'zh' && Object.hasOwn(HELP_CHINESE, english)
    ? (HELP_CHINESE[english] ?? english)
    : said(english);

/** The thing with its description in the reader's language. */
const described = <T extends { description: string }>(thing: T): T =>
  Object.create(thing, { description: { value: helped(thing.description) } }) as T;

/** What is asked for here is the environment's language for all that is printed and asked of the gateway. */
function speak(language: string): void {
  process.env['LC_ALL'] = language === 'zh' ? 'zh_CN.UTF-8' : 'en_GB.UTF-8';
}

/** Before any command is added: they inherit it. */
export function inLanguages(program: Command): Command {
  const language = new Option(
    '--lang <language>',
    'language of what is printed; without it, that of LC_ALL, LC_MESSAGES or LANG',
  );
  return program
    .version(version, '--version', 'print the version')
    .addOption(language.choices(LANGUAGES))
    .on('option:lang', speak)
    .configureHelp({
      styleTitle: said,
      commandDescription: (command) => helped(plain.commandDescription(command)),
      subcommandDescription: (command) => helped(plain.subcommandDescription(command)),
      argumentDescription: (argument) => plain.argumentDescription(described(argument)),
      optionDescription: (option) => plain.optionDescription(described(option)),
    })
    .configureOutput({
      outputError: (text, write) => {
        write(`${saidLine(text.trimEnd())}\n`);
      },
    });
}
