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

/** `(choices: a, b, default: c)`, as commander adds it to an option. */
const ADDED = /\b(choices|default|preset|env): /g;
const ADDED_CHINESE: Readonly<Record<string, string>> = {
  choices: '可用：',
  default: '默认：',
  preset: '不写值时：',
  env: '环境变量：',
};

/** What an option may be besides its description. */
function optionHelped(option: Option): string {
  const told = plain.optionDescription(described(option));
  const description = helped(option.description);
  if (languageOf() !== 'zh' || !told.startsWith(description)) return told;
  const added = told.slice(description.length);
  return description + added.replace(ADDED, (word, name: string) => ADDED_CHINESE[name] ?? word);
}

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
      optionDescription: optionHelped,
    })
    .configureOutput({
      outputError: (text, write) => {
        write(`${saidLine(text.trimEnd())}\n`);
      },
    });
}
