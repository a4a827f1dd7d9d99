// SPDX-License-Identifier: Apache-2.0
/**
 * What the verifier says, in Chinese. The English wording is the key, with places for what differs from bundle to bundle; a
 * verdict as JSON stays English. Used by the command line and by the console.
 */
import { chineseNumber } from '@catalog-chain/chaincode/domain/law/citation';
import { CHINESE } from './chinese.js';

/** Names of sides, states and kinds that stand in a place. What has no row stays as it is. */
const WORDS: Readonly<Record<string, string>> = {
  claim: '使用方申报',
  attestation: '提供方佐证',
  use: '使用',
  denied: '被拒的使用',
  nil: '无使用',
  correction: '更正',
  active: '有效',
  suspended: '已暂停',
  revoked: '已撤销',
  expired: '已到期',
  submitted: '已提交',
  decided: '已决定',
  granted: '已授权',
  recused: '已回避',
  refused: '已拒绝',
  withdrawn: '已撤回',
  returned: '已退回',
  lapsed: '已失效',
  open: '进行中',
  met: '已履行',
  missed: '未履行',
  void: '已免除',
  opened: '已提出',
  answered: '已答辩',
  assigned: '已指派',
  ruled: '已裁决',
  remedied: '已整改',
  appealed: '复议中',
  closed: '已结案',
  matched: '相符',
  differs: '不符',
  closing: '一方已关账',
  request: '申请',
  grant: '授权',
  'in time': '按时',
  late: '逾期',
  'disclosed late': '逾期公开',
  'disclosed in time': '按期公开',
  'signed by its reporter': '由报送方签名',
  'as the ledger holds it': '依账本所存',
  'whoever has the role': '具有该角色的机构',
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Pattern {
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly chinese: string;
}

/** What stands in a place: never what begins the next clause. */
const PLACE = '((?:(?!; ).)*?)';

/** What is more particular stands before what is less: the first that fits is taken. */
const PATTERNS: readonly Pattern[] = Object.entries(CHINESE).map(([english, chinese]) => ({
  expression: new RegExp(
    `^${english
      .split(/\{\w+\}/)
      .map(escaped)
      .join(PLACE)}$`,
    'su',
  ),
  names: [...english.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  chinese,
}));

/** Articles are numbered as the law numbers them. */
const worded = (name: string, value: string): string =>
  name === 'article' ? chineseNumber(value) : (WORDS[value] ?? value);

/** One clause; as it is where the table does not have it. */
function clause(english: string): string {
  const plain = CHINESE[english];
  if (plain !== undefined) return plain;
  for (const { expression, names, chinese } of PATTERNS) {
    const values = expression.exec(english)?.slice(1);
    if (values)
      return chinese.replace(/\{(\w+)\}/g, (_, name: string) =>
        worded(name, values[names.indexOf(name)] ?? ''),
      );
  }
  return english;
}

/** A sentence in Chinese. Statements are clauses joined by semicolons, each of which has its own wording. */
export function inChinese(english: string): string {
  const whole = clause(english);
  return whole === english ? english.split('; ').map(clause).join('；') : whole;
}
