// SPDX-License-Identifier: Apache-2.0
/** `--language`: in which a command says what it says; without it, that of the environment. */
import { LANGUAGES, languageOf } from '@catalog-chain/verifier/command/language';
import { Option } from 'commander';

/** @param what is said in it */
export const languageOption = (what: string): Option =>
  new Option('--language <language>', `of ${what}`).choices(LANGUAGES).default(languageOf(), 'LANG');

export const tableLanguage = (): Option => languageOption('the headings and words of a table');
