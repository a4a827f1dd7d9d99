// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { EmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/embedded-ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { OFFICER, Probe, probe, scratch } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const contractsModule = path.resolve(import.meta.dirname, '../../support/probe-contract.js');
const open = (directory?: string): Promise<EmbeddedLedger> =>
  openEmbeddedLedger({ thread: true, contractsModule, ...(directory !== undefined && { directory }) });

const unavailable = (error: unknown): boolean =>
  error instanceof LedgerError && error.code === 'LEDGER_UNAVAILABLE';

test('large and shared buffers cross the thread whole, and stay with the caller', async () => {
  await using ledger = await open();
  const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 31) % 256));
  const inside = bytes.subarray(7, 900_000);
  const echoed = await ledger.evaluate(OFFICER, probe('echo', inside));
  assert.equal(Buffer.from(echoed).toString('utf8'), inside.toString('hex'));
  assert.equal(bytes.length, 1_000_000);
  const prepared = await ledger.prepare(OFFICER, probe('put', 'k', 'v'.repeat(100_000)));
  const size = prepared.bytes.length;
  const outcomes = [await ledger.submit(prepared), await ledger.submit(prepared)];
  assert.deepEqual(outcomes[0], outcomes[1]);
  assert.equal(prepared.bytes.length, size);
});

test('errors keep their code and their cause across the thread', async () => {
  await using ledger = await open();
  await assert.rejects(
    ledger.evaluate(OFFICER, probe('fail', 'catalog-chain NOT_FOUND: There is no such thing.')),
    (error) => {
      assert.ok(error instanceof LedgerError && error.cause instanceof Error);
      assert.deepEqual([error.code, error.message], ['NOT_FOUND', 'There is no such thing.']);
      assert.match(error.cause.message, /NOT_FOUND/);
      return true;
    },
  );
});

test('a directory that is in use is refused by the thread as by a caller', async () => {
  using directory = scratch();
  await using ledger = await Probe.open({ directory: directory.path });
  await assert.rejects(open(directory.path), unavailable);
  await ledger.commit(probe('put', 'k', 'v'));
});

test('a directory goes from thread to caller and back', async () => {
  using directory = scratch();
  {
    await using ledger = await open(directory.path);
    await ledger.submit(await ledger.prepare(OFFICER, probe('put', 'k', 'v')));
    await ledger.verifyChain();
  }
  await using ledger = await Probe.open({ directory: directory.path });
  assert.equal(await ledger.read(probe('get', 'k')), 'v');
});

test('when the thread dies, callers are told and nobody waits for ever', async () => {
  const ledger = await open();
  const prepared = await ledger.prepare(OFFICER, probe('put', 'k', 'v'));
  const following = ledger.blocks({ from: 100, signal: new AbortController().signal }).next();
  await assert.rejects(ledger.evaluate(OFFICER, probe('die')), unavailable);
  assert.equal((await ledger.submit(prepared)).status, 'unknown');
  await assert.rejects(ledger.ready(), unavailable);
  await assert.rejects(following, unavailable);
  await ledger[Symbol.asyncDispose]();
});
