// SPDX-License-Identifier: Apache-2.0
/**
 * Runs every test file, each in a process of its own, and ends with `N passed, N failed`. Files named
 * `*.faults.test.js` disturb the network that all share: they run last, one after the other.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { removeSharedNetwork } from './fabric-network.js';

const root = path.resolve(import.meta.dirname, '..');
const only = process.argv.slice(2);
const files = globSync('**/*.test.js', { cwd: root })
  .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
  .map((file) => path.join(root, file));

const tally = { passed: 0, failed: 0, skipped: 0 };

function pass(chosen: string[], concurrency: number): Promise<void> {
  if (chosen.length === 0) return Promise.resolve();
  const stream = run({ files: chosen, concurrency, timeout: 15 * 60_000 });
  stream.on('test:pass', ({ skip, details }) => {
    if (details.type === 'suite') return;
    tally[skip === undefined ? 'passed' : 'skipped'] += 1;
  });
  stream.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') tally.failed += 1;
  });
  stream.compose(spec).pipe(process.stdout);
  return new Promise((resolve, reject) => {
    stream.on('end', resolve).on('error', reject);
  });
}

// Tells test files that the network is not theirs to remove.
process.env['CATALOG_TEST_RUN'] = '1';
const disturbs = (file: string): boolean => file.endsWith('.faults.test.js');
await removeSharedNetwork();
try {
  await pass(
    files.filter((file) => !disturbs(file)),
    2,
  );
  await pass(files.filter(disturbs), 1);
} finally {
  await removeSharedNetwork();
}
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
process.on('exit', () => {
  console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
});
