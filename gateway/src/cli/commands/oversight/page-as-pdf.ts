// SPDX-License-Identifier: Apache-2.0
/** Pages as A4, printed by the Chromium of this machine: no browser is installed, and nothing is asked for elsewhere. */
import { access, constants, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { UsageError } from '@catalog-chain/verifier/command/terminal';

/** The one that has no window to begin with comes first: it starts and prints at two thirds of the cost. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const PRINT_MS = 60_000;
/** For all of it: a page may go on changing for ever, or stop answering, and each wait would be in time. */
const WHOLE_MS = 600_000;

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns the first of the known browsers on the path; undefined where there is none */
async function chromiumOf({ PATH = '' }: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const name of NAMES)
    for (const folder of PATH.split(path.delimiter).filter((one) => one !== '')) {
      const file = path.join(folder, name);
      if (await isProgram(file)) return file;
    }
  return undefined;
}

/** Root may not make the sandbox; what is shown are the gateway's own pages. */
const sandbox = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** @throws UsageError where the machine has no Chromium, or no library that drives it */
async function launch(env: NodeJS.ProcessEnv): Promise<Browser> {
  const executablePath = await chromiumOf(env);
  if (executablePath === undefined)
    throw new UsageError(`There is no Chromium on the path (${NAMES.join(', ')}).`);
  const library = await import('playwright-core').catch(() => {
    throw new UsageError('The library that drives Chromium is missing: npm install playwright-core.');
  });
  return await library.chromium.launch({
    executablePath,
    args: ['--disable-dev-shm-usage', ...sandbox()],
    timeout: PRINT_MS,
  });
}

/** @throws UsageError where the work has not ended in time; what it would still do is called off */
async function within(work: Promise<void>, ms: number, late: AbortController): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.abort();
    reject(new UsageError(`The page was not whole after ${Math.ceil(ms / 60_000)} minutes.`));
  }, ms);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    // The browser is closed under it.
    work.catch(() => undefined);
  }
}

/**
 * Opens a page, has it filled, and prints it.
 * @param file where the PDF goes; it is not written where the page says that something is wrong
 * @throws UsageError where nothing can be printed here, or Chromium fails; what `fill` throws
 */
export async function printPage(
  context: BrowserContextOptions,
  fill: (page: Page) => Promise<void>,
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  wholeMs = WHOLE_MS,
): Promise<void> {
  const browser = await launch(env);
  const late = new AbortController();
  try {
    const work = async (): Promise<void> => {
      const page = await (await browser.newContext({ ...context, serviceWorkers: 'block' })).newPage();
      page.setDefaultTimeout(PRINT_MS);
      await fill(page);
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, tagged: true });
      if (!late.signal.aborted) await writeFile(path.resolve(file), pdf);
    };
    await within(work(), wholeMs, late);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(
      `Chromium did not print the page: ${cause instanceof Error ? cause.name : 'Error'}.`,
    );
  } finally {
    await browser.close();
  }
}

/** Prints a page that is complete in itself. @throws UsageError as `printPage` */
export const writePdf = (html: string, file: string, env: NodeJS.ProcessEnv = process.env): Promise<void> =>
  printPage({ javaScriptEnabled: false, offline: true }, (page) => page.setContent(html), file, env);
