// SPDX-License-Identifier: Apache-2.0
/** Tables whose fields hold no line break: each line is read by itself, so a fault in one is a fault of that one. */

/** Runs without quotes are taken whole: character by character, a long field would take many times its length. */
const QUOTED = /"([^"]*(?:""[^"]*)*)"/y;
const PLAIN = /[^"]*?(?=SEPARATOR|$)/y;

const escaped = (separator: string): string => separator.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const plainFor = new Map<string, RegExp>();

function plain(separator: string): RegExp {
  const known = plainFor.get(separator);
  if (known) return known;
  const made = new RegExp(PLAIN.source.replace('SEPARATOR', escaped(separator)), 'y');
  plainFor.set(separator, made);
  return made;
}

function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/**
 * The fields of one line (RFC 4180): a quoted field may hold separators and doubled quotes.
 * @returns undefined where a quote is never closed, or stands in the middle of a field
 */
export function cellsOf(line: string, separator: string): string[] | undefined {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  for (let at = 0; ;) {
    const quoted = line.charAt(at) === '"';
    const match = matchAt(quoted ? QUOTED : plain(separator), line, at);
    if (!match) return undefined;
    cells.push(quoted ? (match[1] ?? '').replaceAll('""', '"') : match[0]);
    at += match[0].length;
    if (at === line.length) return cells;
    if (!line.startsWith(separator, at)) return undefined;
    at += separator.length;
  }
}
