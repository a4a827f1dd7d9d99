// SPDX-License-Identifier: Apache-2.0
/**
 * `make screenshots`: the screens of a demo, in both languages, light and dark, wide and narrow, as pictures to look at.
 * `make screenshots PICTURES=1`: those that the documentation shows.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { ConsolePage, type Language, type Look, type Role } from '../support/console-page.js';
import { takePictures } from './pictures.js';
import { DemoProcess } from '../support/demo-process.js';
import { SCREENS } from '../support/screens.js';
import { takeMeasures } from '../support/measures.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../screenshots');
const PROGRAM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

const LOOKS: readonly Look[] = (['zh', 'en'] satisfies Language[]).flatMap((language) => [
  { language, theme: 'light', width: 1280 },
  { language, theme: 'dark', width: 1280 },
  { language, theme: 'light', width: 390 },
]);

const nameOf = (role: string, address: string, { language, theme, width }: Look): string =>
  `${role}${address.replace(/[^A-Za-z0-9]+/g, '-')}-${language}-${theme}-${width}.png`;

await using demo = await DemoProcess.start({ past: true });
await takeMeasures(demo);
const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });

async function takeScreens(): Promise<number> {
  let count = 0;
  await mkdir(FOLDER, { recursive: true });
  for (const look of LOOKS) {
    await using at = await ConsolePage.open(browser, demo.url, look);
    await at.page.screenshot({ path: path.join(FOLDER, nameOf('door', '', look)) });
    for (const [role, addresses] of Object.entries(SCREENS) as [Role, readonly string[]][]) {
      await at.enter(role);
      if (role === 'auditor' || role === 'arbitrator') await at.statePurpose();
      for (const address of addresses) {
        await at.go(address);
        await at.page.screenshot({ path: path.join(FOLDER, nameOf(role, address, look)), fullPage: true });
        count += 1;
      }
      await at.signOut();
    }
    for (const complaint of at.complaints) process.stderr.write(`${complaint}\n`);
  }
  return count;
}

const isOfDocumentation = process.env['PICTURES'] === '1';
const taken = isOfDocumentation
  ? await takePictures(browser, demo.url, demo.tokenOf('provider'))
  : await takeScreens();
await browser.close();
process.stdout.write(`${taken} pictures in ${isOfDocumentation ? 'docs/pictures' : FOLDER}\n`);
