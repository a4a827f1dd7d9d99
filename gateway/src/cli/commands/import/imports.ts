// SPDX-License-Identifier: Apache-2.0
/** The gateway's record of imports: which files were brought, by whom, and what each of them touched. */
import { UsageError, type Terminal } from '@catalog-chain/verifier/command/terminal';
import type { ImportRecord } from '../../../import/record/import-records.js';
import { openSession, type SessionOptions } from '../../client/session.js';
import { EXIT } from '../exit.js';

export interface ImportsOptions extends SessionOptions {
  readonly json?: boolean;
}

/** `2026-03-16T10:00:00.000Z  city.csv  table  officer-1  resources: 120 created  ID` */
function lineOf({ begun, file, format, user, totals, id }: ImportRecord): string {
  const counts = Object.entries(totals).map(([what, effects]) => {
    const some = Object.entries(effects).filter(([, count]) => count > 0);
    return `${what}: ${some.map(([effect, count]) => `${count} ${effect}`).join(', ')}`;
  });
  return [begun, file, format, user, counts.join('; '), id].join('  ');
}

const detailsOf = ({ digest, mapping, refused, noted, ended, touched = [] }: ImportRecord): string[] => [
  `sha-256: ${digest}`,
  ...(mapping === undefined ? [] : [`mapping, sha-256: ${mapping}`]),
  `ended: ${ended}`,
  `refused: ${refused}, noted: ${noted}`,
  ...touched.flatMap(({ what, effect, count, ids }) => [
    `${what} ${effect}: ${count}`,
    ...ids.map((one) => `  ${one}`),
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
