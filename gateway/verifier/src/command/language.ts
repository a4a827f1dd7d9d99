// SPDX-License-Identifier: Apache-2.0
/** The languages of what a command prints: which is asked for, and the labels of a verdict's lines in both. */

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Chinese where the environment asks for it. */
export function languageOf(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value);
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}

/** How much of a bundle was looked at. */
interface Counts {
  readonly reads: number;
  readonly transactions: number;
  readonly leaves: number;
  readonly parts: number;
}

interface Labels {
  readonly proved: string;
  readonly claimed: string;
  readonly fault: string;
  readonly unproved: string;
  readonly noTime: string;
  readonly valid: string;
  readonly invalid: string;
  readonly roots: Readonly<Record<'given' | 'bundle', string>>;
  readonly ledger: (kind: string, channel: string, genesisHash: string) => string;
  readonly endorsed: (members: readonly string[]) => string;
  readonly asOf: (block: number, time: string) => string;
  readonly checked: (counts: Counts) => string;
}

export const WORDS: Readonly<Record<Language, Labels>> = {
  en: {
    proved: 'proved    ',
    claimed: 'claimed   ',
    fault: 'FAULT     ',
    unproved: 'unproved  ',
    noTime: 'as of     no time that can be shown',
    valid: 'VALID',
    invalid: 'INVALID',
    roots: {
      given: 'roots     yours',
      bundle: 'roots     from the bundle itself: they vouch for themselves',
    },
    ledger: (kind, channel, genesisHash) =>
      `ledger    ${kind}, channel ${channel}, first block ${genesisHash}`,
    endorsed: (members) => `endorsed  by more than half of: ${members.join(', ')}`,
    asOf: (block, time) => `as of     block ${block}, ${time}`,
    checked: ({ reads, transactions, leaves, parts }) =>
      `checked   ${reads} reads, ${transactions} transactions, ${leaves} events${parts > 1 ? ` in ${parts} parts` : ''}`,
  },
  zh: {
    proved: '已证明    ',
    claimed: '仅为所称  ',
    fault: '错误      ',
    unproved: '不能证明  ',
    noTime: '截至      没有可以证明的时间',
    valid: '有效 VALID',
    invalid: '无效 INVALID',
    roots: { given: '根证书    由您提供', bundle: '根证书    来自证据包本身，只能自证' },
    ledger: (kind, channel, genesisHash) =>
      `账本      ${kind === 'fabric' ? 'Fabric' : '内嵌账本'}，通道 ${channel}，首个区块 ${genesisHash}`,
    endorsed: (members) => `背书      以下机构的半数以上：${members.join('、')}`,
    asOf: (block, time) => `截至      区块 ${block}，${time}`,
    checked: ({ reads, transactions, leaves, parts }) =>
      `已核对    ${reads} 次读取，${transactions} 笔交易，${leaves} 条使用记录${parts > 1 ? `，共 ${parts} 个分卷` : ''}`,
  },
};
