// SPDX-License-Identifier: Apache-2.0
/** What the command line prints, in the reader's language. The English wording is the key of the table, as with refusals. */
import { languageOf, type Language } from '@catalog-chain/verifier/command/language';
import { CHINESE } from './chinese.js';

export type Particulars = Readonly<Record<string, string | number>>;

/** Places that the program fills with words of its own; what fills the others is somebody else's, and stays as it is. */
const OWN_WORDS: ReadonlySet<string> = new Set(['what', 'effect', 'message', 'reason']);

const inChinese = (english: string): string | undefined =>
  Object.hasOwn(CHINESE, english) ? CHINESE[english] : undefined;

/** As it is where the table has no Chinese for it. */
export function said(
  english: string,
  particulars: Particulars = {},
  language: Language = languageOf(),
): string {
  const wording = language === 'zh' ? (inChinese(english) ?? english) : english;
  return wording.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = particulars[name];
    if (value === undefined) return place;
    const text = String(value);
    return language === 'zh' && OWN_WORDS.has(name) ? (inChinese(text) ?? text) : text;
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Pattern {
  readonly english: string;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

/** Sentences with places, as expressions that find what was put into them; one that is nothing but places fits anything. */
const PATTERNS: readonly Pattern[] = Object.keys(CHINESE)
  .filter((english) => /\{\w+\}/.test(english) && /[A-Za-z]{3}/.test(english.replace(/\{\w+\}/g, '')))
  .map((english) => ({
    english,
    expression: new RegExp(
      `^${english
        .split(/\{\w+\}/)
        .map(escaped)
        .join('(.*?)')}$`,
      's',
    ),
    names: [...english.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  }));

/** A sentence that comes as text, in the reader's language; as it is where the table does not have it. */
export function saidLine(english: string, language: Language = languageOf()): string {
  if (language === 'en' || inChinese(english) !== undefined) return said(english, {}, language);
  for (const { english: wording, expression, names } of PATTERNS) {
    const values = expression.exec(english)?.slice(1);
    if (values)
      return said(wording, Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])), language);
  }
  return english;
}
