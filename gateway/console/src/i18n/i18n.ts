// SPDX-License-Identifier: Apache-2.0
/** The console's languages: Chinese first, English complete. What the browser prefers, unless the person chose. */
import { createInstance } from 'i18next';
import { useSyncExternalStore } from 'react';
import { en } from './en';
import { zh } from './zh';

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
const first = firstLanguage();
void i18n.init({
  lng: first,
  resources: { zh: { translation: zh }, en: { translation: en } },
  // React writes texts as texts: nothing in them is markup.
  interpolation: { escapeValue: false },
  returnNull: false,
});
tell(first);

export const currentLanguage = (): Language => (i18n.language === 'en' ? 'en' : 'zh');

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
  tell(language);
  void i18n.changeLanguage(language);
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
