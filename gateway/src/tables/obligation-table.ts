// SPDX-License-Identifier: Apache-2.0
/** What is owed as a table, a line per obligation. */
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { ObligationStanding } from '@catalog-chain/chaincode/domain/law/obligations';
import type { Words } from '@catalog-chain/chaincode/domain/law/rule';
import type { Row } from './table.js';
import type { TableLanguage } from './words.js';

/** An obligation, what it is called, how it stands, and what follows where it is not met. */
export type ToldObligation = Obligation & {
  readonly title: Words;
  readonly standing: ObligationStanding;
  readonly liability?: string;
};

const HEADINGS: Readonly<Record<TableLanguage, readonly string[]>> = {
  zh: [
    ...['义务编号', '事项', '条款', '责任方', '相对方', '起算时间', '期限', '当前状态'],
    ...['履行时间', '是否逾期', '认定方式', '延期（工作日）', '授权', '目录', '责任情形'],
  ],
  en: [
    ...['id', 'title', 'article', 'owed by', 'owed to', 'started', 'due', 'standing'],
    ...['met', 'late', 'basis', 'extension (working days)', 'grant', 'resource', 'liability'],
  ],
};

const STANDING: Readonly<Record<ObligationStanding, string>> = {
  open: '进行中',
  paused: '中止计时',
  overdue: '已逾期',
  met: '按时履行',
  'met-late': '逾期履行',
  missed: '未履行',
  void: '已终止',
};

const BASIS = { act: '账本行为', declared: '声明', confirmed: '已确认', use: '使用记录' } as const;

export const obligationHeadings = (language: TableLanguage): readonly string[] => HEADINGS[language];

const daysGiven = ({ extension }: Obligation): number | '' =>
  extension?.answer?.approved === true ? extension.days : '';

function metCells({ met }: Obligation, language: TableLanguage): Row {
  if (!met) return ['', '', ''];
  if (language === 'en') return [met.at, String(met.late), met.basis];
  return [met.at, met.late ? '是' : '否', BASIS[met.basis]];
}

export function obligationRow(one: ToldObligation, language: TableLanguage): Row {
  const { title, article = '', owedBy, owedByRole = '', standing } = one;
  return [
    ...[one.id, title[language], article, owedBy ?? owedByRole, one.owedTo ?? '', one.startedAt, one.dueAt],
    language === 'zh' ? STANDING[standing] : standing,
    ...metCells(one, language),
    ...[daysGiven(one), one.grant ?? '', one.resource ?? '', one.liability ?? ''],
  ];
}
