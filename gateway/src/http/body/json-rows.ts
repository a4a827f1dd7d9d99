// SPDX-License-Identifier: Apache-2.0
/** Rows in JSON: a list of them, a line for each (NDJSON), or one by itself. */
import { HttpError } from '../problems/problem.js';
import { linesOf } from './lines.js';
import { lineRows, MAX_ROW_LENGTH, type ReadLine } from './line-rows.js';
import type { RowsRead } from './row-results.js';
import { JsonScan, malformed, parseScanned, parseStrictJson, unsafe } from './strict-json.js';

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
 * Reads a few rows of the list at each step, so that a long one need not be read whole at once.
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
  for (const run of runsOf(text, start + 1)) {
    for (const row of elementsIn(run)) into.add(row);
    yield;
  }
}

const tooLong = (): HttpError => unsafe(`A row may have ${MAX_ROW_LENGTH} characters at most.`);
const notJson = (): HttpError => malformed('The body is not JSON.');

/** Elements of a list that stand one behind the other. */
interface Run {
  /** Without the comma or the bracket behind it. */
  readonly text: string;
  readonly elements: number;
  /** Members that are written in it. */
  readonly members: number;
}

const BLANK = /^[ \t\r\n]*$/;

/** Characters, and rows of the usual size, that are read at once in a tenth of a millisecond. */
const RUN = 16_384;

/** Finds elements up to the list's end; whether they are JSON is seen when they are read. */
function* runsOf(text: string, start: number): Generator<Run> {
  for (let from = start, isLast = false; !isLast;) {
    const scan = new JsonScan();
    let end = from;
    let elements = 0;
    while (!isLast && end - from < RUN) {
      end = endOfElement(scan, text, elements === 0 ? from : end + 1);
      elements += 1;
      isLast = text[end] === ']';
    }
    if (isLast && text.slice(end + 1).trim() !== '') throw notJson();
    const isEmptyList = isLast && from === start && BLANK.test(text.slice(from, end));
    if (!isEmptyList) yield { text: text.slice(from, end), elements, members: scan.members };
    from = end + 1;
  }
}

function endOfElement(scan: JsonScan, text: string, from: number): number {
  const most = from + MAX_ROW_LENGTH + 1;
  const end = scan.element(text, from, Math.min(most, text.length));
  if (end < text.length && end < most) return end;
  throw text.length >= most ? tooLong() : notJson();
}

/** @throws HttpError `JSON_MALFORMED` where the commas that were found stand between no elements */
function elementsIn({ text, elements, members }: Run): unknown[] {
  const rows = parseScanned(`[${text}]`, members) as unknown[];
  if (rows.length !== elements) throw notJson();
  return rows;
}
