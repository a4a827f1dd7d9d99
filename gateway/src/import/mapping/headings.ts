// SPDX-License-Identifier: Apache-2.0
/** Headings that agencies use, in English and Chinese, and the field that each stands for. First match wins. */
import { compatible } from '../prose.js';

/** What a mapped file may hold. */
export const KINDS = ['catalogue', 'agreements', 'uses'] as const;
export type MappedKind = (typeof KINDS)[number];

type Headings = Readonly<Record<string, readonly string[]>>;

const CATALOGUE: Headings = {
  identifier: [
    'identifier',
    'code',
    'id',
    '信息资源代码',
    '目录编码',
    '目录代码',
    '资源代码',
    '资源编码',
    '数据资源代码',
    '标识符',
    '编号',
  ],
  title: [
    'title',
    'name',
    '信息资源名称',
    '目录名称',
    '数据资源名称',
    '资源名称',
    '数据集名称',
    '数据目录名称',
    '标题',
    '名称',
  ],
  summary: [
    'description',
    'summary',
    'notes',
    '信息资源摘要',
    '数据摘要',
    '摘要描述',
    '服务描述',
    '资源摘要',
    '目录摘要',
    '摘要',
    '描述',
    '简介',
    '数据描述',
  ],
  publisher: [
    'publisher',
    'organisation',
    'organization',
    '信息资源提供方',
    '数据提供方',
    '数据提供单位',
    '提供单位',
    '提供方',
    '提供部门',
    '来源部门',
    '数源部门',
    '数据来源',
    '所属部门',
    '发布单位',
    '发布机构',
  ],
  publisherCode: ['publishercode', '信息资源提供方代码', '提供方代码', '统一社会信用代码'],
  sharing: [
    'accesslevel',
    'sharingtype',
    'access',
    '共享类型',
    '共享属性',
    '开放属性',
    '开放类型',
    '开放条件',
    '开放方式',
    '开放状态',
  ],
  terms: ['rights', 'condition', 'legalbasis', '共享条件', '不予共享依据', '使用条件', '使用要求'],
  cycle: ['accrualperiodicity', 'updatecycle', 'frequency', '更新周期', '更新频率', '更新频度'],
  modes: ['modes', 'sharingmodes', '共享方式', '提供渠道'],
  items: ['items', '信息项', '数据项', '字段'],
  item: ['item', 'itemname', '信息项名称', '数据项名称', '字段名称', '字段中文名', '信息项'],
  itemType: ['itemtype', 'datatype', '数据类型', '字段类型', '信息项类型'],
  unit: ['system', 'unit', '信息系统', '所属系统', '来源系统'],
  programme: ['programcode', 'duty', '职责编码', '职责代码'],
  formats: [
    'format',
    'formats',
    'distribution',
    '数据格式',
    '格式类型',
    '文件格式',
    '资源格式',
    '信息资源格式',
  ],
  grade: ['grade', '数据分级', '数据级别', '分级', '安全级别', '数据安全级别'],
  dataClass: ['dataclass', '数据分类', '数据类别'],
  open: ['open', '是否向社会开放', '社会开放属性', '向社会开放'],
  openCondition: ['opencondition', '开放条件说明', '向社会开放条件'],
  reason: ['reason', '不予共享理由', '不予共享原因'],
  secrecy: ['secrecyassessment', '保密风险评估', '保密风险评估（sha-256）', '保密审查'],
  personalInformation: [
    'personalinformationassessment',
    '个人信息保护影响评估',
    '个人信息保护影响评估（sha-256）',
    '个人信息评估',
  ],
  agreed: ['agreedby', '同意岗位', '审批岗位'],
  // The ledger has no field for these. They are part of the digest of what the entry says, so a change is noticed.
  keywords: ['keyword', 'keywords', 'tags', '关键字', '关键词', '标签'],
  modified: ['modified', '更新时间', '更新日期', '最后更新时间', '数据更新时间', '最近更新'],
  issued: ['issued', '发布时间', '发布日期', '首次发布时间', '创建时间'],
  theme: ['theme', 'category', '主题名称', '主题', '所属领域', '数据领域', '主题分类', '领域'],
  industry: ['industry', '所属行业', '行业名称', '行业', '行业分类'],
};

const AGREEMENTS: Headings = {
  reference: ['reference', 'agreement', '协议编号', '协议号'],
  version: ['version', '版本', '版本号'],
  recipient: ['recipient', 'consumer', 'organisation', '使用方', '申请单位', '使用单位'],
  title: ['title', 'purpose', '协议名称', '用途', '使用目的'],
  from: ['start_date', 'from', 'start', '开始日期', '起始日期', '生效日期'],
  to: ['end_date', 'to', 'end', '结束日期', '截止日期', '终止日期'],
  dataset: ['dataset', 'data set', '数据集', '数据资源名称', '信息资源名称'],
  typeOfData: ['type_of_data', '数据类别'],
  legalBasis: ['legal_basis', 'legal basis', '法律依据', '使用依据', '依据'],
  frequency: ['frequency', '频率', '更新频率'],
};

const same = (...names: readonly string[]): Headings =>
  Object.fromEntries(names.map((name) => [name, [name]]));

const USES: Headings = {
  ...same('id', 'kind', 'record', 'count', 'actor', 'case', 'items', 'corrects', 'organisation', 'side'),
  correlation: ['correlation', 'requestid', 'request_id', '请求编号', '流水号', '请求流水号'],
  grant: ['grant', '授权编号', '授权'],
  recordId: ['recordid', 'record_id', '记录标识', '记录编号', '业务编号'],
  action: ['action', '操作', '使用方式', '调用方式'],
  at: ['at', 'time', 'timestamp', '时间', '使用时间', '调用时间'],
  system: ['system', '信息系统', '系统', '调用系统'],
  actorId: ['actorid', 'user', '操作人', '用户', '经办人'],
  purpose: ['purpose', '用途', '使用用途'],
  outcome: ['outcome', 'result', '结果', '调用结果'],
};

export const HEADINGS: Readonly<Record<MappedKind, Headings>> = {
  catalogue: CATALOGUE,
  agreements: AGREEMENTS,
  uses: USES,
};

const XROAD_PARTY = ['XRoadInstance', 'MemberClass', 'MemberCode', 'SubsystemCode'];

/** Fields that no heading proposes. */
const FURTHER: Readonly<Record<MappedKind, readonly string[]>> = {
  catalogue: ['region'],
  agreements: [],
  uses: [
    ...['securityServerType', 'messageId', 'xRequestId', 'xrequestId', 'serviceCode', 'serviceVersion'],
    ...['client', 'service'].flatMap((side) => XROAD_PARTY.map((part) => `${side}${part}`)),
    ...['succeeded', 'faultCode', 'soapFaultCode'],
    ...['requestInTs', 'requestOutTs', 'responseInTs', 'responseOutTs'],
  ],
};

/** All that a mapping may name. */
export const fieldsOf = (kind: MappedKind): readonly string[] => [
  ...Object.keys(HEADINGS[kind]),
  ...FURTHER[kind],
];

const key = (heading: string): string =>
  compatible(heading)
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '');

/**
 * Headings of GB/T 21063 and of our own tables: a catalogue that has one of each needs no mapping, for what they mean
 * needs nobody's confirmation.
 */
export const STANDARD: Headings = {
  identifier: ['identifier', 'code', 'id', '信息资源代码', '目录编码'],
  title: ['title', 'name', '信息资源名称', '目录名称'],
  sharing: ['accesslevel', 'sharingtype', '共享类型'],
};

/** Fields of which a table has none of these headings. */
export function missingStandards(columns: readonly string[]): string[] {
  const there = new Set(columns.map(key));
  const isThere = (headings: readonly string[]): boolean => headings.some((one) => there.has(key(one)));
  return Object.keys(STANDARD).filter((field) => !isThere(STANDARD[field] ?? []));
}

export const hasStandardHeadings = (columns: readonly string[]): boolean =>
  missingStandards(columns).length === 0;

/** The first column of the name: a table tells a second one apart by a number. */
export function firstOf(columns: readonly string[], column: string): string {
  const first = column.replace(/ \(\d+\)$/, '');
  return columns.includes(first) ? first : column;
}

/** Headings that mean the same as one of a field; of most it is that heading alone. */
function sameAs(heading: string, field: string): readonly string[] {
  const standard = (STANDARD[field] ?? []).map(key);
  return field === 'sharing' && standard.includes(heading) ? standard : [heading];
}

/** Columns → fields: the column whose heading comes first in the field's list, and those that mean the same. */
export function fieldsFor(kind: MappedKind, columns: readonly string[]): Map<string, string> {
  const free = Map.groupBy(columns, (column) => key(firstOf(columns, column)));
  const found = new Map<string, string>();
  for (const [field, headings] of Object.entries(HEADINGS[kind])) {
    const first = headings.map(key).find((one) => free.has(one));
    for (const heading of first === undefined ? [] : sameAs(first, field)) {
      for (const column of free.get(heading) ?? []) found.set(column, field);
      free.delete(heading);
    }
  }
  return found;
}
