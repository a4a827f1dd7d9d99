// SPDX-License-Identifier: Apache-2.0
/** A program that somebody copied from the console, run as it is: with a token, and with nothing but its language. */

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Locator } from 'playwright-core';

export type ProgramLanguage = 'curl' | 'Java' | 'Python';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const RUN: Readonly<Record<ProgramLanguage, readonly [name: string, command: string]>> = {
  curl: ['call.sh', 'sh'],
  Java: ['Call.java', 'java'],
  Python: ['call.py', 'python3'],
};
const PATIENCE_MS = 120_000;

/** A JDK is not everywhere; what runs a source file needs its compiler. */
export const hasJdk = (): boolean => spawnSync('javac', ['-version'], { timeout: PATIENCE_MS }).status === 0;

/** @param within the dialog or page that shows the program @returns its text */
export async function programIn(within: Locator, language: ProgramLanguage): Promise<string> {
  const program = within.locator('details.program');
  if ((await program.getAttribute('open')) === null) await program.locator('summary').click();
  await program.getByRole('button', { name: language, exact: true }).click();
  return (await program.getByRole('region', { name: language, exact: true }).textContent()) ?? '';
}

export async function runProgram(language: ProgramLanguage, text: string, token: string): Promise<Ran> {
  const folder = await mkdtemp(path.join(tmpdir(), 'copied-program-'));
  try {
    const [name, command] = RUN[language];
    await writeFile(path.join(folder, name), text);
    const options = {
      cwd: folder,
      timeout: PATIENCE_MS,
      // Not the encoding of the machine that wrote it.
      env: { PATH: process.env['PATH'], HOME: folder, TOKEN: token, LC_ALL: 'C' },
    };
    return await new Promise((resolve) => {
      execFile(command, [name], options, (fault, out, err) => {
        resolve({ status: fault === null ? 0 : Number(fault.code ?? 1), out, err });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
