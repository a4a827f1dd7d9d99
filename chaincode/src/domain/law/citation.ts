// SPDX-License-Identifier: Apache-2.0
/** Articles and items of the law as people read them, one way everywhere: 第二十一条, Art. 21; 第三十九条第（四）项, Art. 39 (4). */
import type { Words } from './rule';

type Language = keyof Words;

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

/** 21 → 二十一, as articles of Chinese law are numbered; up to 99. */
export function chineseNumber(text: string): string {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 99) return text;
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  const head = tens === 0 ? '' : `${tens === 1 ? '' : (DIGITS[tens] ?? '')}十`;
  return head + (ones === 0 ? '' : (DIGITS[ones] ?? ''));
}

/** @param article its number, as records have it */
export const articleName = (article: string, language: Language): string =>
  language === 'zh' ? `第${chineseNumber(article)}条` : `Art. ${article}`;

/** The article of an item: 39 of `39-4`. */
export const articleOf = (item: string): string => item.split('-')[0] ?? item;

/** @param item `39-4`, as records have it */
export function itemName(item: string, language: Language): string {
  const article = articleOf(item);
  const [, number = ''] = item.split('-');
  if (number === '') return articleName(article, language);
  const name = articleName(article, language);
  return language === 'zh' ? `${name}第（${chineseNumber(number)}）项` : `${name} (${number})`;
}
