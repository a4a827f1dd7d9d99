// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from '../../support/testing.js';

const open = path.resolve(import.meta.dirname, '../../../../gateway/dist/ledger/embedded/open.js');

/** Runs a script in a process of its own, where nothing of the shim is loaded yet. */
const run = (script: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });

test('opening a ledger prints nothing, and neither does a refusal', () => {
  const { status, stdout, stderr } = run(`
    const { openEmbeddedLedger } = await import(${JSON.stringify(open)});
    await using ledger = await openEmbeddedLedger({});
    const call = { transaction: 'organisation:read', args: ['NobodyMSP'] };
    await ledger.evaluate({ mspId: 'OneMSP', user: 'admin' }, call).catch(() => undefined);
  `);
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});

test('the shim does not take over the process’s uncaught errors', () => {
  for (const error of [
    "setTimeout(() => { throw new Error('lost'); })",
    "void Promise.reject(new Error('lost'))",
  ]) {
    const { status, stderr } = run(`
      const { openEmbeddedLedger } = await import(${JSON.stringify(open)});
      const ledger = await openEmbeddedLedger({});
      ${error};
      setTimeout(() => { console.log('carried on'); }, 1000);
    `);
    assert.equal(status, 1);
    assert.match(stderr, /lost/);
  }
});

test('an open ledger keeps no process alive, in its own thread either', () => {
  for (const options of ['{}', '{ thread: true }']) {
    const { status } = run(`
      const { openEmbeddedLedger } = await import(${JSON.stringify(open)});
      const ledger = await openEmbeddedLedger(${options});
      await ledger.info();
    `);
    assert.equal(status, 0);
  }
});
