// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue as a table: a row per data item, what is the entry's in each of them, under the headings of the national
 * guide (政务信息资源目录编制指南) and, for what the guide has no heading, of the regulation.
 */
import { heading, headingsOf } from './columns.js';
import type { TableLanguage } from './words.js';

/** What an entry says. The first is what tells the table from another one. */
export const ENTRY_COLUMNS = {
  id: heading('目录链编号', 'Catalog Chain entry'),
  guideCode: heading('信息资源代码', 'Guide code'),
  nameZh: heading('信息资源名称', 'Name (Chinese)'),
  nameEn: heading('信息资源名称（英文）', 'Name (English)'),
  summaryZh: heading('信息资源摘要', 'Summary (Chinese)'),
  summaryEn: heading('信息资源摘要（英文）', 'Summary (English)'),
  system: heading('信息系统', 'System'),
  formats: heading('信息资源格式', 'Formats'),
  sharingType: heading('共享类型', 'Sharing type'),
  condition: heading('共享条件', 'Condition'),
  roles: heading('共享范围：角色', 'Consumers: roles'),
  levels: heading('共享范围：层级', 'Consumers: levels'),
  regions: heading('共享范围：行政区划', 'Consumers: divisions'),
  organisations: heading('共享范围：机构', 'Consumers: organisations'),
  purposes: heading('允许用途', 'Permitted purposes'),
  others: heading('其他使用条件', 'Other conditions'),
  modes: heading('共享方式', 'Sharing modes'),
  legalBasis: heading('不予共享依据', 'Basis in words'),
  reason: heading('不予共享理由', 'Reason'),
  basisKind: heading('依据类别', 'Kind of basis'),
  citation: heading('依据条文', 'Citation'),
  openType: heading('是否向社会开放', 'Open to the public'),
  openCondition: heading('开放条件', 'Condition of opening'),
  updateCycle: heading('更新周期', 'Update cycle'),
  secrecy: heading('保密风险评估（SHA-256）', 'Secrecy assessment (SHA-256)'),
  personalInformation: heading(
    '个人信息保护影响评估（SHA-256）',
    'Personal information assessment (SHA-256)',
  ),
  agreed: heading('同意岗位', 'Post that agreed'),
  contactRole: heading('责任岗位', 'Contact role'),
  schemaDigest: heading('数据结构（SHA-256）', 'Schema (SHA-256)'),
  sourceIdentifier: heading('来源标识', 'Source identifier'),
  sourceDigest: heading('来源（SHA-256）', 'Source (SHA-256)'),
} as const;
export type EntryField = keyof typeof ENTRY_COLUMNS;

/** What each of its data items says. */
export const ITEM_COLUMNS = {
  itemCode: heading('信息项编号', 'Item code'),
  itemZh: heading('信息项名称', 'Item (Chinese)'),
  itemEn: heading('信息项名称（英文）', 'Item (English)'),
  dataType: heading('数据类型', 'Data type'),
  sensitivity: heading('敏感级别', 'Sensitivity'),
  grade: heading('数据分级', 'Grade'),
  dataClass: heading('数据分类', 'Class'),
} as const;
export type ItemField = keyof typeof ITEM_COLUMNS;

/** What the ledger says of it besides; read by people, and not read back. */
export const NOTE_COLUMNS = {
  provider: heading('信息资源提供方', 'Provider'),
  providerCode: heading('信息资源提供方代码', 'Provider code'),
  state: heading('状态', 'State'),
  version: heading('版本', 'Version'),
  published: heading('发布日期', 'Published'),
} as const;
export type NoteField = keyof typeof NOTE_COLUMNS;

const COLUMNS = { ...ENTRY_COLUMNS, ...ITEM_COLUMNS, ...NOTE_COLUMNS };

/** Of every column, in the order in which rows have their cells. */
export const headingsIn = (language: TableLanguage): readonly string[] => headingsOf(COLUMNS, language);

export const FIELDS = Object.keys(COLUMNS) as readonly (EntryField | ItemField | NoteField)[];

/** The language of a table that is such a one; undefined where it is another. */
export const languageOfColumns = (columns: readonly string[]): TableLanguage | undefined =>
  (['zh', 'en'] as const).find((language) => columns.includes(ENTRY_COLUMNS.id[language]));

/** Headings of what is read back that the table does not have. */
export function missingHeadings(columns: readonly string[], language: TableLanguage): string[] {
  const wanted = headingsOf({ ...ENTRY_COLUMNS, ...ITEM_COLUMNS }, language);
  return wanted.filter((one) => !columns.includes(one));
}

/** Heading of a field, to name it to whoever wrote the table. */
export const headingOf = (field: EntryField | ItemField, language: TableLanguage): string =>
  COLUMNS[field][language];
