// SPDX-License-Identifier: Apache-2.0

/** LF ends a line of NDJSON, where CR is a blank like any other; CRLF, LF and CR end one of CSV. */
export type LineEnds = 'lf' | 'crlf';

/** Lines of a text, blank ones included, found one at a time: a body of nothing but line ends is millions of them. */
export function* linesOf(text: string, ends: LineEnds): Generator<string> {
  const placeOf = (end: string, from: number): number => {
    const found = text.indexOf(end, from);
    return found < 0 ? text.length : found;
  };
  let lf = -1;
  let cr = ends === 'lf' ? text.length : -1;
  for (let from = 0; from <= text.length;) {
    if (lf < from) lf = placeOf('\n', from);
    if (cr < from) cr = placeOf('\r', from);
    const end = Math.min(lf, cr);
    yield text.slice(from, end);
    from = cr < lf && cr + 1 === lf ? lf + 1 : end + 1;
  }
}
