// SPDX-License-Identifier: Apache-2.0
/** Repairs of text found in other people's catalogues, so that it fits the closed schemas of the chain. */

import { RowError } from './faults.js';

/** Windows-1252 characters at the bytes 0x80–0x9F; bytes it leaves undefined stand for themselves. */
const CP1252_HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTE_OF = new Map(Array.from(CP1252_HIGH, (character, i) => [character, 0x80 + i] as const));
const ONCE_ENCODED = new RegExp(`[\\u0080-\\u00ff${CP1252_HIGH}]{2,} ?`, 'g');
const MAX_ROUNDS = 4;

const byteOf = (character: string): number => BYTE_OF.get(character) ?? character.charCodeAt(0);

function decode(run: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(run, byteOf));
  } catch {
    return undefined;
  }
}

/** A run may have ended in a no-break space that some program folded to a blank, or trimmed off the end. */
function decodeRun(run: string, at: number, whole: string): string {
  const cut = run.endsWith(' ') ? run.slice(0, -1) : at + run.length === whole.length ? run : undefined;
  return decode(run) ?? (cut === undefined ? undefined : decode(`${cut}\u00a0`)) ?? run;
}

/**
 * Undoes UTF-8 that was read as Windows-1252 and encoded again, once or several times (`â€™` → `’`). Only runs
 * whose bytes are strictly valid UTF-8 change, so that honest accented text stays as it is.
 */
export function repairMojibake(text: string): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = current.replace(ONCE_ENCODED, decodeRun);
    if (next === current) return current;
    current = next;
  }
  return current;
}

/** More than any text of a catalogue that is kept has; what is longer is cut to its length in the end. */
const MAX_TEXT = 65_536;

/** As much of a text as is looked at. */
export const kept = (text: string): string => text.slice(0, MAX_TEXT);

/** Piles of combining marks lose what no script writes: putting a long one in order takes its square in time. */
const unpile = (text: string): string => kept(text).replace(/(\p{M}{30})\p{M}+/gu, '$1');

/** NFC of a text of bounded length. Whatever takes characters out of it does so before: piles may come together. */
export const composed = (text: string): string => unpile(text).normalize('NFC');

/** Compatibility decomposition (NFKD) of a text of bounded length. */
export const decomposed = (text: string): string => unpile(text).normalize('NFKD');

/** Compatibility composition (NFKC) of a text of bounded length. */
export const compatible = (text: string): string => unpile(text).normalize('NFKC');

/**
 * One line: NFC, every run of white space and control characters a single blank. Invisible characters and marks of
 * direction are left out, apart from the joiners that scripts need; so are unassigned and private ones.
 */
export function fold(text: string): string {
  const visible = kept(text)
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u200b\ufeff]+/gu, ' ')
    .replace(/(?![\u200c\u200d])[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '');
  return composed(visible).replace(/ {2,}/g, ' ').trim();
}

/** What a spreadsheet leaves of a formula that failed, or of an identifier that it took for a number and rounded. */
const SPREADSHEET_LOSS =
  /^\s*(?:#(?:[\p{Lu}0-9/_]+[!?]|N\/[AD]|NV|GETTING_DATA)|#{3,}|(?:Err|错误):\d{3}|-?\d(?:\.\d+)?E\+\d{2,3})\s*$/u;

/** Replacement characters stand for bytes that were no text, private-use ones for what only one font knew. */
export const isLost = (text: string): boolean => /[\ufffd\p{Co}]/u.test(text) || SPREADSHEET_LOSS.test(text);

/** Begins where a run of such characters begins: tried from each of them, a long word takes its square in time. */
const MAILBOX = /(?:mailto:)?(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const TELEPHONE =
  /(?<![0-9A-Za-z])(?:\+\d(?:[ -]?\d){9,14}|(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2})(?!\d)/g;

/** Prose without mailboxes and telephone numbers: a post answers for data, and these are persons'. */
export const maskContacts = (text: string): string => text.replace(MAILBOX, '…').replace(TELEPHONE, '…');

/** At most `max` UTF-16 units, cut at a blank where one is near, with an ellipsis where something was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '');
  const blank = head.lastIndexOf(' ');
  return `${(blank > max * 0.7 ? head.slice(0, blank) : head).trimEnd()}…`;
}

/** Repaired, folded and clipped: prose as the schemas want it. Empty where nothing is left. */
export const prose = (text: string, max: number): string => clip(fold(repairMojibake(kept(text))), max);

/** Whether the text is written in Chinese characters. */
export const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** The text under the language it is written in. @throws RowError `READ_NAME` when it is empty. */
export function namesOf(text: string, max: number): { zh: string } | { en: string } {
  const clean = prose(text, max);
  if (clean === '') throw new RowError('READ_NAME', { field: 'name' });
  return isChinese(clean) ? { zh: clean } : { en: clean };
}
