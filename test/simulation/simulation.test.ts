// SPDX-License-Identifier: Apache-2.0
/** The simulation as the suite runs it: a range of seeds, and that a seed is always the same run. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from '../support/testing.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const MAIN = path.join(import.meta.dirname, 'main.js');

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** In a process of its own: its clock is not the suite's. */
function simulation(env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 2 ** 28 };
    const child = execFile(process.execPath, [MAIN], options, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

const EACH = 150;
/** Three quarters of a minute on two cores that are free; a busy machine may be twenty times as slow. */
const BOUND_MS = 1_200_000;

test(
  'what was acknowledged is there once and everybody is told, whatever goes wrong, under 300 seeds',
  async (t) => {
    const runs = [1, 1 + EACH].map((seed) => simulation({ SEED: `${seed}`, COUNT: `${EACH}` }));
    for (const { code, output } of await Promise.all(runs)) {
      t.note(output.trimEnd().split('\n').at(-1) ?? '');
      assert.equal(code, 0, output);
    }
  },
  BOUND_MS,
);

test('the same seed gives the same lines', async () => {
  const [first, second] = await Promise.all([
    simulation({ SEED: '400', COUNT: '3', LINES: '1' }),
    simulation({ SEED: '401', COUNT: '2', LINES: '1' }),
  ]);
  const linesOf = ({ output }: Ended): string[] =>
    output.split('\n').filter((line) => !line.includes('seeds from'));
  const lines = linesOf(first);
  const begin = lines.findIndex((line) => line.startsWith('seed 401'));
  assert.ok(begin > 0 && lines.length - begin > 100);
  // Nor does a seed depend on those that ran before it in the same process.
  assert.deepEqual(lines.slice(begin), linesOf(second));
});

test('the faults that were mended can still be put back', () => {
  const patches = path.join(ROOT, 'test/simulation/patches');
  for (const patch of readdirSync(patches))
    execFileSync('git', ['apply', '--check', path.join(patches, patch)], { cwd: ROOT, stdio: 'pipe' });
});
