// SPDX-License-Identifier: Apache-2.0
/** Light or dark: as the person chose, or else as the machine is set. */

export type Theme = 'light' | 'dark';
const KEPT = 'theme';

const isTheme = (text: string | null): text is Theme => text === 'light' || text === 'dark';

export function currentTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  if (isTheme(kept)) return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function settleTheme(theme = currentTheme()): void {
  document.documentElement.dataset['theme'] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  settleTheme(theme);
}
