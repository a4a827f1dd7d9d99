// SPDX-License-Identifier: Apache-2.0
/** What the command line prints, in the reader's language. The English wording is the key of the table, as with refusals. */
import { languageOf, type Language } from '@catalog-chain/verifier/command/language';
import { CHINESE } from './chinese.js';

export type Particulars = Readonly<Record<string, string | number>>;

/** As it is where the table has no Chinese for it. */
export function said(
  english: string,
  particulars: Particulars = {},
  language: Language = languageOf(),
): string {
  const wording = language === 'zh' ? (CHINESE[english] ?? english) : english;
  return wording.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = particulars[name];
    if (value === undefined) return place;
    return language === 'zh' ? (CHINESE[value] ?? String(value)) : String(value);
  });
}
