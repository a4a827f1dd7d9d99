// SPDX-License-Identifier: Apache-2.0
/** What is owed as a table, a line per obligation. */
import { articleName, itemName } from '@catalog-chain/chaincode/domain/law/citation';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { ObligationStanding } from '@catalog-chain/chaincode/domain/law/obligations';
import type { Words } from '@catalog-chain/chaincode/domain/law/rule';
import { heading, headingsOf, rowUnder } from './columns.js';
import type { Row } from './table.js';
import { worded, WORDS, type TableLanguage } from './words.js';

/** An obligation, what it is called, how it stands, and what follows where it is not met. */
export type ToldObligation = Obligation & {
  readonly title: Words;
  readonly standing: ObligationStanding;
  readonly liability?: string;
};

const COLUMNS = {
  id: heading('义务编号', 'id'),
  title: heading('事项', 'title'),
  article: heading('条款', 'article'),
  owedBy: heading('责任方', 'owed by'),
  owedTo: heading('相对方', 'owed to'),
  started: heading('起算时间', 'started'),
  due: heading('期限', 'due'),
  standing: heading('当前状态', 'standing'),
  met: heading('履行时间', 'met'),
  late: heading('是否逾期', 'late'),
  basis: heading('认定方式', 'basis'),
  extension: heading('延期（工作日）', 'extension (working days)'),
  grant: heading('授权', 'grant'),
  resource: heading('目录', 'resource'),
  liability: heading('责任情形', 'liability'),
} as const;
type Cells = Readonly<Record<keyof typeof COLUMNS, string | number>>;

/** How something that is owed stands, in Chinese. */
export const STANDING: Readonly<Record<ObligationStanding, string>> = {
  open: '期限内',
  paused: '暂停计时',
  overdue: '已逾期',
  met: '按期履行',
  'met-late': '逾期履行',
  missed: '未履行',
  void: '不再需要',
};

const BASIS = { act: '账本行为', declared: '声明', confirmed: '已确认', use: '使用记录' } as const;

export const obligationHeadings = (language: TableLanguage): readonly string[] =>
  headingsOf(COLUMNS, language);

const daysGiven = ({ extension }: Obligation): number | '' =>
  extension?.answer?.approved === true ? extension.days : '';

function metCells({ met }: Obligation, language: TableLanguage): Pick<Cells, 'met' | 'late' | 'basis'> {
  if (!met) return { met: '', late: '', basis: '' };
  if (language === 'en') return { met: met.at, late: String(met.late), basis: met.basis };
  return { met: met.at, late: met.late ? '是' : '否', basis: BASIS[met.basis] };
}

/** A role owes it where nobody is named. */
const roleIn = ({ owedByRole }: Obligation, language: TableLanguage): string =>
  owedByRole === undefined ? '' : worded(WORDS.role, owedByRole, language);

export function obligationRow(one: ToldObligation, language: TableLanguage): Row {
  const { id, title, article, owedBy, owedTo = '', standing } = one;
  return rowUnder(COLUMNS, {
    id,
    title: title[language],
    article: article === undefined ? '' : articleName(article, language),
    owedBy: owedBy ?? roleIn(one, language),
    owedTo,
    started: one.startedAt,
    due: one.dueAt,
    standing: language === 'zh' ? STANDING[standing] : standing,
    ...metCells(one, language),
    extension: daysGiven(one),
    grant: one.grant ?? '',
    resource: one.resource ?? '',
    liability: one.liability === undefined ? '' : itemName(one.liability, language),
  });
}
