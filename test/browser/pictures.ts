// SPDX-License-Identifier: Apache-2.0
/** The pictures that the documentation shows, in both languages: docs/pictures in Chinese, docs/pictures/en in English. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { ConsolePage, type Language, type Role } from '../support/console-page.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../docs/pictures');

interface Picture {
  readonly name: string;
  readonly role: Role;
  readonly address: string;
  /** What is done before it is taken. */
  readonly step?: (at: ConsolePage) => Promise<void>;
}

/** As far as the preview of a decision. */
async function preview({ page, dialog }: ConsolePage): Promise<void> {
  await page.locator('.head .acts button').first().click();
  await dialog.getByRole('radio').first().check();
  await dialog.locator('.dialog-foot button.primary').click();
  await dialog.locator('.facts').first().waitFor();
}

/** @param months the one that runs, and one whose two sides differ */
const picturesOf = (months: { readonly from: string; readonly differing: string }): readonly Picture[] => [
  { name: 'home', role: 'provider', address: '/home' },
  { name: 'act', role: 'provider', address: '/requests/R-PENSION-COPY', step: preview },
  { name: 'month', role: 'provider', address: `/periods/${months.differing}` },
  { name: 'dispute', role: 'provider', address: '/disputes/D-ENROLMENT' },
  { name: 'patterns', role: 'provider', address: '/patterns' },
  {
    name: 'supervision',
    role: 'manager',
    address: `/supervision?organisation=ProviderMSP&period=${months.from}&until=${new Date().toISOString().slice(0, 7)}`,
  },
];

interface Period {
  readonly grant: string;
  readonly period: string;
  readonly state: string;
}

/** @param token of a provider's officer of the demo */
async function monthsOf(url: string, token: string): Promise<Parameters<typeof picturesOf>[0]> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(new URL('/v1/periods?limit=200', url), { headers });
  const { items } = (await answer.json()) as { readonly items: readonly Period[] };
  const differing = items.find(({ state }) => state === 'differs');
  const [from] = items.map(({ period }) => period).sort();
  if (!differing || from === undefined) throw new Error('The demo has no month whose two sides differ.');
  return { from, differing: `${differing.grant}/${differing.period}` };
}

async function takeIn(
  language: Language,
  browser: Browser,
  url: string,
  pictures: readonly Picture[],
): Promise<void> {
  const folder = language === 'zh' ? FOLDER : path.join(FOLDER, language);
  await mkdir(folder, { recursive: true });
  await using at = await ConsolePage.open(browser, url, { language });
  for (const { name, role, address, step } of pictures) {
    await at.enter(role);
    await at.go(address);
    await step?.(at);
    await at.page.screenshot({ path: path.join(folder, `${name}.png`) });
    if (step) await at.page.reload();
    await at.signOut();
  }
}

/** Takes them of a demo that has a past. @returns how many */
export async function takePictures(browser: Browser, url: string, token: string): Promise<number> {
  const pictures = picturesOf(await monthsOf(url, token));
  for (const language of ['zh', 'en'] as const) await takeIn(language, browser, url, pictures);
  return 2 * pictures.length;
}
