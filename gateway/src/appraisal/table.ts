// SPDX-License-Identifier: Apache-2.0
/** An appraisal as a table: a line per figure. */
import { heading, headingsOf, rowUnder } from '../tables/columns.js';
import type { Row, Table } from '../tables/table.js';
import type { TableLanguage } from '../tables/words.js';
import { FIGURE_NAMES } from './figure-names.js';
import type { Appraisal, Figure } from './report.js';

const COLUMNS = {
  organisation: heading('机构', 'organisation'),
  grant: heading('授权', 'grant'),
  from: heading('起始月份', 'from'),
  to: heading('截止月份', 'to'),
  block: heading('区块', 'block'),
  figure: heading('指标', 'figure'),
  met: heading('符合数', 'met'),
  of: heading('总数', 'of'),
  milliseconds: heading('用时（毫秒）', 'milliseconds'),
  workingDays: heading('用时（工作日）', 'workingDays'),
  metDigest: heading('符合数摘要（SHA-256）', 'metDigest'),
  ofDigest: heading('总数摘要（SHA-256）', 'ofDigest'),
} as const;

function rowOf(
  { organisation, grant = '', months, asOf }: Appraisal,
  { figure, of, met, milliseconds, workingDays }: Figure,
  language: TableLanguage,
): Row {
  return rowUnder(COLUMNS, {
    organisation,
    grant,
    from: months.from,
    to: months.to,
    block: asOf.block,
    figure: language === 'zh' ? (FIGURE_NAMES[figure] ?? figure) : figure,
    met: met.count,
    of: of.count,
    milliseconds: milliseconds ?? '',
    workingDays: workingDays ?? '',
    metDigest: met.digest,
    ofDigest: of.digest,
  });
}

export const appraisalTable = (appraisal: Appraisal, language: TableLanguage): Table => ({
  headings: headingsOf(COLUMNS, language),
  rows: appraisal.figures.map((figure) => rowOf(appraisal, figure, language)),
});
