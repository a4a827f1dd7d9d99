// SPDX-License-Identifier: Apache-2.0
/** What an import came to, in lines for a person. */
import type { OfCode, Tally, Thing } from '../../../import/carry-out/tally.js';
import type { RefusedRow } from '../../../import/faults.js';
import { said } from '../../wording/say.js';

/** Things of one effect that are printed one by one. */
const MOST_PRINTED = 20;

/** Counts: one line per kind of thing, then what else is to be said. */
export function countLines(tally: Tally): string[] {
  const counts = Object.entries(tally.totals());
  const done = counts.map(([what, { created, updated, unchanged }]) =>
    said('{what}: {created} created, {updated} updated, {unchanged} unchanged', {
      what,
      created,
      updated,
      unchanged,
    }),
  );
  const different = counts
    .filter(([, count]) => count.different > 0)
    .map(([what, count]) =>
      said('{what}: {count} different on the ledger, left as they are', { what, count: count.different }),
    );
  const changes = tally.changes.map(({ what, field, isHeld, count }) =>
    said(isHeld ? 'different {what}: {field} ({count})' : 'changed {what}: {field} ({count})', {
      what,
      field,
      count,
    }),
  );
  const verdicts = tally.verdicts.map(([verdict, count]) =>
    said('violation {verdict} ({count})', { verdict, count }),
  );
  const noted = tally.noted.count > 0 ? [said('noted: {count}', { count: tally.noted.count })] : [];
  const refused = said('refused: {count}', { count: tally.refused.count });
  return [...done, ...different, ...changes, ...verdicts, ...owedLines(tally), ...noted, refused];
}

/** What somebody will owe by it, as a rehearsal foretells it. */
function owedLines({ owed }: Tally): string[] {
  const sum = (of: 'opened' | 'left'): number => owed.reduce((total, [, one]) => total + one[of], 0);
  if (owed.length === 0) return [];
  const head = said('obligations that it will open: {count}, of which {left} stay open after it', {
    count: sum('opened'),
    left: sum('left'),
  });
  const kinds = owed.map(([kind, { opened, left }]) =>
    said('obligations {kind}: {count} opened, {left} left open', { kind, count: opened, left }),
  );
  return [head, ...kinds];
}

const titleOf = ({ title, owner, id, fields }: Thing): string =>
  [title ?? id, owner, title === undefined ? undefined : id, fields?.join(', ')]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');

/** The first things of each kind and effect by name, and how many more there are. */
export function thingLines(tally: Tally): string[] {
  return tally.touched.flatMap(({ what, effect, count, first }) => {
    const named = first
      .slice(0, MOST_PRINTED)
      .map((thing) => said('{effect} {what}: {title}', { effect, what, title: titleOf(thing) }));
    const more = count - named.length;
    const rest = { effect, what, count: more };
    return more > 0 ? [...named, said('{effect} {what}: {count} more (all: --changes FILE)', rest)] : named;
  });
}

function placeOf({ row, line, of }: RefusedRow): string {
  const part = of === undefined ? [] : [of];
  if (row === 0) return [...part, ''].join(': ');
  const place =
    line === undefined
      ? said('row {row}', { row })
      : said('row {row} (line {line} of the file)', { row, line });
  return [place, ...part, ''].join(': ');
}

/** The first row of a code. @param hint whether to say where all are found */
export function firstOf(what: 'refused' | 'noted', { first, count }: OfCode, hint: boolean): string {
  const { code, message } = first;
  const told = { what, code, count, place: placeOf(first), message };
  const all = hint ? said(' (all: --refused FILE)') : '';
  return `${said('{what} {code} ({count}), first: {place}{message}', told)}${all}`;
}
