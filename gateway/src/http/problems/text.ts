// SPDX-License-Identifier: Apache-2.0

export type Language = 'zh' | 'en';

/** What a code means to a reader: the status, what happened (title) and what to do (action). */
export interface Meaning {
  readonly status: number;
  readonly zh: { readonly title: string; readonly action: string };
  readonly en: { readonly title: string; readonly action: string };
}

type Pair = readonly [title: string, action: string];

export const meaning = (status: number, zh: Pair, en: Pair): Meaning => ({
  status,
  zh: { title: zh[0], action: zh[1] },
  en: { title: en[0], action: en[1] },
});
