// SPDX-License-Identifier: Apache-2.0
/** An appraisal as a table: a line per figure. */
import type { Row, Table } from '../tables/table.js';
import type { Appraisal, Figure } from './report.js';

const HEADINGS = [
  ...['organisation', 'grant', 'from', 'to', 'block', 'figure', 'met', 'of'],
  ...['milliseconds', 'workingDays', 'metDigest', 'ofDigest'],
] as const;

function rowOf({ organisation, grant = '', months, asOf }: Appraisal, one: Figure): Row {
  const { figure, of, met, milliseconds = '', workingDays = '' } = one;
  const frame = [organisation, grant, months.from, months.to, asOf.block];
  return [...frame, figure, met.count, of.count, milliseconds, workingDays, met.digest, of.digest];
}

export const appraisalTable = (appraisal: Appraisal): Table => ({
  headings: HEADINGS,
  rows: appraisal.figures.map((figure) => rowOf(appraisal, figure)),
});
