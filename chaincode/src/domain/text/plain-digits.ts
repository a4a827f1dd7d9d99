// SPDX-License-Identifier: Apache-2.0
/** Text as it reads when every way of writing a digit is the plain one, for the screen of personal numbers. */

/** Characters that are read as digits beside those that NFKC brings to ASCII. */
const CHINESE: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
  洞: '0',
  一: '1',
  壹: '1',
  幺: '1',
  二: '2',
  贰: '2',
  两: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  柒: '7',
  拐: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
  貳: '2',
  參: '3',
  陸: '6',
  兩: '2',
  叄: '3',
};
const CHINESE_DIGIT = new RegExp(`[${Object.keys(CHINESE).join('')}]`, 'g');

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const WORD = new RegExp(`\\b(?:${WORDS.join('|')})\\b`, 'gi');

/** Zeros of the scripts whose digits are ten code points in a row (Unicode, Nd); their forms in NFKC are not among them. */
const ZEROS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810]; // prettier-ignore

function scriptDigit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((first) => point >= first && point < first + 10);
  return zero === undefined ? character : String(point - zero);
}

/** Letters that look like digits, where digits stand on both sides. */
const LOOKS_ZERO = /(?<=\d)[oO]{1,4}(?=\d)/g;
const LOOKS_ONE = /(?<=\d)[lI]{1,4}(?=\d)/g;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** A digest or an id of a machine: hexadecimal, with a letter early in it, longer than any number of a person. */
const HEX = /(?<![0-9A-Za-z])(?=\d{0,10}[a-f])[0-9a-f]{20,}(?![0-9A-Za-z])/gi;

/** The text with UUIDs and digests out of the way: their digits mean nothing. */
export const maskIds = (text: string): string => text.replace(UUID, 'id').replace(HEX, 'id');

/**
 * Marks and invisible characters go, before normalising, which takes long to order many marks; full-width, circled and
 * other forms, Chinese numerals, other scripts' digits and digits in words become plain ones; dashes and blanks too.
 */
export function plainDigits(text: string): string {
  const folded = text
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .normalize('NFKC')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/[〔【［「『]/gu, '(')
    .replace(/[〕】］」』]/gu, ')');
  const digits = maskIds(folded)
    .replace(CHINESE_DIGIT, (character) => CHINESE[character] ?? character)
    .replace(/(?=[^\x00-\x7f])\p{Nd}/gu, scriptDigit) // eslint-disable-line no-control-regex -- ASCII has its digits
    .replace(WORD, (word) => String(WORDS.indexOf(word.toLowerCase())));
  return digits
    .replace(LOOKS_ZERO, (letters) => '0'.repeat(letters.length))
    .replace(LOOKS_ONE, (letters) => '1'.repeat(letters.length));
}
