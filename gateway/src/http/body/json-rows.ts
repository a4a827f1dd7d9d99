// SPDX-License-Identifier: Apache-2.0
/** Rows in JSON: a list of them, a line for each (NDJSON), or one by itself. */
import { HttpError } from '../problems/problem.js';
import { linesOf } from './lines.js';
import { lineRows, MAX_ROW_LENGTH, type ReadLine } from './line-rows.js';
import type { RowsRead } from './row-results.js';
import {
  CLOSE_BRACKET,
  COMMA,
  DEPTH_STEP,
  endOfString,
  malformed,
  OPEN_BRACKET,
  parseStrictJson,
  QUOTE,
  unsafe,
} from './strict-json.js';

const readLine: ReadLine = (line) => {
  try {
    return { row: parseStrictJson(line) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const code = error.code === 'JSON_UNSAFE' ? 'JSON_UNSAFE' : 'JSON_MALFORMED';
    return { fault: { code, message: error.message } };
  }
};

/** Reads a line at each step; a fault in one is that row's alone. @throws HttpError `BODY_TOO_LARGE` */
export const jsonLines = (text: string, into: RowsRead): Generator<void> =>
  lineRows(linesOf(text, 'lf'), readLine, into);

/**
 * Reads a row of the list at each step, so that a long one need not be read whole at once.
 * @throws HttpError `JSON_MALFORMED`, `JSON_UNSAFE`: a fault in a row is the whole body's; `BODY_TOO_LARGE`
 */
export function* jsonRows(text: string, into: RowsRead): Generator<void> {
  const start = text.search(/[^ \t\r\n]/);
  if (text[start] !== '[') {
    into.single = true;
    if (text.length > MAX_ROW_LENGTH) throw tooLong();
    into.add(parseStrictJson(text));
    return;
  }
  for (const element of elementsOf(text, start + 1)) {
    into.add(parseStrictJson(element));
    yield;
  }
}

const tooLong = (): HttpError => unsafe(`A row may have ${MAX_ROW_LENGTH} characters at most.`);
const notJson = (): HttpError => malformed('The body is not JSON.');

/** Texts of a list's elements, found one at a time; whether one is JSON is seen when it is read. */
function* elementsOf(text: string, start: number): Generator<string> {
  for (let from = start, end; ; from = end + 1) {
    end = from + lengthOfElement(text.slice(from, from + MAX_ROW_LENGTH + 1));
    const element = text.slice(from, end);
    const isLast = text[end] === ']';
    if (isLast && text.slice(end + 1).trim() !== '') throw notJson();
    const isEmptyList = isLast && from === start && element.trim() === '';
    if (!isEmptyList) yield element;
    if (isLast) return;
  }
}

/** @returns where the first comma or closing bracket stands that belongs to no string, object or list in it */
function lengthOfElement(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfString(text, at);
    else if (depth === 0 && (character === COMMA || character === CLOSE_BRACKET)) return at;
    else if (character >= OPEN_BRACKET) depth += DEPTH_STEP[character] ?? 0;
    if (depth < 0) break;
  }
  throw text.length > MAX_ROW_LENGTH ? tooLong() : notJson();
}
