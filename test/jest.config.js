// SPDX-License-Identifier: Apache-2.0
/** How Jest runs the suite: the compiled files of dist/, each as it is, in bare Node. */

import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

// Testcontainers’ own cleaner is an image that cannot be had everywhere; the suite removes what it starts.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';

// Many tests start processes of the product; what Node has compiled once need not be compiled for each.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/dist/.compiled`;

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
