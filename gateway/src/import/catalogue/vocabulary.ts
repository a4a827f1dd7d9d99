// SPDX-License-Identifier: Apache-2.0
/** How other vocabularies' words map onto ours. */
import { assessments } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import {
  DATA_FORMATS,
  DATA_GRADES,
  SHARING_TYPES,
  UPDATE_CYCLES,
  type DataClass,
  type DataFormat,
  type DataGrade,
  type DataType,
  type ResourceContent,
  type SharingMode,
  type SharingType,
  type UpdateCycle,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { RowError } from '../faults.js';
import { wordIn } from '../fields.js';
import { compatible } from '../prose.js';
import type { Vocabularies } from '../mapping/vocabularies.js';
import { alike } from '../said-alike.js';

/** Project Open Data `accessLevel`, EU access-right authority codes, and the Chinese terms. */
const SHARING: Readonly<Record<string, SharingType>> = {
  public: 'unconditional',
  unconditional: 'unconditional',
  open: 'unconditional',
  无条件共享: 'unconditional',
  'restricted public': 'conditional',
  restricted: 'conditional',
  conditional: 'conditional',
  有条件共享: 'conditional',
  按需共享: 'conditional',
  'non-public': 'not-shared',
  non_public: 'not-shared',
  private: 'not-shared',
  sensitive: 'not-shared',
  confidential: 'not-shared',
  'not-shared': 'not-shared',
  不予共享: 'not-shared',
};

/** ISO 8601 repeating intervals (Project Open Data), EU frequency codes, plain words, Chinese terms. */
const CYCLES: Readonly<Record<string, UpdateCycle>> = {
  'r/pt1s': 'real-time',
  update_cont: 'real-time',
  cont: 'real-time',
  'real-time': 'real-time',
  实时: 'real-time',
  'r/p1d': 'daily',
  daily: 'daily',
  每日: 'daily',
  'r/p1w': 'weekly',
  weekly: 'weekly',
  每周: 'weekly',
  'r/p1m': 'monthly',
  monthly: 'monthly',
  每月: 'monthly',
  'r/p3m': 'quarterly',
  quarterly: 'quarterly',
  每季度: 'quarterly',
  'r/p6m': 'half-yearly',
  biannual: 'half-yearly',
  semiannual: 'half-yearly',
  annual_2: 'half-yearly',
  'half-yearly': 'half-yearly',
  每半年: 'half-yearly',
  'r/p1y': 'yearly',
  annual: 'yearly',
  annually: 'yearly',
  yearly: 'yearly',
  每年: 'yearly',
  irregular: 'irregular',
  irreg: 'irregular',
  不定期: 'irregular',
};

const TYPES: Readonly<Record<string, DataType>> = {
  number: 'number',
  numeric: 'number',
  integer: 'number',
  int: 'number',
  float: 'number',
  数值型: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  日期型: 'date',
  datetime: 'date-time',
  timestamp: 'date-time',
  'date-time': 'date-time',
  日期时间型: 'date-time',
  code: 'code',
  geometry: 'geometry',
  document: 'document',
  image: 'image',
};

const MODES: Readonly<Record<string, readonly SharingMode[]>> = {
  copy: ['copy'],
  query: ['query'],
  verify: ['verify'],
  batch: ['batch'],
  file: ['file'],
  api: ['query'],
  接口: ['query'],
  核验: ['verify'],
  文件: ['copy'],
  文件下载: ['file'],
  批量交换: ['batch'],
  服务接口: ['query'],
};

const FORMATS: Readonly<Record<string, DataFormat>> = {
  ...Object.fromEntries(DATA_FORMATS.map((format) => [format, format])),
  jpeg: 'jpg',
  tiff: 'tif',
  htm: 'html',
  api: 'interface',
  接口: 'interface',
  服务接口: 'interface',
  数据库: 'database',
  其他: 'other',
};

const GRADES: Readonly<Record<string, DataGrade>> = {
  ...Object.fromEntries(DATA_GRADES.map((grade) => [grade, grade])),
  核心: 'core',
  核心数据: 'core',
  重要: 'important',
  重要数据: 'important',
  ...Object.fromEntries(
    ['一', '二', '三', '四'].flatMap((word, i) =>
      [`一般${i + 1}级`, `一般${word}级`, `${i + 1}级`, `${word}级`, `l${i + 1}`].map((one) => [
        one,
        `general-${i + 1}` as DataGrade,
      ]),
    ),
  ),
};

const CLASSES: Readonly<Record<string, DataClass>> = {
  user: 'user',
  business: 'business',
  management: 'management',
  operations: 'operations',
  用户数据: 'user',
  业务数据: 'business',
  经营管理数据: 'management',
  系统运维数据: 'operations',
};

const lastPart = (term: string): string => term.split(/[#/]/).pop() ?? term;
const look = <T>(table: Readonly<Record<string, T>>, term: string): T | undefined => {
  const lower = term.trim().toLowerCase();
  return wordIn(table, lower) ?? wordIn(table, lastPart(lower));
};

/** The European authority's terms; an address of anybody else's means what they mean by it. */
const ACCESS_RIGHT = /^https?:\/\/publications\.europa\.eu\/resource\/authority\/access-right\/([a-z_]+)$/;

function knownSharing(term: string): SharingType | undefined {
  const word = term.trim().toLowerCase();
  return wordIn(SHARING, ACCESS_RIGHT.exec(word)?.[1] ?? word);
}

/** @throws RowError for a word that is absent or in none of the vocabularies: sharing is never guessed. */
export function sharingTypeOf(term: string | undefined): SharingType {
  const found = term === undefined ? undefined : knownSharing(term);
  if (found) return found;
  throw new RowError('READ_SHARING_TYPE', { field: 'sharing' });
}

/** What a word of a table stands for. */
export const meaningOf = (field: string, word: string): string =>
  field === 'sharing' ? (knownSharing(word) ?? word) : word;

/** @param terms all that an entry says of it. @throws RowError also where they contradict each other */
export const sharingTypeAmong = (terms: readonly (string | undefined)[]): SharingType =>
  alike(terms.map(sharingTypeOf), 'access level') ?? sharingTypeOf(undefined);

const NOT_PUBLISHED = ['draft', 'deleted', 'develop', 'withdrawn'];

/** @param state the catalogue's own word for it, where it has one. @throws RowError `READ_WITHDRAWN` */
export function ensurePublished(state: string | undefined): void {
  if (state !== undefined && NOT_PUBLISHED.includes(lastPart(state.trim().toLowerCase())))
    throw new RowError('READ_WITHDRAWN');
}

/**
 * Words of catalogues of open data. Being open to the public is not being shared among agencies: they are proposed in
 * a mapping, and count when a person has confirmed it.
 */
const OPENNESS: Readonly<Record<string, SharingType>> = {
  无条件开放: 'unconditional',
  完全开放: 'unconditional',
  普遍开放: 'unconditional',
  主动开放: 'unconditional',
  无条件: 'unconditional',
  有条件开放: 'conditional',
  依申请开放: 'conditional',
  受限开放: 'conditional',
  部分开放: 'conditional',
  有条件: 'conditional',
  不予开放: 'not-shared',
  不开放: 'not-shared',
  暂不开放: 'not-shared',
};

const CYCLE_WORDS: Readonly<Record<string, UpdateCycle>> = {
  按需: 'irregular',
  其他: 'irregular',
  其它: 'irregular',
  一次性: 'irregular',
  日: 'daily',
  每天: 'daily',
  周: 'weekly',
  月: 'monthly',
  季: 'quarterly',
  季度: 'quarterly',
  每季: 'quarterly',
  半年: 'half-yearly',
  年: 'yearly',
};

/** What a mapping proposes for a word. */
export const CATALOGUE_VOCABULARIES: Vocabularies = {
  sharing: {
    words: SHARING_TYPES,
    reads: (word) => knownSharing(word) !== undefined,
    proposes: (word) => knownSharing(word) ?? look(OPENNESS, word),
  },
  cycle: {
    words: UPDATE_CYCLES,
    reads: (word) => word === 'unknown' || look(CYCLES, word) !== undefined,
    proposes: (word) => look(CYCLES, word) ?? look(CYCLE_WORDS, word),
  },
};

export const updateCycleOf = (term: string | undefined): UpdateCycle =>
  (term === undefined ? undefined : look(CYCLES, term)) ?? 'unknown';

export const dataTypeOf = (term: string | undefined): DataType =>
  (term === undefined ? undefined : look(TYPES, term)) ?? 'string';

/** Modes named in a list such as `copy, query`; bulk copy where nothing is said. */
export function modesOf(term: string | undefined): readonly SharingMode[] {
  const found = (term ?? '').split(/[,;、，|]/).flatMap((word) => look(MODES, word) ?? []);
  return found.length === 0 ? ['copy'] : [...new Set(found)].sort();
}

/** Formats named in a list; one that is none of the known is `other`. Undefined where nothing is said. */
export function formatsOf(term: string | undefined): readonly DataFormat[] | undefined {
  const words = (term ?? '').split(/[,;、，；|/\s]+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const found = words.map((word) => look(FORMATS, word.replace(/^\./, '')) ?? 'other');
  return [...new Set(found)].sort();
}

/** @returns undefined for a word that is no grade: `general` alone says not which */
export const gradeOf = (term: string | undefined): DataGrade | undefined =>
  term === undefined ? undefined : (look(GRADES, term) ?? look(GRADES, plainGrade(term)));

/** `一般数据3级` is `一般3级`. */
const plainGrade = (term: string): string => compatible(term).replace(/数据|[\s()]/g, '');

export const dataClassOf = (term: string | undefined): DataClass | undefined =>
  term === undefined ? undefined : look(CLASSES, term);

const YES = ['是', 'yes', 'true', '无条件开放', '完全开放'];
const NO = ['否', 'no', 'false', '不予开放', '不开放'];

/** Whether the public may have it, said in words, and on which condition. */
export function opennessOf(
  term: string | undefined,
  condition: string | undefined,
): ResourceContent['openness'] | undefined {
  const word = (term ?? '').trim().toLowerCase();
  if (NO.includes(word)) return { openType: 'not-open' };
  const isOpen = YES.includes(word);
  const depends = ['有条件开放', '依申请开放'].includes(word);
  if (condition !== undefined && (isOpen || depends)) return { openType: 'conditional', condition };
  return isOpen ? { openType: 'unconditional' } : undefined;
}

/** Digests of both assessments, and the post that agreed. @returns undefined unless all three are said, as the ledger takes them */
export function assessmentsOf({
  secrecy,
  personalInformation,
  agreed,
}: Readonly<Record<string, string>>): ResourceContent['assessments'] | undefined {
  const said = {
    secrecy: secrecy?.toLowerCase(),
    personalInformation: personalInformation?.toLowerCase(),
    agreed,
  };
  return assessments.safeParse(said).data;
}

const ASSESSED = ['secrecy', 'personalInformation', 'agreed'] as const;

/** Fields whose words are closed, and what may be said there. */
const KNOWN_WORDS = {
  grade: '核心数据, 重要数据, 一般1级 – 一般4级; core, important, general-1 – general-4',
  dataClass: Object.keys(CLASSES).join(', '),
  open: [...YES, ...NO, '有条件开放', '依申请开放'].join(', '),
  cycle: '实时, 每日, 每周, 每月, 每季度, 每半年, 每年, 不定期',
} as const;
type WordedField = keyof typeof KNOWN_WORDS;

/** What is to be said of a word that nobody knows. */
const unknownWord = (field: WordedField, named: (field: string) => string): RowError =>
  new RowError('READ_WORD', { field: named(field), known: KNOWN_WORDS[field] });

const isUnread = (said: string | undefined, read: unknown): boolean =>
  said !== undefined && read === undefined;

/** Assessments as the ledger takes them, of which each is tried in turn. */
const FITTING = { secrecy: '0'.repeat(64), personalInformation: '0'.repeat(64), agreed: 'x' };

/** Those of the three that are missing or not as the ledger takes them. */
const unfitAssessments = (fields: Readonly<Record<string, string>>): readonly string[] =>
  ASSESSED.filter((field) => {
    const said = field === 'agreed' ? fields[field] : fields[field]?.toLowerCase();
    return !assessments.safeParse({ ...FITTING, [field]: said }).success;
  });

/**
 * What is to be said of fields of a row that are left out, for nobody understands them; undefined where there are none.
 * @param named how the file calls a field
 */
export function unreadFields(
  fields: Readonly<Record<string, string>>,
  named: (field: string) => string,
): readonly RowError[] | undefined {
  const { grade, dataClass, open, openCondition, cycle } = fields;
  const isOf: Readonly<Record<WordedField, boolean>> = {
    grade: isUnread(grade, gradeOf(grade)),
    dataClass: isUnread(dataClass, dataClassOf(dataClass)),
    open: isUnread(open, opennessOf(open, openCondition)),
    cycle: cycle !== undefined && cycle !== 'unknown' && updateCycleOf(cycle) === 'unknown',
  };
  const unread = (Object.keys(isOf) as WordedField[])
    .filter((field) => isOf[field])
    .map((field) => unknownWord(field, named));
  const isAssessed = ASSESSED.some((field) => fields[field] !== undefined);
  const unfit = isAssessed && assessmentsOf(fields) === undefined ? unfitAssessments(fields) : [];
  if (unfit.length > 0) unread.push(new RowError('READ_ASSESSMENTS', { field: unfit.map(named).join(', ') }));
  return unread.length > 0 ? unread : undefined;
}
