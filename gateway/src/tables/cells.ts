// SPDX-License-Identifier: Apache-2.0
/**
 * Texts as cells of a table. A spreadsheet takes a cell that begins with =, +, - or @ for a formula, in full width too, whoever wrote it: such
 * a text is given an apostrophe, and so is one that begins with an apostrophe, so that it can be taken off again.
 */

const FORMULA = /^['=+\-@＝＋－＠]/;
const GUARDED = /^'['=+\-@＝＋－＠]/;

export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

export const unguarded = (cell: string): string => (GUARDED.test(cell) ? cell.slice(1) : cell);

/** Prose has no line breaks: a list of it has one between each two. */
const BETWEEN_PROSE = '\n';
/** Codes and words have no semicolon. */
const BETWEEN_CODES = ';';

export const proseList = (texts: readonly string[] = []): string => guarded(texts.join(BETWEEN_PROSE));
export const codeList = (codes: readonly string[] = []): string => guarded(codes.join(BETWEEN_CODES));

/** @returns undefined for an empty cell */
export const proseIn = (cell: string): string[] | undefined => parts(unguarded(cell), /\r?\n/);
export const codesIn = (cell: string): string[] | undefined => parts(unguarded(cell), /[;；]/);

function parts(text: string, between: RegExp): string[] | undefined {
  const found = text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return found.length === 0 ? undefined : found;
}
