// SPDX-License-Identifier: Apache-2.0
/** Looks for inputs whose time grows faster than their length. */
/** Units that are repeated: what normal forms, patterns and parsers are known to stumble over. */
export const UNITS = [
  ...[
    'a',
    ' ',
    '\t',
    '\n',
    '"',
    '\\',
    '{',
    '[',
    '{"a":',
    '["',
    ',',
    '0',
    '13800000000',
    '1-',
    '1 ',
    '二',
    '。',
  ],
  ...[
    '\u0301',
    '\u0301\u0316',
    'e\u0301',
    '\u200d',
    '\u2060\u0301',
    '\ufeff',
    '\u00e2\u20ac\u2122',
    '\u1100\u1161',
  ],
  ...['1O', 'l3 ', '1 O ', '1-l-', 'oh ', '1Z'],
  ...['@', 'a@', 'a.', '%', '&amp;', '<a>', 'a;b|c\t', '\ud83d\ude00'],
] as const;

/** Times of growth: eight times the text may take at most so many times as long. */
const MOST = 24;
/** What takes less than this is not told from noise. */
const NOTICEABLE_MS = 150;

/** The thread's own time on a processor: what its neighbours take is not counted. */
const spentMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

function once(work: (text: string) => unknown, text: string): number {
  const began = process.threadCpuUsage();
  try {
    work(text);
  } catch {
    // Refused: what that took counts as well.
  }
  return spentMs(process.threadCpuUsage(began));
}

const best = (work: (text: string) => unknown, text: string): number =>
  Math.min(once(work, text), once(work, text));

/** @returns what takes more than its length, by unit; the longer text has `length` characters */
export function costly(work: (text: string) => unknown, length: number): string[] {
  return UNITS.flatMap((unit) => {
    const long = once(work, unit.repeat(Math.ceil(length / unit.length)));
    if (long < NOTICEABLE_MS) return [];
    const short = best(work, unit.repeat(Math.ceil(length / 8 / unit.length)));
    const again = best(work, unit.repeat(Math.ceil(length / unit.length)));
    const grew = again / Math.max(short, 1);
    return grew > MOST ? [`${JSON.stringify(unit)}: ${short.toFixed(0)} ms, ${again.toFixed(0)} ms`] : [];
  });
}
