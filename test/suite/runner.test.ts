// SPDX-License-Identifier: Apache-2.0
/** The suite's runner is asked for each outcome that a test can have; a runner that loses one would be believed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { seed } from '../support/jest/properties.js';
import { lastLine } from '../support/jest/reporter.js';
import { beforeAll, describe, expect, test } from '../support/testing.js';

const WORKSPACE = path.resolve(import.meta.dirname, '../..');
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');

/** The suite's own configuration for one file, without what is started and removed for the suite as a whole. */
async function configFor(...files: readonly string[]): Promise<string> {
  const own = pathToFileURL(path.join(WORKSPACE, 'jest.config.js')).href;
  const { default: config } = (await import(own)) as { default: Record<string, unknown> };
  const { globalSetup, globalTeardown, ...rest } = config;
  assert.ok(globalSetup !== undefined && globalTeardown !== undefined);
  return JSON.stringify({ ...rest, testMatch: files });
}

function run(
  config: string,
  env: NodeJS.ProcessEnv = {},
): {
  readonly status: number | null;
  readonly output: string;
  readonly last: string | undefined;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [JEST, '--config', config], {
    cwd: WORKSPACE,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 240_000,
  });
  return { status, output: stdout + stderr, last: stdout.trimEnd().split('\n').at(-1) };
}

describe('a file with every outcome', () => {
  let status: number | null;
  let output: string;
  let last: string | undefined;
  beforeAll(async () => {
    ({ status, output, last } = run(await configFor(path.join(WORKSPACE, 'dist/suite/fixture/outcomes.js'))));
  });

  test('fails as a whole, and its counts are the last line', () => {
    expect(status).toBe(1);
    expect(last).toBe('2 passed, 5 failed, 1 skipped');
  });

  test('a failure shows its difference and the line of the source', () => {
    expect(output).toMatch(/a group > differs/);
    expect(output).toMatch(/\+ {3}kind: 'found'\n.*- {3}kind: 'expected'/);
    expect(output).toMatch(/suite\/fixture\/outcomes\.ts:19:/);
  });

  test('a failure shows what caused it, also what is no error, and what failed in cleaning up', () => {
    expect(output).toMatch(/the answer was lost[^]*Caused by: Error: the line was cut/);
    expect(output).toContain('Thrown, and not an error: a text');
    expect(output).toMatch(/the test itself[^]*the folder is not empty/);
  });

  test('a test that takes too long is ended and named', () => {
    expect(output).toContain('takes too long: not done after 50 ms');
  });

  test('a skip tells its reason, and what was started before it is cleaned up', () => {
    expect(output).toContain('skips itself: nothing to test here');
    expect(output).toContain('cleaned up after the skip');
  });

  test('the seed of the properties is told', () => {
    expect(output).toContain(`seed ${seed()}`);
  });
});

test('where beforeAll fails, no test waits for what did not start', async () => {
  const { last, output } = run(await configFor(path.join(WORKSPACE, 'dist/suite/fixture/unprepared.js')));
  expect(last).toBe('0 passed, 2 failed');
  expect(output).toContain('nothing starts here');
});

test('a worker that loads long after another is told all the same what it is to run', async () => {
  const files = ['outcomes', 'unprepared'].map((name) =>
    path.join(WORKSPACE, `dist/suite/fixture/${name}.js`),
  );
  const late = pathToFileURL(path.join(WORKSPACE, 'dist/suite/fixture/second-is-late.js')).href;
  const { last } = run(await configFor(...files), { NODE_OPTIONS: `--import ${late}` });
  expect(last).toBe('2 passed, 7 failed, 1 skipped');
});

test('a file that cannot be loaded counts as a failure', async () => {
  const { status, last } = run(await configFor(path.join(WORKSPACE, 'dist/suite/fixture/broken.js')));
  expect(status).toBe(1);
  expect(last).toBe('0 passed, 1 failed');
});

test('skipped tests are told only where there are some', () => {
  const counts = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0 };
  expect(lastLine(counts)).toBe('3 passed, 0 failed');
  expect(lastLine({ ...counts, numPendingTests: 2 })).toBe('3 passed, 0 failed, 2 skipped');
});

test('the seed is fixed unless another is asked for, and a seed that is none is refused', () => {
  expect(seed({})).toBe(seed({ FC_SEED: '' }));
  expect(seed({ FC_SEED: '-17' })).toBe(-17);
  expect(() => seed({ FC_SEED: 'dice' })).toThrow('FC_SEED is a whole number, not dice');
});
