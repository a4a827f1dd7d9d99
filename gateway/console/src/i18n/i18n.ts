// SPDX-License-Identifier: Apache-2.0
/**
 * The console's languages: Chinese first, English complete. What the browser prefers, unless the person chose. The texts of
 * a language are loaded when it is first shown.
 */
import { createInstance } from 'i18next';
import { useSyncExternalStore } from 'react';
import type { zh } from './zh';

export type Language = 'zh' | 'en';
const KEPT = 'language';

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

const tell = (language: string): void => {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
};

export const i18n = createInstance();

const DICTIONARIES = {
  zh: async () => (await import('./zh')).zh,
  en: async () => (await import('./en')).en,
} satisfies Record<Language, () => Promise<object>>;

async function readTexts(language: Language): Promise<void> {
  if (i18n.hasResourceBundle(language, 'translation')) return;
  i18n.addResourceBundle(language, 'translation', await DICTIONARIES[language]());
}

/** To be awaited before anything is drawn. */
export async function settleLanguage(): Promise<void> {
  const first = firstLanguage();
  await i18n.init({
    lng: first,
    resources: {},
    // React writes texts as texts: nothing in them is markup.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await readTexts(first);
  tell(first);
}

export const currentLanguage = (): Language => (i18n.language === 'en' ? 'en' : 'zh');

/** @throws Error where its texts cannot be loaded; the language is then the same as before */
export async function chooseLanguage(language: Language): Promise<void> {
  await readTexts(language);
  localStorage.setItem(KEPT, language);
  tell(language);
  await i18n.changeLanguage(language);
}

type Values = Readonly<Record<string, string | number>>;
export type Say = (key: Key, values?: Values) => string;

/** A path to a text of the dictionary, as `home.title`. */
type PathOf<T> = T extends string
  ? never
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathOf<T[K]>}` }[keyof T & string];
export type Key = PathOf<typeof zh>;

function onChange(told: () => void): () => void {
  i18n.on('languageChanged', told);
  return () => {
    i18n.off('languageChanged', told);
  };
}

/** Draws anew whatever uses it when the person chooses the other language. */
export const useLanguage = (): Language => useSyncExternalStore(onChange, currentLanguage);

const SAY: Readonly<Record<Language, Say>> = {
  zh: (key, values) => i18n.t(key, { ...values, lng: 'zh' }),
  en: (key, values) => i18n.t(key, { ...values, lng: 'en' }),
};

/** Texts by their keys, checked when the console is built. */
export const useSay = (): Say => SAY[useLanguage()];

/** Groups of words for the closed lists of the API. */
type Group = keyof typeof zh.words;

/** The word for one value of a closed list; a value that this console does not know yet is shown as it is. */
export function useWord(): (group: Group, value: string | undefined) => string {
  const lng = useLanguage();
  return (group, value) => {
    if (value === undefined) return '–';
    const key = `words.${group}.${value}`;
    return i18n.exists(key) ? i18n.t(key, { lng }) : value;
  };
}

export interface Words {
  readonly zh?: string | undefined;
  readonly en?: string | undefined;
}

/** A name in the person's language, or else in the one that there is. */
export function useInTongue(): (words: Words | undefined) => string {
  const language = useLanguage();
  return (words) => (language === 'en' ? (words?.en ?? words?.zh) : (words?.zh ?? words?.en)) ?? '';
}
