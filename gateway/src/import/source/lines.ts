// SPDX-License-Identifier: Apache-2.0
/** Text that comes in pieces → its lines, none of them longer than memory can bear. */
import { FileFault } from '../faults.js';

/** Characters of a line, or of a row of JSON. No record is as long: something that ends it is missing. */
export const MOST_CHARACTERS = 2 * 1024 * 1024;

/** A line of text and its number, from 1. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** @throws FileFault `FILE_ROW_LENGTH` */
function ensureShort(text: string, line: number): void {
  if (text.length > MOST_CHARACTERS) throw new FileFault('FILE_ROW_LENGTH', {}, { line });
}

/**
 * CRLF, LF and CR end a line, even where a piece ends between CR and LF.
 * @throws FileFault `FILE_ROW_LENGTH`
 */
export async function* linesIn(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const parts = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    for (const text of parts) {
      ensureShort(text, line + 1);
      yield { line: (line += 1), text };
    }
    ensureShort(rest, line + 1);
  }
  for (const text of rest.split(/\r/)) yield { line: (line += 1), text };
}
