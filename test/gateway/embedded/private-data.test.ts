// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Call } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { OFFICER, OTHER, Probe, probe, scratch } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const MINE = '_implicit_org_OneMSP';
const THEIRS = '_implicit_org_TwoMSP';
const SECRET = 'a secret of forty characters, no less ..';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const put = (collection: string, endorsers: readonly string[], value = SECRET): Call => ({
  ...probe('putPrivate', collection, 'k'),
  transient: { value: Buffer.from(value) },
  endorsers,
});

const failsWith =
  (cause: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof LedgerError && error.cause instanceof Error, String(error));
    assert.match(error.cause.message, cause);
    return true;
  };

/** Whether any file of the directory holds the text. */
const holds = (directory: string, text: string): boolean =>
  readdirSync(directory).some(
    (file) => file.startsWith('ledger.db') && readFileSync(path.join(directory, file)).includes(text),
  );

test('its own organisation reads the value, all read its hash', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(MINE, ['OneMSP']));
  assert.equal(await ledger.read(probe('getPrivate', MINE, 'k')), SECRET);
  for (const by of [OFFICER, OTHER])
    assert.equal(await ledger.read(probe('hashPrivate', MINE, 'k'), by), sha256(SECRET));
});

test('another organisation is told that the value is elsewhere, or that there is none', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(MINE, ['OneMSP']));
  await assert.rejects(
    ledger.read(probe('getPrivate', MINE, 'k'), OTHER),
    failsWith(/private data matching public hash version is not available/),
  );
  assert.equal(await ledger.read(probe('getPrivate', MINE, 'none'), OTHER), '');
  await assert.rejects(ledger.read(probe('rangePrivate', MINE), OTHER), failsWith(/not available/));
});

test('an organisation writes to another when that endorses, and cannot read what it wrote', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(THEIRS, ['TwoMSP']));
  assert.equal(await ledger.read(probe('getPrivate', THEIRS, 'k'), OTHER), SECRET);
  await assert.rejects(ledger.read(probe('getPrivate', THEIRS, 'k')), failsWith(/not available/));
});

test('a value is not readable where others endorse too: their peers do not have it', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(MINE, ['OneMSP']));
  const call = { ...probe('getPrivateThenPut', MINE, 'k'), transient: { x: Buffer.from('x') } };
  await assert.rejects(
    ledger.submit({ ...call, endorsers: ['OneMSP', 'TwoMSP'] }),
    failsWith(/not available/),
  );
  await ledger.commit({ ...call, endorsers: ['OneMSP'] });
  assert.equal(await ledger.read(probe('getPrivate', MINE, 'k')), `${SECRET}!`);
});

test('a collection that is not an organisation’s is not there', async () => {
  await using ledger = await Probe.open({ organisations: ['OneMSP', 'TwoMSP'] });
  for (const collection of [
    'other',
    '_implicit_org_',
    '_implicit_org_ThreeMSP',
    '_implicit_org_EmbeddedNode',
  ])
    await assert.rejects(ledger.submit(put(collection, ['OneMSP'])), failsWith(/could not be found/));
});

test('a private hash that was read and has changed since is a conflict', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(MINE, ['OneMSP']));
  const copy = probe('copyHash', MINE, 'k', 'x');
  const outcome = await ledger.overtaken(copy, [put(MINE, ['OneMSP'], 'another')]);
  assert.equal(outcome.status, 'rejected');
  const late = await ledger.overtaken(probe('copyHash', MINE, 'none', 'x'), []);
  assert.equal(late.status, 'committed');
});

test('a private value that was deleted is gone with its hash', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(MINE, ['OneMSP']));
  assert.deepEqual(await ledger.json(probe('rangePrivate', MINE)), ['k']);
  await ledger.commit(probe('deletePrivate', MINE, 'k'));
  assert.equal(await ledger.read(probe('getPrivate', MINE, 'k')), '');
  assert.equal(await ledger.read(probe('hashPrivate', MINE, 'k')), '');
  assert.deepEqual(await ledger.json(probe('rangePrivate', MINE)), []);
});

test('a rejected transaction leaves no private value', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(put(MINE, ['OneMSP'], 'first'));
  const change = { ...probe('getPrivateThenPut', MINE, 'k'), endorsers: ['OneMSP'] };
  const outcome = await ledger.overtaken(change, [put(MINE, ['OneMSP'], 'second')]);
  assert.equal(outcome.status, 'rejected');
  assert.equal(await ledger.read(probe('getPrivate', MINE, 'k')), 'second');
});

test('a purged value is in no file any more, and the chain still verifies', async () => {
  using directory = scratch();
  {
    await using ledger = await Probe.open({ directory: directory.path });
    const id = await ledger.commit(put(MINE, ['OneMSP']));
    assert.ok(holds(directory.path, SECRET), 'it was there');
    await ledger.commit(probe('purgePrivate', MINE, 'k'));
    assert.ok(!holds(directory.path, SECRET), 'while open');
    assert.equal(await ledger.read(probe('getPrivate', MINE, 'k')), '');
    const { envelope } = await ledger.recorded(id);
    assert.ok(Buffer.from(envelope).includes(sha256(SECRET), 0, 'hex'), 'the block keeps the hash');
    await ledger.ledger.verifyChain();
  }
  assert.ok(!holds(directory.path, SECRET), 'when closed');
});

test('a value that was replaced or deleted is in no file after closing', async () => {
  using directory = scratch();
  {
    await using ledger = await Probe.open({ directory: directory.path });
    await ledger.commit(put(MINE, ['OneMSP']));
    await ledger.commit(put(MINE, ['OneMSP'], 'short'));
  }
  assert.ok(!holds(directory.path, SECRET));
});

test('private input waits for its transaction through a restart', async () => {
  using directory = scratch();
  const open = (): Promise<Probe> => Probe.open({ directory: directory.path });
  const prepared = await (async () => {
    await using ledger = await open();
    return await ledger.ledger.prepare(OFFICER, put(MINE, ['OneMSP']));
  })();
  assert.ok(!Buffer.from(prepared.bytes).includes(SECRET));
  await using ledger = await open();
  assert.equal((await ledger.ledger.submit(prepared)).status, 'committed');
  assert.equal(await ledger.read(probe('getPrivate', MINE, 'k')), SECRET);
});

test('private input of a transaction that never came is forgotten', async () => {
  using directory = scratch();
  let now = Date.UTC(2026, 1, 1);
  {
    await using ledger = await Probe.open({ directory: directory.path, clock: () => now });
    await ledger.ledger.prepare(OFFICER, put(MINE, ['OneMSP']));
    now += 2 * 3_600_000;
    await ledger.ledger.prepare(OFFICER, put(MINE, ['OneMSP'], 'another'));
  }
  assert.ok(!holds(directory.path, SECRET));
});
