// SPDX-License-Identifier: Apache-2.0
/** A supervision report as a table: a line per member and item. */
import { itemName } from '@catalog-chain/chaincode/domain/law/citation';
import { heading, headingsOf, rowUnder } from '../tables/columns.js';
import type { Table } from '../tables/table.js';
import type { TableLanguage } from '../tables/words.js';
import type { SupervisionReport } from './report.js';

const COLUMNS = {
  organisation: heading('机构', 'organisation'),
  from: heading('起始月份', 'from'),
  to: heading('截止月份', 'to'),
  block: heading('区块', 'block'),
  item: heading('条款', 'item'),
  text: heading('情形', 'text'),
  seen: heading('可见程度', 'seen'),
  count: heading('次数', 'count'),
  digest: heading('摘要（SHA-256）', 'digest'),
} as const;

const SEEN = { computed: '账本计得', partly: '账本仅见一部分', invisible: '账本不可见' } as const;

export function supervisionTable(
  { members, months, asOf }: SupervisionReport,
  language: TableLanguage,
): Table {
  const isChinese = language === 'zh';
  const rows = members.flatMap(({ organisation, items }) =>
    items.map(({ item, text, seen, count, digest }) =>
      rowUnder(COLUMNS, {
        organisation,
        from: months.from,
        to: months.to,
        block: asOf.block,
        item: itemName(item, language),
        text: text[language],
        seen: isChinese ? SEEN[seen] : seen,
        count,
        digest,
      }),
    ),
  );
  return { headings: headingsOf(COLUMNS, language), rows };
}
