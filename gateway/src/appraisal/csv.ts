// SPDX-License-Identifier: Apache-2.0
/** An appraisal as CSV (RFC 4180, lines ended by a line feed). No value holds a comma, a quotation mark or a line end. */
import type { Appraisal, Figure } from './report.js';

const COLUMNS = [
  ...['organisation', 'grant', 'from', 'to', 'block', 'figure', 'met', 'of'],
  ...['milliseconds', 'workingDays', 'metDigest', 'ofDigest'],
] as const;

function rowOf({ organisation, grant = '', months, asOf }: Appraisal, one: Figure): string {
  const { figure, of, met, milliseconds = '', workingDays = '' } = one;
  const frame = [organisation, grant, months.from, months.to, asOf.block];
  return [...frame, figure, met.count, of.count, milliseconds, workingDays, met.digest, of.digest].join(',');
}

export function csvOf(appraisal: Appraisal): string {
  const rows = appraisal.figures.map((figure) => rowOf(appraisal, figure));
  return [COLUMNS.join(','), ...rows].map((line) => `${line}\n`).join('');
}
