// SPDX-License-Identifier: Apache-2.0
/** Recognises what must never reach the chain: text that holds a person's or an account's identifier. */

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
const DIGIT_RUN = /(?<![0-9A-Za-z])\+?\d(?:[ -]?\d){9,18}[Xx]?(?![0-9A-Za-z])/g;
const MOBILE = /^(?:86)?1[3-9]\d{9}$/;
const ID_CARD = /^\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/;
const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643: ISO 7064 MOD 11-2 over the first 17 digits. */
function isIdCard(digits: string): boolean {
  if (!ID_CARD.test(digits)) return false;
  const sum = ID_CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return '10X98765432'[sum % 11] === digits[17];
}

/** Bank card: 16 to 19 digits with a Luhn check digit (ISO/IEC 7812-1). */
function isBankCard(digits: string): boolean {
  if (!/^\d{16,19}$/.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** Full-width digits and letters count as their plain forms. */
const fold = (text: string): string => text.normalize('NFKC');

/** @returns whether the text holds an e-mail address, a mobile number, an ID-card or a bank-card number. */
export function holdsRawData(text: string): boolean {
  const folded = fold(text);
  if (EMAIL.test(folded)) return true;
  for (const [run] of folded.matchAll(DIGIT_RUN)) {
    const digits = run.replace(/[ +-]/g, '').toUpperCase();
    if (MOBILE.test(digits) || isIdCard(digits) || isBankCard(digits)) return true;
  }
  return false;
}
