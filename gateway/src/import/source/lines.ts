// SPDX-License-Identifier: Apache-2.0

/** A line of text and its number, from 1. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** Lines of a text that comes in pieces; CRLF, LF and CR end one, even where a piece ends between CR and LF. */
export async function* linesIn(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const parts = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    for (const text of parts) yield { line: (line += 1), text };
  }
  for (const text of rest.split(/\r/)) yield { line: (line += 1), text };
}
