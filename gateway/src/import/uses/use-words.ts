// SPDX-License-Identifier: Apache-2.0
/** What words of a table of uses may mean on the ledger. */
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { LEAF_KINDS, OUTCOMES, SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { wordIn } from '../fields.js';
import type { Vocabularies } from '../mapping/vocabularies.js';

type Words = Readonly<Record<string, string>>;

const ACTIONS: Words = {
  复制: 'copy',
  下载: 'copy',
  查询: 'query',
  调用: 'query',
  核验: 'verify',
  比对: 'verify',
};
const RESULTS: Words = {
  成功: 'ok',
  正常: 'ok',
  success: 'ok',
  succeeded: 'ok',
  无结果: 'empty',
  空: 'empty',
  无数据: 'empty',
  失败: 'error',
  错误: 'error',
  异常: 'error',
  failed: 'error',
  failure: 'error',
};
const KINDS: Words = { 使用: 'use', 拒绝: 'denied', 被拒: 'denied', 无使用: 'nil', 更正: 'correction' };
const SIDE_WORDS: Words = { 使用方: 'claim', 申报: 'claim', 提供方: 'attestation', 佐证: 'attestation' };

const vocabulary = (words: readonly string[], proposed: Words): Vocabularies[string] => ({
  words,
  reads: (word) => words.includes(word),
  proposes: (word) => wordIn(proposed, word.toLowerCase()) ?? words.find((one) => one === word.toLowerCase()),
});

export const USE_VOCABULARIES: Vocabularies = {
  action: vocabulary(SHARING_MODES, ACTIONS),
  outcome: vocabulary(OUTCOMES, RESULTS),
  kind: vocabulary(LEAF_KINDS, KINDS),
  side: vocabulary(SIDES, SIDE_WORDS),
};
