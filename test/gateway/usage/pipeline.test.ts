// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commit } from '@catalog-chain/chaincode/domain/encoding/commitment';
import type { Reporter } from '@catalog-chain/gateway/usage/ports';
import type { PipelineLedger } from '@catalog-chain/gateway/usage/commit/settle';
import { eventId, RECORD_KEY, usage, usages } from '../../support/embedded-market.js';
import { assertGapless, bench, CLAIM, committed } from '../../support/pipeline-bench.js';
import { test } from '../../support/testing.js';

const ATTESTATION: Reporter = { organisation: 'ProviderMSP', side: 'attestation' };

const without = (row: object, ...fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));

test('an accepted event is committed, judged, and found by its receipt', async (t) => {
  const all = await bench(t);
  const { pipeline, index } = all;
  const rows = [usage(1), usage(2, { purpose: 'OTHER' }), usage(3, { grant: 'NOWHERE' })];
  const answer = await pipeline.accept(CLAIM, rows);
  assert.deepEqual([answer.accepted, answer.refused], [3, 0]);
  assert.equal((await pipeline.find('ConsumerMSP', eventId(1)))?.id, eventId(1));
  await committed(all, answer);
  const receipt = await pipeline.find('ConsumerMSP', eventId(2));
  assert.deepEqual([receipt?.state, receipt?.leaf, receipt?.violations], ['committed', 1, ['wrong-purpose']]);
  assert.equal(receipt?.batch?.sequence, 1);
  assert.deepEqual((await index.usageEvent('ConsumerMSP', eventId(3)))?.violations, ['no-grant']);
  assert.equal(await pipeline.find('ProviderMSP', eventId(1)), undefined);
  assert.equal(await pipeline.findRequest('ProviderMSP', answer.receipt ?? ''), undefined);
});

test('a bad row is refused with its field and never sinks the good ones', async (t) => {
  const { pipeline } = await bench(t);
  const rows: unknown[] = [
    ...[usage(1), null, 'text', [], usage(2, { id: 'nonsense' }), usage(3, { at: '2026-02-30T00:00:00Z' })],
    ...[
      { ...usage(4), extra: 1 },
      { ...usage(5), count: 1.5 },
      { ...usage(6), correlation: '' },
    ],
    { ...usage(7), correlation: 'a","corrects":"x' },
    { ...usage(8), record: undefined },
    { ...usage(9), purpose: '' },
    JSON.parse('{"__proto__": {"id": 1}}'),
    usage(10, { at: '2026-01-01T08:00:00.5+08:00' }),
  ];
  const answer = await pipeline.accept(CLAIM, rows);
  const found = answer.rows.map(({ status, code, field }) =>
    status === 'accepted' ? status : `${code} ${field}`,
  );
  assert.deepEqual(found, [
    ...['accepted', 'INVALID_ARGUMENT undefined', 'INVALID_ARGUMENT undefined', 'INVALID_ARGUMENT undefined'],
    ...['INVALID_ARGUMENT id', 'INVALID_ARGUMENT at', 'INVALID_ARGUMENT extra', 'INVALID_ARGUMENT count'],
    ...['INVALID_ARGUMENT correlation', 'INVALID_ARGUMENT correlation', 'INVALID_ARGUMENT undefined'],
    ...['INVALID_ARGUMENT purpose', 'INVALID_ARGUMENT row', 'accepted'],
  ]);
});

test('nobody reports for a side of a grant that is not his', async (t) => {
  const { pipeline } = await bench(t);
  const code = async (by: Reporter) => (await pipeline.accept(by, [usage(1)])).rows[0]?.code;
  assert.equal(await code({ organisation: 'ProviderMSP', side: 'claim' }), 'NOT_PARTY');
  assert.equal(await code({ organisation: 'ConsumerMSP', side: 'attestation' }), 'NOT_PARTY');
  assert.equal(await code(CLAIM), undefined);
});

test('the same event again is the same event; another under its id is refused', async (t) => {
  const all = await bench(t);
  const { pipeline, index } = all;
  const twice = usage(2);
  const first = await pipeline.accept(CLAIM, [usage(1), twice, twice]);
  assert.deepEqual(
    first.rows.map(({ status }) => status),
    ['accepted', 'accepted', 'duplicate'],
  );
  await committed(all, first);
  const fixed = { at: '2026-06-01T00:00:00.000Z' };
  const one = await pipeline.accept(CLAIM, [usage(10, fixed)]);
  const two = await pipeline.accept(CLAIM, [usage(10, { at: '2026-06-01T02:00:00+02:00' })]);
  assert.deepEqual([two.rows[0]?.status, two.receipt], ['duplicate', one.receipt]);
  const other = await pipeline.accept(CLAIM, [usage(10, { ...fixed, outcome: 'error' })]);
  assert.equal(other.rows[0]?.code, 'IDEMPOTENCY_MISMATCH');
  const foreign = await pipeline.accept(ATTESTATION, [
    usage(10, { ...fixed, system: 'ProviderMSP:REGISTER' }),
  ]);
  assert.equal(foreign.rows[0]?.status, 'accepted');
  await committed(all, one);
  await committed(all, foreign, ATTESTATION);
  assert.equal((await index.usageEvents({ correlation: 'exchange-10' })).items.length, 2);
});

test('an event is the same whatever the order of its fields', async (t) => {
  const { pipeline } = await bench(t);
  const row = usage(1, { at: '2026-06-01T00:00:00.000Z', items: ['name', 'birth'] });
  const turned = Object.fromEntries(Object.entries({ ...row, items: ['birth', 'name'] }).reverse());
  const [first, again] = [await pipeline.accept(CLAIM, [row]), await pipeline.accept(CLAIM, [turned])];
  assert.deepEqual([first.accepted, again.duplicates, again.receipt], [1, 1, first.receipt]);
});

test('plain identifiers become commitments that both sides share, and are nowhere to be found', async (t) => {
  const all = await bench(t);
  const { pipeline, index, folder } = all;
  const [recordId, actorId] = ['Zhang San 4711', 'clerk Li'];
  const plain = without(usage(1), 'record', 'actor');
  const mine = { ...plain, recordId, actorId };
  const theirs = { ...mine, id: eventId(2), system: 'ProviderMSP:REGISTER' };
  await committed(all, await pipeline.accept(CLAIM, [mine]));
  await committed(all, await pipeline.accept(ATTESTATION, [theirs]), ATTESTATION);
  const uses = await index.usageEvents({ record: commit(RECORD_KEY, recordId) });
  assert.deepEqual(
    uses.items.map(({ leaf }) => leaf.side),
    ['claim', 'attestation'],
  );
  assert.notEqual(uses.items[0]?.leaf.actor, uses.items[1]?.leaf.actor);
  await all[Symbol.asyncDispose]();
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(path.join(file.parentPath, file.name));
    assert.ok(!bytes.includes('Zhang San') && !bytes.includes('clerk Li'), file.name);
  }
});

test('without a record key a plain identifier is refused, not guessed', async (t) => {
  const { pipeline } = await bench(t, { keyed: 0 });
  const plain = without(usage(1), 'record');
  const [row] = (await pipeline.accept(CLAIM, [{ ...plain, recordId: 'x' }])).rows;
  assert.deepEqual([row?.code, row?.field], ['CONDITION_NOT_MET', 'recordId']);
});

test('journals have no gap under parallel load, and every event is in them once', async (t) => {
  const all = await bench(t, { settings: { batchRows: 100, aloneRows: 60, inFlight: 6 } });
  const sizes = [1, 3, 250, 61, 40, 7, 99, 130, 1, 1, 20, 500];
  let from = 0;
  const answers = await Promise.all(
    sizes.map((size) => {
      from += size;
      return all.pipeline.accept(CLAIM, usages(size, from - size));
    }),
  );
  for (const answer of answers) await committed(all, answer);
  assert.equal(await assertGapless(all.index), from);
  assert.equal((await all.index.checkpoint()).events, from);
  assert.equal(all.pipeline.status().pending, 0);
});

test('more than 64 grants in a request are spread over batches', async (t) => {
  const all = await bench(t);
  const rows = Array.from({ length: 300 }, (_, n) => usage(n, { grant: `NOPE-${n % 100}` }));
  await committed(all, await all.pipeline.accept(CLAIM, rows));
  assert.equal(await assertGapless(all.index), 300);
});

test('too much at once is put off, with a time, and kept nothing of', async (t) => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const wrap = (ledger: PipelineLedger): PipelineLedger => ({
    ...ledger,
    prepare: async (...args) => {
      await gate;
      return ledger.prepare(...args);
    },
  });
  const all = await bench(t, { wrap, settings: { capacity: 100 } });
  const first = await all.pipeline.accept(CLAIM, usages(80));
  await assert.rejects(
    all.pipeline.accept(CLAIM, usages(30, 100)),
    (error: { code: string; retryAfterSeconds: number }) => {
      assert.equal(error.code, 'LEDGER_OVERLOADED');
      return error.retryAfterSeconds >= 1;
    },
  );
  assert.equal(await all.pipeline.find('ConsumerMSP', eventId(100)), undefined);
  assert.equal(all.pipeline.status().pending, 80);
  all.pipeline.admit();
  const second = await all.pipeline.accept(CLAIM, usages(15, 200));
  await assert.rejects(all.pipeline.accept(CLAIM, usages(30, 100)), { code: 'LEDGER_OVERLOADED' });
  const admit = all.pipeline.admit.bind(all.pipeline);
  const full = { code: 'LEDGER_OVERLOADED' };
  assert.throws(admit, full, 'less than a tenth is free: rows need not even be read');
  open();
  await committed(all, first);
  await committed(all, second);
  all.pipeline.admit();
});
