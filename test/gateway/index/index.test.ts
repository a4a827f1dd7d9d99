// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import { digest32, leafOf, ScriptedChain, uuid7 } from '../../support/scripted-chain.js';
import { test, type TestContext } from '../../support/testing.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

function place(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'index-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return path.join(folder, 'index.sqlite');
}

async function indexed(chain: ScriptedChain, sqlite: string): Promise<Index> {
  const index = await openIndex({ ledger: chain, location: { sqlite }, log: quiet });
  await index.reached(chain.chain.length - 1);
  return index;
}

/** A published resource, two grants to two consumers, three batches. */
function story(): ScriptedChain {
  const chain = new ScriptedChain();
  const content = { names: { zh: '人口', en: 'Population 100%' }, summary: { en: 'Everyone' } };
  chain.put('ManagerMSP', [['organisation', 'ProviderMSP'], { mspId: 'ProviderMSP', status: 'active' }]);
  chain.put('ProviderMSP', [
    ['resource', 'ProviderMSP:POP'],
    {
      id: 'ProviderMSP:POP',
      organisation: 'ProviderMSP',
      code: 'POP',
      state: 'draft',
      version: 0,
      pending: { content },
    },
  ]);
  chain.put(
    'ManagerMSP',
    [
      ['resource', 'ProviderMSP:POP'],
      { id: 'ProviderMSP:POP', organisation: 'ProviderMSP', code: 'POP', state: 'published', version: 1 },
    ],
    [['resource-version', 'ProviderMSP:POP', '0000000001'], { id: 'ProviderMSP:POP', version: 1, content }],
  );
  chain.grant('G1', 'ProviderMSP:POP');
  chain.grant('G2', 'ProviderMSP:POP', 'ProviderMSP', 'OtherMSP');
  chain.batch(
    'ConsumerMSP',
    [1, 2, 3].map((n) => leafOf(n)),
    { violations: { 1: ['wrong-mode', 'reported-late'] } },
  );
  chain.batch('ProviderMSP', [
    leafOf(11, { side: 'attestation', correlation: 'exchange-1', record: digest32('record 1') }),
  ]);
  chain.batch('OtherMSP', [leafOf(21, { grant: 'G2', case: 'CASE-7' }), leafOf(22, { grant: 'GX' })], {
    violations: { 1: ['no-grant'] },
  });
  return chain;
}

const kinds = (items: readonly TrailEntry[]): string[] =>
  items.map((item) =>
    item.entry === 'usage' ? item.event.leaf.id : `${item.record.type} ${item.record.revision}`,
  );

test('records are listed, searched and read as of a block', async (t) => {
  await using index = await indexed(story(), place(t));
  const now = await index.get('resource', 'ProviderMSP:POP');
  assert.deepEqual([now?.value.state, now?.revision], ['published', 2]);
  assert.equal((await index.get('resource', 'ProviderMSP:POP', 2))?.value.state, 'draft');
  assert.equal(await index.get('resource', 'ProviderMSP:POP', 1), undefined);
  const find = async (text: string) => (await index.list('resource', { text })).items.length;
  assert.deepEqual(
    [await find('人口'), await find('population pop'), await find('%'), await find('100_'), await find("'")],
    [1, 1, 1, 0, 0],
  );
  const parties = async (party: string) => (await index.list('grant', { party })).items.map(({ id }) => id);
  assert.deepEqual(await parties('ProviderMSP'), ['G1', 'G2']);
  assert.deepEqual(await parties('OtherMSP'), ['G2']);
  assert.deepEqual(
    (await index.list('grant', {}, { asOf: 4 })).items.map(({ id }) => id),
    ['G1'],
  );
  assert.equal((await index.history('resource', 'ProviderMSP:POP')).items.length, 2);
});

test('events are found by every filter, with their verdicts', async (t) => {
  await using index = await indexed(story(), place(t));
  const count = async (filter: Parameters<Index['usageEvents']>[0]) =>
    (await index.usageEvents(filter)).items.length;
  assert.equal(await count({}), 6);
  assert.equal(await count({ organisation: 'ConsumerMSP' }), 3);
  assert.equal(await count({ organisation: 'ProviderMSP' }), 1);
  assert.equal(await count({ party: 'ProviderMSP' }), 5);
  assert.equal(await count({ party: 'OtherMSP' }), 2);
  assert.equal(await count({ grant: 'G1', side: 'attestation' }), 1);
  assert.equal(await count({ correlation: 'exchange-1' }), 2);
  assert.equal(await count({ case: 'CASE-7' }), 1);
  assert.equal(await count({ violation: 'any' }), 2);
  assert.equal(await count({ violation: 'none', resource: 'ProviderMSP:POP' }), 4);
  assert.equal(await count({ violation: 'wrong-mode' }), 1);
  assert.equal(await count({ violation: 'late' as never }), 0);
  assert.equal(await count({ from: '2026-01-01T00:00:03.000Z', to: '2026-01-01T00:00:12.000Z' }), 2);
  assert.equal(await count({ organisation: 'NobodyMSP' }), 0);
  const event = await index.usageEvent('ConsumerMSP', leafOf(2).id);
  assert.deepEqual(event?.violations, ['wrong-mode', 'reported-late']);
  assert.deepEqual(event.batch, { journal: 'j1', sequence: 1, leaf: 1 });
  assert.equal(event.resource, 'ProviderMSP:POP');
  assert.equal((await index.usageEvent('OtherMSP', leafOf(22).id))?.resource, undefined);
});

test('a trail joins the catalogue, the request, the grant and the uses of both sides in order', async (t) => {
  await using index = await indexed(story(), place(t));
  const record = digest32('record 1');
  const trail = await index.trail({ kind: 'record', ids: [record] });
  assert.deepEqual(kinds(trail.items), [
    ...['resource 1', 'resource-version 1', 'resource 2', 'request 1', 'grant 1'],
    ...[leafOf(1).id, leafOf(11).id, leafOf(21).id],
  ]);
  const guesses = Array.from({ length: 600 }, (_, n) => digest32(`nobody ${n}`));
  const among = await index.trail({ kind: 'record', ids: [...guesses, record] });
  assert.deepEqual(kinds(among.items), kinds(trail.items));
  assert.deepEqual((await index.trail({ kind: 'record', ids: guesses })).items, []);
  const consumer = await index.trail({ kind: 'resource', ids: ['ProviderMSP:POP'], party: 'OtherMSP' });
  assert.deepEqual(kinds(consumer.items), [
    ...['resource 1', 'resource-version 1', 'resource 2', 'request 1', 'grant 1', leafOf(21).id],
  ]);
  const old = await index.trail({ kind: 'grant', ids: ['G1'], asOf: 5 });
  assert.deepEqual(
    kinds(old.items).filter((one) => one.startsWith('0')),
    [],
  );
  const actor = await index.trail({ kind: 'actor', ids: [digest32('actor 1')] });
  assert.deepEqual(kinds(actor.items), [leafOf(1).id, leafOf(22).id]);
});

test('pages join without gap or repeat, in both directions', async (t) => {
  await using index = await indexed(story(), place(t));
  for (const order of ['oldest', 'newest'] as const) {
    const all = kinds((await index.trail({ kind: 'organisation', ids: ['ProviderMSP'], order })).items);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await index.trail({
        kind: 'organisation',
        ids: ['ProviderMSP'],
        order,
        limit: 2,
        ...(cursor && { cursor }),
      });
      paged.push(...kinds(page.items));
      cursor = page.next;
    } while (cursor !== undefined);
    assert.deepEqual(paged, all);
    assert.equal(all.length, 13);
  }
});

test('a cursor of another question, or made up, is refused; limits are capped', async (t) => {
  await using index = await indexed(story(), place(t));
  const { next } = await index.usageEvents({ party: 'ProviderMSP' }, { limit: 1 });
  assert.ok(next);
  const refused = { code: 'CURSOR_INVALID' };
  await assert.rejects(index.usageEvents({ party: 'OtherMSP' }, { cursor: next }), refused);
  for (const cursor of ['', 'x', `${next}A`, Buffer.from('["a",1]').toString('base64url'), "' or 1=1"])
    await assert.rejects(index.usageEvents({ party: 'ProviderMSP' }, { cursor }), refused);
  assert.equal((await index.usageEvents({}, { limit: -1 })).items.length, 1);
  assert.equal((await index.usageEvents({}, { limit: 1e9 })).items.length, 6);
});

test('broken linkage, repeated ids and unreadable batches are flagged, not fatal', async (t) => {
  const chain = story();
  chain.batch('ConsumerMSP', [leafOf(1)]);
  chain.batch('ConsumerMSP', [leafOf(4)], { previousRoot: 'ab'.repeat(32) });
  const odd = chain.batchOf('ConsumerMSP', [leafOf(5)]);
  chain.add({ ...odd, args: [Buffer.from('{}'), Buffer.from('no deflate')] });
  const late = chain.batchOf('ConsumerMSP', [leafOf(6)]);
  const later = chain.batchOf('ConsumerMSP', [leafOf(7)]);
  chain.add(later, late);
  await using index = await indexed(chain, place(t));
  const found = (await index.anomalies()).items.map(({ kind, written }) => [kind, written.block]);
  assert.deepEqual(found, [
    ['repeated-id', 9],
    ['previous-root-mismatch', 10],
    ['unreadable-batch', 11],
  ]);
  const first = await index.usageEvents({ correlation: 'exchange-1', organisation: 'ConsumerMSP' });
  assert.deepEqual(
    first.items.map(({ repeats }) => repeats?.block),
    [undefined, 6],
  );
  assert.equal((await index.checkpoint()).anomalies, 3);
});

test('an index goes on where it stopped, and refuses another chain', async (t) => {
  const sqlite = place(t);
  const chain = story();
  await (await indexed(chain, sqlite))[Symbol.asyncDispose]();
  chain.batch('ConsumerMSP', [leafOf(30)]);
  await using index = await indexed(chain, sqlite);
  assert.equal((await index.usageEvents({ organisation: 'ConsumerMSP' })).items.length, 4);
  assert.deepEqual((await index.anomalies()).items, []);
  const other = openIndex({ ledger: new ScriptedChain('two'), location: { sqlite }, log: quiet });
  await assert.rejects(other, { code: 'LEDGER_OTHER_CHAIN' });
  assert.equal(await index.usageEvent('ConsumerMSP', uuid7(1)), undefined);
});
