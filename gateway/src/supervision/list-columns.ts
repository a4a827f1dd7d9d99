// SPDX-License-Identifier: Apache-2.0
/** The three lists of a catalogue, what each of their lines says, and a line as a row of a table. */
import type { Names } from '@catalog-chain/chaincode/domain/records';
import { heading, rowUnder, type Columns } from '../tables/columns.js';
import type { Row } from '../tables/table.js';
import { nameIn, WORDS, type TableLanguage, type Words } from '../tables/words.js';

export const LISTS = ['demand', 'responsibility', 'negative'] as const;
export type ListName = (typeof LISTS)[number];

/** A line of a list: what the columns of each are is written beside it. */
export type ListRow = Readonly<Record<string, string | readonly string[] | Names>>;

/** Fields in order, with the headings that agencies use. */
export const LIST_COLUMNS: Readonly<Record<ListName, Columns>> = {
  demand: {
    id: heading('需求编号', 'demand'),
    consumer: heading('需求部门', 'consumer'),
    provider: heading('提供部门', 'provider'),
    names: heading('所需数据', 'data needed'),
    purpose: heading('使用用途', 'purpose'),
    legalBasis: heading('使用依据', 'legal basis'),
    state: heading('状态', 'state'),
    dueAt: heading('编目期限', 'to be listed until'),
    resource: heading('对应目录', 'entry'),
    refusal: heading('不编目理由', 'reason of refusal'),
  },
  responsibility: {
    id: heading('目录编号', 'entry'),
    organisation: heading('提供单位', 'provider'),
    names: heading('目录名称', 'name'),
    contactRole: heading('责任岗位', 'contact role'),
    system: heading('信息系统', 'system'),
    duties: heading('职责', 'duties'),
    source: heading('数源部门', 'source agency'),
    updateCycle: heading('更新频率', 'update cycle'),
    sharingType: heading('共享属性', 'sharing type'),
    modes: heading('共享方式', 'sharing modes'),
  },
  negative: {
    id: heading('目录编号', 'entry'),
    organisation: heading('提供单位', 'provider'),
    names: heading('目录名称', 'name'),
    reason: heading('不予共享理由', 'reason'),
    basisKind: heading('依据类别', 'kind of basis'),
    citation: heading('依据', 'citation'),
  },
};

/** Fields that hold words of the ledger. */
const WORDS_OF: Readonly<Record<string, Words>> = {
  state: WORDS.demandState,
  updateCycle: WORDS.updateCycle,
  sharingType: WORDS.sharingType,
  modes: WORDS.mode,
  basisKind: WORDS.basis,
};

function cellOf(field: string, value: ListRow[string] | undefined, language: TableLanguage): string {
  const words = language === 'zh' ? WORDS_OF[field] : undefined;
  const word = (text: string): string => words?.[text] ?? text;
  if (value === undefined) return '';
  if (typeof value === 'string') return word(value);
  return 'join' in value ? value.map(word).join(';') : nameIn(value, language);
}

/** A line under the headings of its list. */
export function listRow(list: ListName, row: ListRow, language: TableLanguage): Row {
  const columns = LIST_COLUMNS[list];
  const cells = Object.keys(columns).map((field) => [field, cellOf(field, row[field], language)] as const);
  return rowUnder(columns, Object.fromEntries(cells));
}
