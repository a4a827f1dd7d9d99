// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises what must never reach the chain: a person's or an account's identifier in text. Numbers are judged by
 * their own rules (check digits, dates, number plans), so that codes, dates, statutes and UUIDs pass.
 */
import { isUnifiedCode } from './organisation-code';

/** One character before the sign is enough, and keeps the search linear. */
const EMAIL = /[\p{L}\p{N}._%+-]@[\p{L}\p{N}-]+\.[\p{L}\p{N}-]/u;
// A number that touches a hexadecimal letter is part of a digest or an id, not a phone or a card.
/** A mobile number of China, plain or grouped 3-4-4 or 3-3-5, with or without the country's code. */
const MOBILE =
  /(?<![0-9A-Fa-f]|\d\.)(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}[ -]?\d{4}|[ -]\d{3}[ -]\d{5})(?![0-9A-Fa-f])/;
/** A number in international form, ITU-T E.164. */
const INTERNATIONAL = /(?<![0-9A-Za-z])\+\d(?:[ -]?\d){9,14}(?!\d)/;
// The next two find every start, overlapping ones too: a number before must not hide the one that follows.
const EIGHTEEN = /(?<!\d)(?=(\d(?:[ -]?\d){16}[ -]?[\dXx])(?!\d))/g;
const CARD =
  /(?<![0-9A-Fa-f])(?=(\d{15,19}|\d{4}([ -])(?:\d{4}\2){2}\d{4}(?:\2\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{5})(?![0-9A-Fa-f]))/g;
const IN_CODE = /(?<![0-9A-Za-z])(?:(?:86)?1[3-9]\d{9}|\d{17}[\dXx])(?![0-9A-Za-z])/g;

const ID_CARD = /^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/;
const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** First digits that card schemes issue (ISO/IEC 7812-1); years and timestamps are not among them. */
const ISSUED = /^(?:2[2-7]|3[4-8]|[4-6]|8[12]|955)/;

/** GB 11643: ISO 7064 MOD 11-2 over the first 17 digits. */
function isIdCard(digits: string): boolean {
  if (!ID_CARD.test(digits)) return false;
  const sum = ID_CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return '10X98765432'[sum % 11] === digits[17];
}

/** Cards of 18 digits begin with 6 (UnionPay); other numbers that fit GB 32100 are codes of organisations. */
const isOrganisation = (digits: string): boolean => !digits.startsWith('6') && isUnifiedCode(digits);

/** A payment card: issued first digits and a Luhn check digit (ISO/IEC 7812-1). */
function isCard(digits: string): boolean {
  if (!ISSUED.test(digits) || isOrganisation(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** Full-width forms, dashes and blanks count as the plain ones; invisible characters do not count. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\p{Zs}/gu, ' ');

const digitsOf = (text: string): string => text.replace(/[ -]/g, '').toUpperCase();

const some = (text: string, pattern: RegExp, holds: (digits: string) => boolean): boolean =>
  Array.from(text.matchAll(pattern)).some((match) => holds(digitsOf(match[1] ?? match[0])));

/** @returns whether prose holds an e-mail address, a phone number, an ID-card or a payment-card number. */
export function holdsRawData(text: string): boolean {
  const folded = fold(text);
  return (
    EMAIL.test(folded) ||
    MOBILE.test(folded) ||
    INTERNATIONAL.test(folded) ||
    some(folded, EIGHTEEN, isIdCard) ||
    some(folded, CARD, isCard)
  );
}

/**
 * The same for a code or identifier, which holds no blanks: a mobile or an ID-card number. Cards are not looked
 * for: one long number in ten has a Luhn digit by chance, and counters and time-ordered ids are long numbers.
 */
export function isPersonal(code: string): boolean {
  return some(code, IN_CODE, (digits) => digits.length !== 18 || isIdCard(digits));
}
