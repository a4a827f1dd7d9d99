// SPDX-License-Identifier: Apache-2.0
/** A supervision report as a table: a line per member and item. */
import type { Table } from '../tables/table.js';
import type { TableLanguage } from '../tables/words.js';
import type { SupervisionReport } from './report.js';

const HEADINGS: Readonly<Record<TableLanguage, readonly string[]>> = {
  zh: ['机构', '起始月份', '截止月份', '区块', '条款', '情形', '可见程度', '次数', '摘要（SHA-256）'],
  en: ['organisation', 'from', 'to', 'block', 'item', 'text', 'seen', 'count', 'digest'],
};

const SEEN = { computed: '账本计得', partly: '账本仅见一部分', invisible: '账本不可见' } as const;

/** `39-4` → 第39条（4） */
const articleOf = (item: string): string => item.replace(/^(\d+)-(\d+)$/, '第$1条（$2）');

export function supervisionTable(
  { members, months, asOf }: SupervisionReport,
  language: TableLanguage = 'en',
): Table {
  const isChinese = language === 'zh';
  const rows = members.flatMap(({ organisation, items }) =>
    items.map(({ item, text, seen, count, digest }) => [
      ...[organisation, months.from, months.to, asOf.block],
      ...[isChinese ? articleOf(item) : item, text.zh, isChinese ? SEEN[seen] : seen, count, digest],
    ]),
  );
  return { headings: HEADINGS[language], rows };
}
