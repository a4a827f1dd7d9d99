// SPDX-License-Identifier: Apache-2.0
/** What agencies call the ledger's words, in Chinese and English: written in one language, read in either. */
import type {
  BasisKind,
  DataClass,
  DataFormat,
  DataGrade,
  DataType,
  ResourceContent,
  SharingMode,
  SharingType,
  UpdateCycle,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { DATA_FORMATS } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Level } from '@catalog-chain/chaincode/domain/members/region';
import type { OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import type { Duty, Names } from '@catalog-chain/chaincode/domain/records';
import type { Demand } from '@catalog-chain/chaincode/domain/upkeep/demand';

export const TABLE_LANGUAGES = ['zh', 'en'] as const;
export type TableLanguage = (typeof TABLE_LANGUAGES)[number];

/** The ledger's word → the Chinese one. In English it is called as on the ledger. */
export type Words<W extends string = string> = Readonly<Record<W, string>>;

type Openness = NonNullable<ResourceContent['openness']>['openType'];

const SHARING_TYPE: Words<SharingType> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  'not-shared': '不予共享',
};

const MODE: Words<SharingMode> = {
  copy: '定期拷贝',
  query: '实时接口',
  verify: '核验比对',
  batch: '批量交换',
  file: '文件下载',
};

const CYCLE: Words<UpdateCycle> = {
  'real-time': '实时',
  daily: '每日',
  weekly: '每周',
  monthly: '每月',
  quarterly: '每季度',
  'half-yearly': '每半年',
  yearly: '每年',
  irregular: '不定期',
  unknown: '未说明',
};

const DATA_TYPE: Words<DataType> = {
  string: '字符型',
  number: '数值型',
  boolean: '布尔型',
  date: '日期型',
  'date-time': '日期时间型',
  code: '代码型',
  document: '文档',
  image: '图像',
  geometry: '空间数据',
  dataset: '数据集',
};

const GRADE: Words<DataGrade> = {
  'general-1': '一般1级',
  'general-2': '一般2级',
  'general-3': '一般3级',
  'general-4': '一般4级',
  important: '重要数据',
  core: '核心数据',
};

const DATA_CLASS: Words<DataClass> = {
  user: '用户数据',
  business: '业务数据',
  management: '经营管理数据',
  operations: '系统运维数据',
};

const FORMAT = {
  ...Object.fromEntries(DATA_FORMATS.map((format) => [format, format])),
  database: '数据库',
  interface: '服务接口',
  other: '其他',
} as Words<DataFormat>;

const OPENNESS: Words<Openness> = {
  unconditional: '无条件开放',
  conditional: '有条件开放',
  'not-open': '不予开放',
};

const BASIS: Words<BasisKind> = {
  law: '法律',
  'administrative-regulation': '行政法规',
  'state-council-decision': '国务院决定',
};

const ROLE: Words<OrganisationRole> = {
  provider: '提供方',
  consumer: '使用方',
  manager: '管理方',
  auditor: '审计方',
  arbitrator: '仲裁方',
  government: '政府',
};

const LEVEL: Words<Level> = {
  national: '国家级',
  provincial: '省级',
  prefectural: '市级',
  county: '县级',
};

const DEMAND_STATE: Words<Demand['state']> = {
  open: '待编目',
  listed: '已编目',
  refused: '不编目',
  withdrawn: '已撤回',
};

const DUTY_STATE: Words<Duty['status']> = { active: '有效', repealed: '已废止' };

export const WORDS = {
  sharingType: SHARING_TYPE,
  mode: MODE,
  updateCycle: CYCLE,
  dataType: DATA_TYPE,
  grade: GRADE,
  dataClass: DATA_CLASS,
  format: FORMAT,
  openness: OPENNESS,
  basis: BASIS,
  role: ROLE,
  level: LEVEL,
  demandState: DEMAND_STATE,
  dutyState: DUTY_STATE,
} as const satisfies Readonly<Record<string, Words>>;

/** A word as it is written. */
export const worded = <W extends string>(words: Words<W>, word: W, language: TableLanguage): string =>
  language === 'zh' ? words[word] : word;

/** A word as the ledger has it; as it stands where it is none, for the schema to refuse. */
export const unworded = (words: Words, text: string): string =>
  Object.entries(words).find(([, zh]) => zh === text)?.[0] ?? text;

/** A name in the language of the table, or in the other where it has none in this. */
export const nameIn = (names: Names, language: TableLanguage): string =>
  names[language] ?? names.zh ?? names.en ?? '';
