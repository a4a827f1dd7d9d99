// SPDX-License-Identifier: Apache-2.0
/** How Jest runs the suite: the compiled files of dist/, each as it is, in bare Node. */

import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

// Testcontainers’ own cleaner is an image that cannot be had everywhere; the suite removes what it starts.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';

// Many tests start processes of the product; what Node has compiled once need not be compiled for each.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/dist/.compiled`;

// What tests start keeps its state in memory where there is room for it (containers of a build often have 64 MB): with a disk
// beneath that has to be waited for, each start of a gateway takes three times as long, and twice the processor.
const MEMORY = '/dev/shm';
const ROOM_BYTES = 4 * 2 ** 30;

function hasRoom(folder) {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM_BYTES;
}

if (process.env.TMPDIR === undefined && hasRoom(MEMORY)) {
  const checkout = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 12);
  process.env.TMPDIR = path.join(MEMORY, `catalog-chain-tests-${checkout}`);
  mkdirSync(process.env.TMPDIR, { recursive: true });
}

// The compiler leaves behind what it once compiled: a test whose source is gone, or has moved, is none.
const orphans = globSync('**/*.test.js', { cwd: path.join(import.meta.dirname, 'dist') }).filter(
  (file) => !existsSync(path.join(import.meta.dirname, file.replace(/js$/, 'ts'))),
);
// What founds and joins consortia of its own takes half an hour: SLOW=1 runs it too.
const slow = process.env.SLOW === '1' ? [] : ['-slow\\.'];

const ours = (name) => `<rootDir>/dist/support/jest/${name}.js`;

const config = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/dist'],
  testMatch: ['<rootDir>/dist/**/*.test.js'],
  testPathIgnorePatterns: [...slow, ...orphans.map((file) => `/dist/${RegExp.escape(file)}$`)],
  transform: {},
  runner: ours('runner'),
  globalSetup: ours('global-setup'),
  globalTeardown: ours('global-teardown'),
  setupFilesAfterEnv: [ours('setup')],
  reporters: ['default', ours('reporter')],
  // Two more than the two cores that there must be: files on the Fabric network and in the browser mostly wait.
  maxWorkers: 4,
  cacheDirectory: '<rootDir>/dist/.jest',
};

// Jest takes a configuration from a module's default export.
export { config as default };
