// SPDX-License-Identifier: Apache-2.0
/** The gateway's record of imports: which files were brought, by whom, and what each of them touched. */
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import type { ImportRecord, ImportState, TouchedThing } from '../../../import/record/import-records.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { said } from '../../wording/say.js';
import { EXIT } from '../exit.js';

export interface ImportsOptions extends SessionOptions {
  readonly json?: boolean;
}

/** How it ended; one that did not may still be under way. */
const STATES = {
  begun: 'not ended',
  finished: 'finished',
  interrupted: 'interrupted',
  failed: 'failed',
} as const satisfies Record<ImportState, string>;

/** `2026-03-16T10:00:00.000Z  city.csv  table  officer-1  finished  resources: 120 created  ID` */
function lineOf({ begun, file, format, user, state, totals = {}, refused = 0, id }: ImportRecord): string {
  const counts = Object.entries(totals).map(([what, effects]) => {
    const some = Object.entries(effects).filter(([, count]) => count > 0);
    const told = some.map(([effect, count]) => said('{count} {effect}', { count, effect }));
    return said('{what}: {reason}', { what, reason: told.join(', ') });
  });
  if (refused > 0) counts.push(said('refused: {count}', { count: refused }));
  return [begun, file, format, user, said(STATES[state]), counts.join('; '), id].join('  ');
}

/** `ID · title · owner · fields`, as far as it is known. */
const thingLine = ({ id, title, owner, fields }: Omit<TouchedThing, 'what' | 'effect'>): string =>
  [id, title, owner, fields?.join(', ')].filter((part) => part !== undefined && part !== '').join(' · ');

const detailsOf = ({
  digest,
  mapping,
  refused,
  noted,
  ended,
  code,
  touched = [],
}: ImportRecord): string[] => [
  said('sha-256: {digest}', { digest }),
  ...(mapping === undefined ? [] : [said('mapping, sha-256: {mapping}', { mapping })]),
  ...(ended === undefined ? [said('not ended: under way, or killed')] : [said('ended: {ended}', { ended })]),
  ...(code === undefined ? [] : [said('stopped by {code}', { code })]),
  ...(ended === undefined
    ? []
    : [said('refused: {refused}, noted: {noted}', { refused: refused ?? 0, noted: noted ?? 0 })]),
  ...touched.flatMap(({ what, effect, count, ids, things = ids.map((id) => ({ id })) }) => [
    said('{effect} {what}: {count}', { effect, what, count }),
    ...things.map((one) => `  ${thingLine(one)}`),
    ...(count > ids.length ? [`  … ${count - ids.length}`] : []),
  ]),
];

/** Prints the organisation's imports, the newest first, or one with all that it touched. @returns the exit code */
export async function imports(
  id: string | undefined,
  options: ImportsOptions,
  terminal: Terminal,
): Promise<number> {
  const { api, own, manager } = await openSession(options);
  const reader = options.organisation ?? manager ?? own;
  if (reader === undefined) throw new UsageError('Say for which organisation to read: --organisation.');
  const found = id === undefined ? await api.imports(reader) : [await api.importOf(reader, id)];
  for (const record of found) {
    if (!record) throw new UsageError('There is no such import of the organisation.');
    const lines = id === undefined ? [lineOf(record)] : [lineOf(record), ...detailsOf(record)];
    (options.json ? [JSON.stringify(record)] : lines).forEach(terminal.out);
  }
  return EXIT.ok;
}
