// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalCore } from '@catalog-chain/gateway/ledger/embedded/core';
import { EmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/embedded-ledger';
import { openNode } from '@catalog-chain/gateway/ledger/embedded/node';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { readEnvelope } from '@catalog-chain/verifier/wire/envelope';
import { contracts } from '../../support/probe-contract.js';
import { OFFICER, Probe, probe, scratch } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const MINE = '_implicit_org_OneMSP';
const put = probe('put', 'k', 'v');

test('the first block says that one operator runs the ledger without consensus', async () => {
  await using ledger = await Probe.open();
  const blocks = ledger.ledger.blocks({ from: 0, signal: new AbortController().signal });
  const first = (await blocks[Symbol.asyncIterator]().next()).value as {
    transactions: { envelope: Uint8Array }[];
  };
  const { data } = readEnvelope(first.transactions[0]?.envelope ?? new Uint8Array());
  const founding = JSON.parse(Buffer.from(data).toString('utf8')) as Record<string, unknown>;
  assert.deepEqual(
    [founding['type'], founding['operators'], founding['consensus']],
    ['embedded-ledger/1', 1, 'none'],
  );
  assert.match(String(founding['statement']), /no consensus/);
});

test('a chain verifies: blocks, verdicts, state, private values', async () => {
  using directory = scratch();
  await using ledger = await filled(directory.path);
  const { blocks, transactions } = await ledger.ledger.verifyChain();
  const { height } = await ledger.ledger.info();
  assert.equal(blocks, height);
  assert.ok(transactions >= 8);
});

/** A ledger with commits, conflicts, deletions, ranges and private values. */
async function filled(directory: string): Promise<Probe> {
  const ledger = await Probe.open({ directory });
  await ledger.commit(put);
  await ledger.commit(probe('putAll', '[["a","1"],["b","2"],["c","3"]]'));
  await ledger.overtaken(probe('copy', 'a', 'd'), [probe('put', 'a', '9')]);
  await ledger.overtaken(probe('countRange', 'a', 'z', '9', 'n'), [probe('put', 'bb', '1')]);
  await ledger.commit(probe('putAll', '[["b",null]]'));
  const secret = { transient: { value: Buffer.from('secret') }, endorsers: ['OneMSP'] };
  await ledger.commit({ ...probe('putPrivate', MINE, 'p'), ...secret });
  await ledger.commit({ ...probe('putPrivate', MINE, 'q'), ...secret });
  await ledger.commit(probe('purgePrivate', MINE, 'q'));
  return ledger;
}

const alterations: readonly (readonly [string, string, RegExp])[] = [
  ['a byte of a transaction', altered('transactions', 'envelope', 'block = 3'), /Block 3 does not hold/],
  ['a byte of a data hash', altered('blocks', 'data_hash', 'number = 3'), /Block 3/],
  ['a byte of a link', altered('blocks', 'previous_hash', 'number = 3'), /Block 3 does not follow/],
  ['a signature', altered('blocks', 'signature', 'number = 3'), /Block 3 is not signed/],
  [
    'the verdict of a rejected transaction',
    'UPDATE transactions SET code = 0 WHERE code = 11',
    /not signed by the node/,
  ],
  ['a block taken out of the middle', 'DELETE FROM blocks WHERE number = 3', /Block 2 is not the newest/],
  ['a value', "UPDATE state SET value = x'00' WHERE key = x'61'", /do not make the state/],
  ['a key that was added', "INSERT INTO state VALUES (x'7a7a', x'00', 2, 0)", /do not make the state/],
  ['a key that was taken away', "DELETE FROM state WHERE key = x'61'", /do not make the state/],
  ['a version', "UPDATE state SET block = 1 WHERE key = x'61'", /do not make the state/],
  ['a private value', "UPDATE private_values SET value = x'00'", /do not make the private values/],
  ['a private hash', "UPDATE private_hashes SET value_hash = x'00'", /do not make the private hashes/],
  ['a line of history', 'DELETE FROM history', /do not make the history/],
];

function altered(table: string, column: string, where: string): string {
  const middle = `length(${column}) / 2`;
  const flipped = `CASE substr(${column}, ${middle}, 1) WHEN x'00' THEN x'01' ELSE x'00' END`;
  const value = `CAST(substr(${column}, 1, ${middle} - 1) || ${flipped} || substr(${column}, ${middle} + 1) AS BLOB)`;
  return `UPDATE ${table} SET ${column} = ${value} WHERE ${where}`;
}

for (const [what, sql, reason] of alterations) {
  test(`verifying finds ${what} that was altered in the file`, async () => {
    using directory = scratch();
    await (await filled(directory.path))[Symbol.asyncDispose]();
    const db = new DatabaseSync(path.join(directory.path, 'ledger.db'));
    db.exec(sql);
    db.close();
    await using ledger = await Probe.open({ directory: directory.path });
    await assert.rejects(ledger.ledger.verifyChain(), reason);
  });
}

test('a transaction older than fifteen minutes, or from the future, is not ordered', async () => {
  let now = Date.UTC(2026, 1, 1);
  await using ledger = await Probe.open({ clock: () => now });
  const prepared = await ledger.ledger.prepare(OFFICER, put);
  for (const drift of [15 * 60_000 + 1, -15 * 60_000 - 1]) {
    now += drift;
    const outcome = await ledger.ledger.submit(prepared);
    assert.equal(outcome.status === 'rejected' && outcome.code, 'LEDGER_TIMEOUT');
    now -= drift;
  }
  now += 15 * 60_000;
  assert.equal((await ledger.ledger.submit(prepared)).status, 'committed');
  now += 3_600_000;
  assert.equal(
    (await ledger.ledger.submit(prepared)).status,
    'committed',
    'what is recorded is answered at any age',
  );
});

test('state, outcomes and the chain outlive a restart', async () => {
  using directory = scratch();
  const first = await filled(directory.path);
  const prepared = await first.ledger.prepare(OFFICER, put);
  const outcome = await first.ledger.submit(prepared);
  const info = await first.ledger.info();
  await first[Symbol.asyncDispose]();
  await using ledger = await Probe.open({ directory: directory.path });
  assert.deepEqual(await ledger.ledger.info(), info);
  assert.deepEqual(await ledger.ledger.submit(prepared), outcome);
  assert.equal(await ledger.read(probe('get', 'a')), '9');
  assert.equal((await ledger.ledger.outcome(prepared.transactionId)).status, 'committed');
  await ledger.ledger.verifyChain();
});

test('a directory is open once at a time', async () => {
  using directory = scratch();
  await using ledger = await Probe.open({ directory: directory.path });
  await assert.rejects(
    Probe.open({ directory: directory.path }),
    (error) => error instanceof LedgerError && error.code === 'LEDGER_UNAVAILABLE',
  );
  await ledger.commit(put);
});

test('a full disk: nothing is acknowledged, nothing is half written, and it heals', async () => {
  const node = await openNode({ contracts, clock: Date.now });
  await using ledger = new EmbeddedLedger(new LocalCore(node));
  const prepare = (): ReturnType<typeof ledger.prepare> =>
    ledger.prepare(OFFICER, probe('put', 'big', 'x'.repeat(100_000)));
  const first = await prepare();
  const { page_count: pages } = node.db.prepare('PRAGMA page_count').get() as { page_count: number };
  node.db.exec(`PRAGMA max_page_count = ${pages}`);
  const { height } = await ledger.info();
  assert.equal((await ledger.submit(first)).status, 'unknown');
  assert.equal((await ledger.outcome(first.transactionId)).status, 'unknown');
  assert.equal((await ledger.info()).height, height);
  await assert.rejects(ledger.ready(), /cannot be written/);
  node.db.exec('PRAGMA max_page_count = 1000000');
  assert.equal((await ledger.submit(first)).status, 'committed');
  await ledger.ready();
  await ledger.verifyChain();
});

test('who stops waiting for a block is told that the outcome is unknown', async () => {
  await using ledger = await Probe.open();
  const prepared = await ledger.ledger.prepare(OFFICER, put);
  const outcome = await ledger.ledger.submit(prepared, { timeoutMs: 0 });
  assert.ok(['unknown', 'committed'].includes(outcome.status));
  assert.equal((await ledger.ledger.submit(prepared, { timeoutMs: 10_000 })).status, 'committed');
});

test('a closed ledger refuses, ends its followers and disposes twice without harm', async () => {
  const ledger = await Probe.open();
  const prepared = await ledger.ledger.prepare(OFFICER, put);
  const following = ledger.ledger.blocks({ from: 100, signal: new AbortController().signal }).next();
  await ledger[Symbol.asyncDispose]();
  await ledger[Symbol.asyncDispose]();
  assert.equal((await following).done, true);
  assert.equal((await ledger.ledger.submit(prepared)).status, 'unknown');
  await assert.rejects(ledger.read(probe('get', 'k')), /closed/);
});

test('what is under way when a ledger is closed comes to its end', async () => {
  const ledger = await Probe.open();
  const under = Promise.all(
    Array.from({ length: 20 }, (_, i) => ledger.submit(probe('put', `k${i}`, 'v')).catch(String)),
  );
  const [prepared] = await Promise.all([ledger.ledger.prepare(OFFICER, put)]);
  const submitted = ledger.ledger.submit(prepared);
  await ledger[Symbol.asyncDispose]();
  assert.equal((await submitted).status, 'committed');
  await under;
});

test('one transaction in two spellings, submitted at once, is recorded once', async () => {
  await using ledger = await Probe.open();
  const prepared = await ledger.ledger.prepare(OFFICER, put);
  const copy = { ...prepared, bytes: Uint8Array.from(prepared.bytes) };
  const foreignHint = { ...prepared, transactionId: 'another' };
  const outcomes = await Promise.all(
    [foreignHint, prepared, copy, foreignHint, copy].map((one) => ledger.ledger.submit(one)),
  );
  for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0]);
  assert.equal(outcomes[0]?.status, 'committed');
  await ledger.ledger.verifyChain();
});
