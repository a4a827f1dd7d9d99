// SPDX-License-Identifier: Apache-2.0
/** A refusal's sentence in the reader's language. The English wording is the key of every table. */
import { filled, type Parameters, type Said } from '@catalog-chain/chaincode/domain/errors';
import { CONTRACT_WORDINGS } from './contract-wordings.js';
import { GATEWAY_WORDINGS } from './gateway-wordings.js';
import { RULE_WORDINGS } from './rule-wordings.js';
import type { Language } from './text.js';
import { WORDS } from './words.js';

/** Chinese, by English wording. */
export const WORDINGS: Readonly<Record<string, string>> = {
  ...RULE_WORDINGS,
  ...GATEWAY_WORDINGS,
  ...CONTRACT_WORDINGS,
};

/** A sentence may say before its rule which field, or which leaf of a batch, it speaks of. */
const PREFIX = /^(leaf (?:\{index\}|\d+)|\{field\}|[\w.[\]-]{1,100}): ([\s\S]+)$/;

interface Pattern {
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly chinese: string;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Wordings with places, as expressions that find what was put into them: for sentences that come without parameters. */
const PATTERNS: readonly Pattern[] = Object.entries(WORDINGS)
  .filter(([english]) => /\{\w+\}/.test(english))
  .map(([english, chinese]) => ({
    expression: new RegExp(
      `^${english
        .split(/\{\w+\}/)
        .map(escaped)
        .join('(.{0,500}?)')}$`,
    ),
    names: [...english.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    chinese,
  }));

function found(sentence: string): Said | undefined {
  for (const { expression, names, chinese } of PATTERNS) {
    const values = expression.exec(sentence)?.slice(1);
    if (values) {
      const pairs = names.map((name, i) => [name, (values[i] ?? '').split(', ')] as const);
      return { wording: chinese, parameters: Object.fromEntries(pairs) };
    }
  }
  return undefined;
}

const word = (value: string): string => WORDS[value] ?? value;

const listed = (value: Parameters[string]): string =>
  typeof value === 'object' ? value.map(word).join('、') : word(String(value));

/** Places that hold what a caller types: names of fields, and values that a field takes. */
const TYPED: ReadonlySet<string> = new Set(['field', 'fields', 'plain', 'options', 'lacks', 'value']);

const explained = (value: string): string => {
  const meaning = WORDS[value];
  return meaning === undefined ? value : `${value}（${meaning}）`;
};

/** As it has to be typed, with what it means in brackets. zod writes what may be chosen as `"a"|"b"`. */
function typed(value: Parameters[string]): string {
  const values = typeof value === 'object' ? value : [String(value)];
  const plain = values
    .flatMap((one) => one.split('|'))
    .map((one) => one.replace(/^\s*(["']?)(.*)\1\s*$/, '$2'));
  return plain.map(explained).join('、');
}

const inChinese = ({ wording, parameters }: Said): string =>
  filled(wording, parameters, (value, name) => (TYPED.has(name) ? typed(value) : listed(value)));

const prefixed = (prefix: string, parameters: Parameters): string =>
  filled(prefix, parameters).replace(/^leaf (\d+)$/, '第 $1 条');

/**
 * The sentence in Chinese; as it is where no table has it, as of a later contract. Sentences that come as text, without
 * parameters, are found by their form.
 */
export function inChineseOrAsIs(said: Said): string {
  const { wording, parameters } = said;
  const whole = WORDINGS[wording];
  if (whole !== undefined) return inChinese({ wording: whole, parameters });
  const matched = found(filled(wording, parameters));
  if (matched) return inChinese(matched);
  const [, prefix, rest] = PREFIX.exec(wording) ?? [];
  if (prefix === undefined || rest === undefined) return filled(wording, parameters);
  return `${prefixed(prefix, parameters)}: ${inChineseOrAsIs({ wording: rest, parameters })}`;
}

/** A sentence that comes as text. */
export const worded = (language: Language, english: string): string =>
  language === 'zh' ? inChineseOrAsIs({ wording: english, parameters: {} }) : english;

/** The result of a row, with what refuses it in the reader's language. */
export const wordedRow = <T extends { readonly message?: string | undefined }>(
  language: Language,
  row: T,
): T => (row.message === undefined ? row : { ...row, message: worded(language, row.message) });
