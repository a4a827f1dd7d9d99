// SPDX-License-Identifier: Apache-2.0
/** Runs every test file, each in a process of its own, and ends with `N passed, N failed`. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const root = path.resolve(import.meta.dirname, '..');
const only = process.argv.slice(2);
const files = globSync('**/*.test.js', { cwd: root })
  .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
  .map((file) => path.join(root, file));

const tally = { passed: 0, failed: 0, skipped: 0 };
const stream = run({ files, concurrency: 2, timeout: 15 * 60_000 });
stream.on('test:pass', ({ skip, details }) => {
  if (details.type === 'suite') return;
  tally[skip === undefined ? 'passed' : 'skipped'] += 1;
});
stream.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') tally.failed += 1;
});
stream.on('end', () => {
  process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
  process.on('exit', () => {
    console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  });
});
stream.compose(spec).pipe(process.stdout);
