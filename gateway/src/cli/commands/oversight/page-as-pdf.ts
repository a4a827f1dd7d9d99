// SPDX-License-Identifier: Apache-2.0
/** A page as a PDF, printed by the Chromium of this machine: nothing is installed or asked for elsewhere. */
import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { UsageError } from '@catalog-chain/verifier/command/terminal';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PRINT_MS = 60_000;

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

/** Root may not make the sandbox; the page is the gateway's own and has no script. */
const sandbox = (): readonly string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** @throws UsageError where the machine has no Chromium, or it does not print */
export async function writePdf(
  html: string,
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const chromium = await chromiumOf(env);
  if (chromium === undefined)
    throw new UsageError(`There is no Chromium on the path (${NAMES.join(', ')}): print the page of --html.`);
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-pdf-'));
  try {
    const page = path.join(folder, 'page.html');
    await writeFile(page, html, { mode: 0o600 });
    const to = path.resolve(file);
    const flags = [
      '--headless',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-pdf-header-footer',
      ...sandbox(),
    ];
    const own = [`--user-data-dir=${path.join(folder, 'profile')}`, `--print-to-pdf=${to}`];
    await promisify(execFile)(chromium, [...flags, ...own, pathToFileURL(page).href], { timeout: PRINT_MS });
    if (!(await isFile(to))) throw new Error('It wrote nothing.');
  } catch (cause) {
    throw new UsageError(
      `Chromium did not print the page: ${cause instanceof Error ? cause.name : 'Error'}.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const isFile = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
