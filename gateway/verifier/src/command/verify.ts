// SPDX-License-Identifier: Apache-2.0
/** `verify FILE`: what a bundle proves and what it does not, a line each. Shared by both commands that have it. */
import { access } from 'node:fs/promises';
import { Unreadable } from '../verify/faults.js';
import { verifyBundle, type Verdict } from '../archive/verify-bundle.js';
import { inChinese } from '../verify/wordings.js';
import { earliest } from './age.js';
import { WORDS, type Language } from './language.js';
import { UsageError, type Terminal } from './terminal.js';
import { readTrust } from './trust-folder.js';

export interface VerifyOptions {
  readonly trust?: string;
  readonly notOlderThan?: string;
  readonly json?: boolean;
  /** Of the lines; a verdict as JSON is the same in both. Absent: English. */
  readonly language?: Language;
}

/** 0: every claim is proved; 1: it is not; 2: the file is no bundle, or the call is wrong. */
export const VERIFIED = { valid: 0, invalid: 1, unreadable: 2 } as const;

/** One thing, one line, whatever a forger put into a name. */
const line = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\u{fffd}');

function linesOf(verdict: Verdict, language: Language = 'en'): string[] {
  const { valid, claims, faults, counts, manifest, roots, asOf, members, unproved } = verdict;
  const { kind, channel, genesisHash } = manifest.ledger;
  const words = WORDS[language];
  const said = (english: string): string => (language === 'zh' ? inChinese(english) : english);
  // Where something is wrong, nothing is proved: what would be by itself is only claimed.
  const word = valid ? words.proved : words.claimed;
  return [
    ...claims.map(({ claim, statement }) => `${word}${claim.claim}: ${said(statement)}`),
    ...faults.map(({ code, where, message }) => `${words.fault}${where}: ${code}: ${said(message)}`),
    words.ledger(kind, channel, genesisHash),
    ...(kind === 'fabric' ? [words.endorsed(members)] : []),
    asOf ? words.asOf(asOf.block, asOf.time) : words.noTime,
    words.checked(counts),
    words.roots[roots],
    ...unproved.map((one) => `${words.unproved}${said(one)}`),
    valid ? words.valid : words.invalid,
  ];
}

/** Verifies a bundle without any network. @returns the exit code */
export async function verify(file: string, options: VerifyOptions, terminal: Terminal): Promise<number> {
  const asJson = (value: object): void => {
    terminal.out(JSON.stringify(value));
  };
  const isJson = options.json === true;
  try {
    const verdict = await verdictOf(file, options);
    if (isJson) asJson(verdict);
    else for (const one of linesOf(verdict, options.language)) terminal.out(line(one));
    return verdict.valid ? VERIFIED.valid : VERIFIED.invalid;
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof UsageError)) throw error;
    const isUnreadable = error instanceof Unreadable;
    if (isJson) asJson({ valid: false, [isUnreadable ? 'unreadable' : 'usage']: error.message });
    else terminal.err(line(isUnreadable ? unreadable(error.message, options.language) : error.message));
    return VERIFIED.unreadable;
  }
}

const unreadable = (message: string, language: Language = 'en'): string =>
  language === 'zh' ? `无法读取 UNREADABLE ${inChinese(message)}` : `UNREADABLE ${message}`;

async function verdictOf(file: string, { trust, notOlderThan }: VerifyOptions): Promise<Verdict> {
  const trusted = trust === undefined ? undefined : await readTrust(trust);
  const expected = notOlderThan === undefined ? {} : { notOlderThan: earliest(notOlderThan, Date.now()) };
  await access(file).catch((cause: unknown) => {
    throw new Unreadable('The file cannot be read.', { cause });
  });
  return verifyBundle({ file }, trusted, expected);
}
