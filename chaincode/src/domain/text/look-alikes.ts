// SPDX-License-Identifier: Apache-2.0
/**
 * Letters that are drawn like digits, where a word is made of digits and of nothing but them: `l39 OO12`. What it finds and what it
 * cannot is measured: decision 0850.
 */

/** Drawn like a nought or a one in most letterings; of Latin, Cyrillic, Greek and Armenian. */
const ROUND_OR_UPRIGHT: Readonly<Record<string, string>> = {
  ...every('OoОоΟοՕօ', '0'),
  ...every('lIiІіΙιıӀӏ', '1'),
};
/** Drawn somewhat like another digit: they count within a long word only, and only a few. */
const SOMEWHAT: Readonly<Record<string, string>> = {
  ...every('ZzΖ', '2'),
  ...every('ЗзЭ', '3'),
  ...every('Ч', '4'),
  ...every('SsЅѕ', '5'),
  ...every('bбG', '6'),
  ...every('BВΒ', '8'),
  ...every('gq', '9'),
};

function every(letters: string, digit: string): Record<string, string> {
  return Object.fromEntries(Array.from(letters, (letter) => [letter, digit]));
}

/** Of an alphabet in which there are such letters; Chinese stands beside a number without a blank. */
const LETTER = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Armenian}\\p{N}';
const LIKE = Object.keys(ROUND_OR_UPRIGHT).join('');
const ALL = LIKE + Object.keys(SOMEWHAT).join('');
/** Whole words, so that each is looked at once. */
const WORDS = new RegExp(`(?<![${LETTER}])[0-9${ALL}]{3,40}[xX]?(?![${LETTER}])`, 'gu');
/** Digits and letters one by one, with the same sign between all of them. */
const ONE_BY_ONE = new RegExp(
  `(?<![${LETTER}])[0-9${LIKE}](?:([ ._-])[0-9${LIKE}])(?:\\1[0-9${LIKE}]){9,38}(?![${LETTER}])`,
  'gu',
);
/** A cheap test that nearly every text passes: none of it stands beside a digit, in a word or one by one. */
const BESIDE = new RegExp(`[0-9][ ._-]?[${ALL}]|[${ALL}][ ._-]?[0-9]`);

/** A word of fewer digits is a word. */
const LEAST_DIGITS = 2;
const LEAST_DIGITS_ONE_BY_ONE = 4;
/** A shorter word is one group of a number, in which a digit is enough. */
const LONG = 9;
const MOST_SOMEWHAT = 3;
const LEAST_DIGITS_BESIDE_SOMEWHAT = 6;

const digitsIn = (word: string): number => word.replace(/[^0-9]/g, '').length;
const somewhatIn = (word: string): number => Array.from(word).filter((one) => one in SOMEWHAT).length;

/** A capital before a number is the name of a kind, `I3912345678`, unless there is more of it. */
const PREFIXED = /^[IІΙ][0-9]+$/;

/** At either end such a letter is a mark of a series, or of a version. */
const isAtAnEnd = (word: string): boolean =>
  (word.at(0) ?? '') in SOMEWHAT || (word.at(-1) ?? '') in SOMEWHAT;

function isDisguised(word: string): boolean {
  const digits = digitsIn(word);
  const somewhat = somewhatIn(word);
  if (word.length < LONG) return digits > 0 && somewhat === 0;
  if (PREFIXED.test(word)) return false;
  if (somewhat === 0) return digits >= LEAST_DIGITS;
  return somewhat <= MOST_SOMEWHAT && digits >= LEAST_DIGITS_BESIDE_SOMEWHAT && !isAtAnEnd(word);
}

const plain = (word: string): string =>
  Array.from(word, (one) => ROUND_OR_UPRIGHT[one] ?? SOMEWHAT[one] ?? one).join('');

/** Whether there may be letters for digits in a text. */
export const mayBeDisguised = (text: string): boolean => BESIDE.test(text);

/** The text with such letters read as the digits that they look like. */
export function withoutLookAlikes(text: string): string {
  if (!mayBeDisguised(text)) return text;
  return text
    .replace(WORDS, (word) => (isDisguised(word) ? plain(word) : word))
    .replace(ONE_BY_ONE, (letters) =>
      digitsIn(letters) < LEAST_DIGITS_ONE_BY_ONE ? letters : plain(letters),
    );
}
