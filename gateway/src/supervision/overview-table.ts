// SPDX-License-Identifier: Apache-2.0
/** What is clear of each duty as a table, a line per duty, under the headings that agencies use. */
import { heading, headingsOf, rowUnder } from '../tables/columns.js';
import type { Row, Table } from '../tables/table.js';
import { nameIn, worded, WORDS, type TableLanguage } from '../tables/words.js';
import type { DutiesOverview, DutyRow } from './duties.js';

const COLUMNS = {
  duty: heading('职责', 'duty'),
  organisation: heading('机构', 'organisation'),
  name: heading('职责名称', 'name'),
  status: heading('状态', 'status'),
  systems: heading('信息系统', 'systems'),
  listed: heading('已编目资源', 'entries listed'),
  unlisted: heading('未发布条目', 'entries not published'),
  incomplete: heading('要素不全条目', 'entries incomplete'),
  asked: heading('共享申请', 'requests'),
  open: heading('待答复', 'requests open'),
  refused: heading('不同意', 'requests refused'),
  given: heading('授权', 'grants'),
  standing: heading('有效授权', 'grants standing'),
  consumers: heading('使用方', 'consumers'),
  uses: heading('使用记录', 'uses'),
  stated: heading('提出需求', 'demands'),
  toList: heading('待编目需求', 'demands open'),
  changes: heading('待更新', 'changes to follow'),
} as const;

function rowOf({ resources, requests, grants, demands, ...row }: DutyRow, language: TableLanguage): Row {
  return rowUnder(COLUMNS, {
    duty: row.duty,
    organisation: row.organisation,
    name: nameIn(row.names, language),
    status: worded(WORDS.dutyState, row.status, language),
    systems: row.systems,
    ...resources,
    ...requests,
    ...grants,
    consumers: row.consumers,
    uses: row.uses,
    stated: demands.stated,
    toList: demands.open,
    changes: row.changes,
  });
}

export const overviewTable = ({ duties }: DutiesOverview, language: TableLanguage): Table => ({
  headings: headingsOf(COLUMNS, language),
  rows: duties.map((row) => rowOf(row, language)),
});
