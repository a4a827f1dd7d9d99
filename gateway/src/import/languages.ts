// SPDX-License-Identifier: Apache-2.0
/**
 * Texts in several languages, in the forms in which catalogues write them. The ledger has room for Chinese and English;
 * where a text is in neither, another language is taken rather than none, and named.
 */
import type { Names } from '@catalog-chain/chaincode/domain/records';
import { RowError } from './faults.js';
import { isObject, text } from './fields.js';
import { isChinese, isLost, prose } from './prose.js';

/** Language tag → text; the empty tag: the language is not said. */
export type Texts = Readonly<Record<string, string>>;

const TAG = /^[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/;

const isLanguageMap = (value: object): boolean => {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => TAG.test(key));
};

function parsedMap(value: string): unknown {
  if (!value.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) && isLanguageMap(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const tagOf = (value: unknown): string => (text(value) ?? '').replaceAll('_', '-').toLowerCase();

function entriesOf(value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap(entriesOf);
  if (!isObject(value)) {
    const plain = text(value);
    if (plain === undefined) return [];
    const map = parsedMap(plain);
    return map === undefined ? [['', plain]] : entriesOf(map);
  }
  if ('@value' in value) {
    const plain = text(value['@value']);
    return plain === undefined ? [] : [[tagOf(value['@language']), plain]];
  }
  if (!isLanguageMap(value)) return [];
  return Object.entries(value).flatMap(([tag, said]) =>
    (Array.isArray(said) ? said : [said]).flatMap((one): [string, string][] => {
      const plain = text(one);
      return plain === undefined ? [] : [[tagOf(tag), plain]];
    }),
  );
}

/** A string, a literal with a language, a list of those, or a map from language to text. The first of a language counts. */
export function textsOf(...values: readonly unknown[]): Texts | undefined {
  const found: Record<string, string> = {};
  for (const [tag, said] of values.flatMap(entriesOf)) found[tag] ??= said;
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Of the scripts of Chinese the simplified one first: it is the one of the ledger's other names. */
const CHINESE = [/^zh-hans/, /^zh-cn/, /^zh$/, /^(?:zh|cmn)/, /^yue/];

const inLanguage = (texts: Texts, patterns: readonly RegExp[]): string | undefined =>
  patterns
    .flatMap((pattern) => Object.keys(texts).filter((tag) => pattern.test(tag)))
    .map((tag) => texts[tag])
    .find((said) => said !== undefined);

/** What is said without a language, under the one in which it is written. */
function untagged(texts: Texts): { readonly zh?: string; readonly en?: string } {
  const said = texts[''];
  if (said === undefined) return {};
  return isChinese(said) ? { zh: said } : { en: said };
}

const cleaned = (said: string | undefined, max: number): string =>
  said === undefined ? '' : prose(said, max);

/** Chinese and English of a text as the ledger keeps them. @throws RowError `READ_NAME` where nothing is left, `READ_REPLACEMENT` */
export function namesFrom(texts: Texts, max: number, field: string): Names {
  if (Object.values(texts).some(isLost)) throw new RowError('READ_REPLACEMENT', { field });
  const plain = untagged(texts);
  const zh = cleaned(inLanguage(texts, CHINESE) ?? plain.zh, max);
  const en = cleaned(inLanguage(texts, [/^en(?:-|$)/]) ?? plain.en, max);
  if (zh === '' && en === '') return inOther(texts, max, field);
  return { ...(zh !== '' && { zh }), ...(en !== '' && { en }) };
}

function inOther(texts: Texts, max: number, field: string): Names {
  for (const [tag, said] of Object.entries(texts)) {
    const clean = prose(said, max - tag.length - 3);
    if (clean === '') continue;
    const named = tag === '' ? clean : `${clean} (${tag})`;
    return isChinese(clean) ? { zh: named } : { en: named };
  }
  throw new RowError('READ_NAME', { field });
}

/** One text for deriving codes: the same whatever order the languages stand in. */
export const plainOf = (texts: Texts): string =>
  texts['en'] ?? texts[''] ?? Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1))[0]?.[1] ?? '';
