// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Call } from '@catalog-chain/gateway/ledger/ledger';
import { OFFICER, Probe, probe } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const some = probe('putAll', JSON.stringify(['b', 'd', 'f'].map((key) => [key, '1'])));

/** Prepares a call, lets others commit, submits it. @returns the validation code in its block */
async function verdict(call: Call, ...others: readonly Call[]): Promise<string> {
  await using ledger = await Probe.open();
  await ledger.commit(some);
  const { transactionId, ...outcome } = await ledger.overtaken(call, others);
  const { valid, validationCode } = await ledger.recorded(transactionId);
  assert.equal(valid, outcome.status === 'committed');
  assert.equal(outcome.status === 'rejected' && outcome.code, valid ? false : 'LEDGER_CONFLICT');
  return validationCode;
}

test('a key that was read and has changed since is a conflict', async () => {
  assert.equal(await verdict(probe('copy', 'b', 'x'), probe('put', 'b', '2')), 'MVCC_READ_CONFLICT');
  assert.equal(await verdict(probe('copy', 'b', 'x'), probe('putAll', '[["b",null]]')), 'MVCC_READ_CONFLICT');
  assert.equal(await verdict(probe('copy', 'b', 'x'), probe('put', 'd', '2')), 'VALID');
});

test('a transaction that lost its race has lost it: the same bytes again are told so, and change nothing', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(some);
  const prepared = await ledger.ledger.prepare(OFFICER, probe('copy', 'b', 'x'));
  await ledger.commit(probe('put', 'b', '2'));
  const first = await ledger.ledger.submit(prepared);
  const { height } = await ledger.ledger.info();
  const again = await ledger.ledger.submit(prepared);
  const asked = await ledger.ledger.outcome(prepared.transactionId);
  for (const outcome of [first, again, asked])
    assert.equal(outcome.status === 'rejected' && outcome.code, 'LEDGER_CONFLICT');
  assert.equal((await ledger.ledger.info()).height, height);
});

test('a key that was written again with the same value has changed', async () => {
  assert.equal(await verdict(probe('copy', 'b', 'x'), probe('put', 'b', '1')), 'MVCC_READ_CONFLICT');
});

test('a key that was not there and is now is a conflict', async () => {
  assert.equal(await verdict(probe('copy', 'none', 'x'), probe('put', 'none', '1')), 'MVCC_READ_CONFLICT');
  assert.equal(await verdict(probe('copy', 'none', 'x')), 'VALID');
});

test('blind writes never conflict; the later one wins', async () => {
  assert.equal(await verdict(probe('put', 'b', 'mine'), probe('put', 'b', 'theirs')), 'VALID');
});

test('a range that gained, lost or changed a key is a phantom', async () => {
  const count = probe('countRange', 'a', 'e', '9', 'x');
  assert.equal(await verdict(count, probe('put', 'c', '1')), 'PHANTOM_READ_CONFLICT');
  assert.equal(await verdict(count, probe('put', 'a', '1')), 'PHANTOM_READ_CONFLICT');
  assert.equal(await verdict(count, probe('putAll', '[["b",null]]')), 'PHANTOM_READ_CONFLICT');
  assert.equal(await verdict(count, probe('put', 'd', '2')), 'PHANTOM_READ_CONFLICT');
  assert.equal(await verdict(count, probe('put', 'e', '1')), 'VALID', 'the end is not part of the range');
  assert.equal(await verdict(count, probe('put', 'f', '2')), 'VALID');
});

test('an empty range that is no longer empty is a phantom', async () => {
  const count = probe('countRange', 'm', 'n', '9', 'x');
  assert.equal(await verdict(count), 'VALID');
  assert.equal(await verdict(count, probe('put', 'mm', '1')), 'PHANTOM_READ_CONFLICT');
});

test('of a range that was left early only what was read counts', async () => {
  const two = probe('countRange', 'a', 'z', '2', 'x');
  assert.equal(await verdict(two, probe('put', 'e', '1')), 'VALID');
  assert.equal(await verdict(two, probe('put', 'f', '2')), 'VALID');
  assert.equal(await verdict(two, probe('put', 'c', '1')), 'PHANTOM_READ_CONFLICT');
  assert.equal(await verdict(two, probe('put', 'd', '2')), 'PHANTOM_READ_CONFLICT');
  assert.equal(await verdict(probe('countRange', 'a', 'z', '0', 'x'), probe('put', 'c', '1')), 'VALID');
});

test('transactions in one block see those before them', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(some);
  const prepared = await Promise.all(
    ['x', 'y', 'z'].map(() => ledger.ledger.prepare(OFFICER, probe('copy', 'b', 'b'))),
  );
  const outcomes = await Promise.all(prepared.map((one) => ledger.ledger.submit(one)));
  const blocks = await Promise.all(prepared.map(({ transactionId }) => ledger.recorded(transactionId)));
  assert.deepEqual(
    blocks.map(({ index }) => index),
    [0, 1, 2],
    'they went into one block',
  );
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['committed', 'rejected', 'rejected'],
  );
  assert.equal(await ledger.read(probe('get', 'b')), 'copy of 1');
});

test('many readers and writers of one counter: as many commits as increments', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(probe('put', 'k', ''));
  const outcomes = await Promise.all(
    Array.from({ length: 30 }, async () => (await ledger.submit(probe('copy', 'k', 'k'))).status),
  );
  const committed = outcomes.filter((status) => status === 'committed').length;
  assert.ok(committed >= 1);
  assert.equal(await ledger.read(probe('get', 'k')), 'copy of '.repeat(committed));
  await ledger.ledger.verifyChain();
});

test('a rejected transaction leaves no event, a committed one its last', async () => {
  await using ledger = await Probe.open();
  const id = await ledger.commit(probe('emit', 'first', 'second'));
  const { events } = await ledger.recorded(id);
  assert.deepEqual(
    events.map(({ name, payload }) => [name, Buffer.from(payload).toString()]),
    [['second', '2']],
  );
});

test('a contract sees the call: id, time, caller, role, arguments, transient input', async () => {
  const now = Date.UTC(2026, 4, 5, 6, 7, 8, 910);
  await using ledger = await Probe.open({ clock: () => now });
  const call = { ...probe('about'), transient: { secret: Buffer.from('s') } };
  const about = await ledger.json<Record<string, unknown>>(call);
  assert.match(String(about['tx']), /^[0-9a-f]{64}$/);
  assert.deepEqual(
    { ...about, tx: '' },
    {
      tx: '',
      ms: now,
      date: '2026-05-05T06:07:08.910Z',
      args: ['probe:about'],
      call: { fcn: 'probe:about', params: [] },
      mspId: 'OneMSP',
      id: about['id'],
      role: 'officer',
      transient: [['secret', 's']],
    },
  );
  assert.match(String(about['id']), /^x509::.*CN=officer.*::.*CN=ca\.OneMSP/);
});

test('arguments arrive byte by byte', async () => {
  await using ledger = await Probe.open();
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  assert.equal(await ledger.read(probe('echo', bytes)), bytes.toString('hex'));
  const inside = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
  assert.equal(await ledger.read(probe('echo', inside)), bytes.toString('hex'));
});
