// SPDX-License-Identifier: Apache-2.0
/** Text as it reads when every way of writing a digit is the plain one, for the screen of personal numbers. */

/** Characters that are read as digits beside those that NFKC brings to ASCII. */
const CHINESE: Readonly<Record<string, string>> = {
  〇: '0',
  '○': '0', // written for it in most Chinese texts
  '◯': '0',
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
/** Digits in a row that NFKC leaves as they are, or as letters, by the character of the lowest and what that one means. */
const ROWS: readonly (readonly [first: number, count: number, value: number])[] = [
  [0x2160, 9, 1], // Roman
  [0x2170, 9, 1],
  [0x2474, 9, 1], // in brackets
  [0x2488, 9, 1], // with a full stop
  [0x24f5, 9, 1], // double circled
  [0x24ff, 1, 0], // on black
  [0x2776, 9, 1],
  [0x2780, 9, 1], // sans-serif
  [0x278a, 9, 1],
  [0x3021, 9, 1], // Suzhou
  [0x1d360, 9, 1], // counting rods
  [0x1d369, 9, 1],
  [0x1f10b, 1, 0],
  [0x1f10c, 1, 0],
];

/** Signs that are drawn like a dash, a dot or a blank and are of another category. */
const DRAWN: Readonly<Record<string, string>> = {
  '\t': ' ',
  '\u2212': '-', // minus
  '\u2043': '-', // hyphen bullet
  '\u2192': '-', // arrow
  '\u30fb': '·',
  '\u2027': '·',
  '\u1160': ' ', // what NFKC makes of Hangul fillers
  '\u115f': ' ',
  '\u2800': ' ', // Braille without a dot
  '〔': '(',
  '【': '(',
  '［': '(',
  '「': '(',
  '『': '(',
  '〕': ')',
  '】': ')',
  '］': ')',
  '」': ')',
  '』': ')',
};

const DECIMAL = /^\p{Nd}$/u;

/** Decimal digits stand ten in a row, from zero on (Unicode, Nd). */
function decimalOf(point: number): string {
  let before = 0;
  while (DECIMAL.test(String.fromCodePoint(point - before - 1))) before += 1;
  return String(before % 10);
}

function plainCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const known = DRAWN[character] ?? CHINESE[character];
  if (known !== undefined) return known;
  const row = ROWS.find(([first, count]) => point >= first && point < first + count);
  if (row) return String(point - row[0] + row[2]);
  if (point > 0x7f && DECIMAL.test(character)) return decimalOf(point);
  if (/\p{Pd}/u.test(character)) return '-';
  return /\p{Zs}/u.test(character) ? ' ' : character;
}

/** What a character becomes that stands for many, such as a whole phrase, has no digit in it and would be read for nothing. */
const MOST_OF_ONE = 6;

function foldedCharacter(character: string): string {
  if (/[\p{M}\p{Cf}]/u.test(character)) return '';
  const itself = plainCharacter(character);
  if (itself !== character) return itself;
  const normal = character.normalize('NFKC').replace(/[\p{M}\p{Cf}]/gu, '');
  return normal.length > MOST_OF_ONE ? character : Array.from(normal, plainCharacter).join('');
}

/** What was folded once; texts are made of the same few thousand characters. */
const FOLDED = new Map<string, string>();
const MOST_FOLDED = 16_384;

function folded(character: string): string {
  const known = FOLDED.get(character);
  if (known !== undefined) return known;
  if (FOLDED.size >= MOST_FOLDED) FOLDED.clear();
  const made = foldedCharacter(character);
  FOLDED.set(character, made);
  return made;
}

/** Character by character: what NFKC would compose of two is no digit. */
function plainCharacters(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let plain = '';
  for (const character of text) plain += character >= ' ' && character <= '~' ? character : folded(character);
  return plain;
}

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** Digits in Mandarin as they are spelt; the second of one is what is said on the telephone. */
const PINYIN = ['ling', 'yi', 'er', 'san', 'si', 'wu', 'liu', 'qi', 'ba', 'jiu', '', 'yao'];
const WORD = new RegExp(WORDS.join('|'), 'gi');
const SYLLABLE = new RegExp(PINYIN.filter((one) => one !== '').join('|'), 'gi');
/** Words of digits, in one or apart, with no other letter at them; syllables as many as a number has. */
const IN_WORDS = new RegExp(`(?<![a-z])(?:${WORDS.join('|')}){1,40}(?![a-z])`, 'gi');
const IN_PINYIN = new RegExp(`(?<![a-z])(?:(?:${SYLLABLE.source})[ -]?){10,40}(?![a-z])`, 'gi');

const digitOf =
  (names: readonly string[]) =>
  (word: string): string =>
    String(names.indexOf(word.toLowerCase()) % 10);

/** Digits, or the sign of an address, as addresses and pages on the web escape them. */
const ESCAPED = /&#(?:4[89]|5[0-7]|64);|%(?:3\d|40)/g;
const unescaped = (escape: string): string =>
  escape.startsWith('%')
    ? String.fromCharCode(parseInt(escape.slice(1), 16))
    : String.fromCharCode(Number(escape.slice(2, -1)));

/** Letters that look like digits, where digits stand on both sides. */
const LOOKS_ZERO = /(?<=\d)[oO●]{1,4}(?=\d)/g;
/** As it is said on the telephone, between other digits. */
const SAID_OH = /(?<=(?:\d|\boh)[ -]?)oh(?![a-z])/gi;
const LOOKS_ONE = /(?<=\d)[lI]{1,4}(?=\d)/g;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_ALONE = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const UUID_LENGTH = 36;
/** A digest or an id of a machine: hexadecimal, with a letter early in it, longer than any number of a person. */
const HEX = /(?<![0-9A-Za-z])(?=\d{0,10}[a-f])[0-9a-f]{20,}(?![0-9A-Za-z])/gi;

/** Whether the text is a UUID and nothing else: there is nothing in it to look at. */
export const isUuid = (text: string): boolean => text.length === UUID_LENGTH && UUID_ALONE.test(text);

/** The text with UUIDs and digests out of the way: their digits mean nothing. */
export const maskIds = (text: string): string => text.replace(UUID, 'id').replace(HEX, 'id');

/** The same sign again and again. */
const REPEATED = /([ \-._·])\1+/g;

/**
 * Marks and invisible characters go; full-width, circled and other forms, Chinese numerals, other scripts' digits, digits in
 * words and escaped ones become plain ones; dashes and blanks too, and one where there are several.
 * @param read what else is read otherwise
 */
export function plainDigits(text: string, read = (one: string): string => one): string {
  const plain = maskIds(plainCharacters(text))
    .replace(ESCAPED, unescaped)
    .replace(IN_WORDS, (words) => words.replace(WORD, digitOf(WORDS)))
    .replace(IN_PINYIN, (words) => words.replace(SYLLABLE, digitOf(PINYIN)))
    .replace(SAID_OH, '0')
    .replace(REPEATED, '$1');
  return read(plain)
    .replace(LOOKS_ZERO, (letters) => '0'.repeat(letters.length))
    .replace(LOOKS_ONE, (letters) => '1'.repeat(letters.length));
}
