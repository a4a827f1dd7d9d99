// SPDX-License-Identifier: Apache-2.0
/** What a command of the command line loads before it begins: a command that asks a gateway opens no ledger or database. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { test } from '../../support/testing.js';

const CLI = path.resolve(import.meta.dirname, '../../../../gateway/dist/cli/main.js');
/** Tells, at the end, the addresses of all modules that were loaded. */
const TELLING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write(loaded.join('\\n')));
`)}`;

async function loadedBy(...args: string[]): Promise<string[]> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', TELLING, CLI, ...args]);
  return stderr.split('\n');
}

const HEAVY =
  /\/node_modules\/(kysely|pg|@grpc|@hyperledger|@peculiar|n3|yauzl|jose)\/|\/gateway\/dist\/(ledger|db|index\/tables)\//;

for (const [what, args] of [
  ['the help', ['help']],
  ['the help of a command that reads files', ['catalog', 'import', '--help']],
] as const) {
  test(`${what} loads no ledger, no database and no reader of files`, async () => {
    const loaded = await loadedBy(...args);
    const hasBegun = loaded.some((url) => url.endsWith('/cli/program.js'));
    assert.ok(hasBegun, 'the program itself is not among what was loaded');
    assert.deepEqual(
      loaded.filter((url) => HEAVY.test(url)),
      [],
    );
  });
}
