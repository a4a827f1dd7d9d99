// SPDX-License-Identifier: Apache-2.0
/**
 * Runs the files that draw properties again and again, each time with a new seed, for MINUTES (30) or until one fails;
 * then says with which seed, so that FC_SEED draws the same again. Beside the suite, whose seed never changes.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const WORKSPACE = path.resolve(import.meta.dirname, '../..');
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');

const files = globSync('dist/**/*.test.js', { cwd: WORKSPACE }).filter((file) =>
  readFileSync(path.join(WORKSPACE, file), 'utf8').includes("from 'fast-check'"),
);

function round(seed: number): boolean {
  const { status } = spawnSync(
    process.execPath,
    [JEST, '-c', 'jest.config.js', '--runTestsByPath', ...files],
    {
      cwd: WORKSPACE,
      env: { ...process.env, FC_SEED: String(seed) },
      stdio: 'inherit',
    },
  );
  return status === 0;
}

const minutes = Number(process.env['MINUTES'] ?? 30);
if (!(minutes > 0)) throw new Error('MINUTES is a number above 0');
const end = Date.now() + minutes * 60_000;
let [rounds, failed] = [0, false];
while (!failed && Date.now() < end) {
  const seed = randomInt(2 ** 31);
  failed = !round(seed);
  rounds += 1;
  if (failed) console.log(`failed with FC_SEED=${seed}`);
}
console.log(`${rounds} rounds of ${files.length} files, ${failed ? 'the last one failed' : 'none failed'}`);
process.exitCode = failed ? 1 : 0;
