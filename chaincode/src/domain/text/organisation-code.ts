// SPDX-License-Identifier: Apache-2.0
/** Codes of organisations: GB 32100-2015, or a national equivalent written `SCHEME:ID`. */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const UNIFIED = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const EQUIVALENT = /^[A-Z][A-Z0-9-]{1,15}:[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/;

/** Check character of a unified social credit code (GB 32100: MOD 31, weights 3^i). */
export function unifiedCheckCharacter(first17: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** @returns whether the text is a unified social credit code with a right check character. */
export function isUnifiedCode(text: string): boolean {
  return UNIFIED.test(text) && unifiedCheckCharacter(text.slice(0, 17)) === text[17];
}

/** @returns whether the text is a unified social credit code, or an equivalent. */
export function isOrganisationCode(text: string): boolean {
  return isUnifiedCode(text) || EQUIVALENT.test(text);
}
