// SPDX-License-Identifier: Apache-2.0
/**
 * Unicode normal forms at a cost that grows with the text's length and not faster. Putting combining marks in order
 * takes steps in the square of how many stand in a row, so a text with more of them in a row than any language
 * writes is refused before it is looked at further (UAX #15 §13, Stream-Safe Text Format: 30 at most).
 */

/** More marks in a row than any script needs. */
const PILE = /\p{M}{31}/u;
/** In every normal form already. */
const ASCII = /^[\x00-\x7f]*$/; // eslint-disable-line no-control-regex -- all of ASCII is meant

/** Whether the text may be brought into a normal form: no longer than `max` UTF-16 units, no piles of marks. */
export const canNormalise = (text: string, max: number): boolean => text.length <= max && !PILE.test(text);

/** Whether the text, at most `max` UTF-16 units, is in NFC; longer texts and piles of marks never are. */
export function isNfc(text: string, max: number): boolean {
  if (text.length > max) return false;
  return ASCII.test(text) || (!PILE.test(text) && text === text.normalize('NFC'));
}
