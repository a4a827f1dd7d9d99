// SPDX-License-Identifier: Apache-2.0
/** The answer to a COMMIT is lost, the thing itself done: whatever is written again is done once. On PostgreSQL. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JobClaims } from '@catalog-chain/gateway/evidence/jobs/job-claims';
import type { Order } from '@catalog-chain/gateway/evidence/jobs/job';
import { JobStore } from '@catalog-chain/gateway/evidence/jobs/job-store';
import type { Tried, Webhook } from '@catalog-chain/gateway/webhooks/ports';
import { WebhookStore } from '@catalog-chain/gateway/webhooks/webhook-store';
import { SqlAttempts } from '@catalog-chain/gateway/attempts/sql-attempts';
import { linesWithHashes, rootOf, type Item } from '@catalog-chain/gateway/usage/outbox/item';
import { Outbox, type NewBatch } from '@catalog-chain/gateway/usage/outbox/outbox';
import { ReceiptBook } from '@catalog-chain/gateway/usage/outbox/receipts';
import { recover } from '@catalog-chain/gateway/usage/commit/recovery';
import { idBytesOf, organisationMark } from '@catalog-chain/gateway/usage/intake/judge-rows';
import { openMarket, usages, eventId } from '../support/embedded-market.js';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import { assertGapless, CLAIM } from '../support/pipeline-bench.js';
import { CommitProxy } from '../support/commit-proxy.js';
import { emptyDatabase } from '../support/postgres.js';
import { test } from '../support/testing.js';
import { until } from '../support/until.js';

const ORGANISATION = 'ConsumerMSP';
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };
const actors = { of: () => Promise.resolve(new Uint8Array(32)) };

/** Runs a write twice: the first time its answer is lost. */
async function twice<T>(proxy: CommitProxy, work: () => Promise<T>): Promise<T> {
  const before = proxy.lost;
  proxy.loseNext();
  await assert.rejects(work());
  assert.equal(proxy.lost, before + 1, 'an answer was lost');
  return work();
}

const withProxy = async (t: Parameters<typeof emptyDatabase>[0]): Promise<CommitProxy> =>
  CommitProxy.before(await emptyDatabase(t));

function piece(
  outbox: Outbox,
  count: number,
  salt: string,
): { item: Item; piece: Parameters<Outbox['accept']>[0][0] } {
  const ids = Array.from({ length: count }, (_, n) => eventId(n, salt));
  const lines = ids.map((id) => `{"grant":"G-1","id":"${id}"}`);
  const [number, receipt] = [outbox.nextPiece(), eventId(0, `${salt}receipt`)];
  const mark = organisationMark(ORGANISATION);
  return {
    piece: {
      piece: number,
      organisation: ORGANISATION,
      receipt,
      created: 1,
      root: null,
      leaves: Buffer.from(lines.join('\n')),
      ids: ids.map((id) => [idBytesOf(id, mark), randomBytes(16)] as const),
    },
    item: {
      piece: number,
      from: 0,
      count,
      receipt,
      content: linesWithHashes(lines),
      grants: ['G-1'],
      bytes: 100 * count,
      accepted: 1,
      group: '',
      discloses: false,
    },
  };
}

const batchOf = (outbox: Outbox, sequence: number, items: readonly Item[]): NewBatch => ({
  batch: outbox.nextBatch(),
  organisation: ORGANISATION,
  journal: 'j',
  sequence,
  items,
  previousRoot: '0'.repeat(64),
  root: rootOf(items),
  prepared: {
    transactionId: `tx-${sequence}`,
    signatory: { mspId: ORGANISATION, user: 'submitter' },
    bytes: new Uint8Array(1),
    result: Buffer.from('{"violations":[]}'),
  },
});

test('every write of the outbox may be repeated: no row is lost, none doubled', async (t) => {
  await using proxy = await withProxy(t);
  await using outbox = await Outbox.open({ postgres: proxy.url }, 0);
  const receipts = new ReceiptBook(outbox.database, () => false);
  const [two, rest] = [piece(outbox, 2, 'a'), piece(outbox, 3, 'b')];
  proxy.loseNext();
  await assert.rejects(outbox.accept([two.piece, rest.piece]), { code: 'STORAGE_UNAVAILABLE' });
  assert.deepEqual(
    await outbox.held([two.piece.piece, rest.piece.piece, 9_999]),
    new Set([two.piece.piece, rest.piece.piece]),
  );
  await twice(proxy, () => outbox.keepJournal(ORGANISATION, 'j', true));
  // Half of a piece is committed, the other half waits: a second settlement must not let go of what waits.
  const half = { ...two.item, count: 1 };
  const first = batchOf(outbox, 1, [{ ...half, content: linesWithHashes(['x']) }]);
  await twice(proxy, () => outbox.storeBatch(first));
  await twice(proxy, () =>
    outbox.replaceTransaction(first.batch, { ...first.prepared, transactionId: 'tx-1b' }),
  );
  await twice(proxy, () => outbox.commitBatch(first.batch, 'tx-1b', 7));
  await outbox.replaceTransaction(first.batch, first.prepared);
  await twice(proxy, () => outbox.refuse(rest.piece.piece, 0, 'RAW_DATA', 'no'));
  const second = batchOf(outbox, 2, [{ ...rest.item, from: 1, count: 1 }]);
  await outbox.storeBatch(second);
  await twice(proxy, () => outbox.withdrawBatch(second.batch));
  const [lane] = await recover(outbox, 'submitter');
  const waiting = lane?.waiting.map(({ piece: of, from, count }) => [of, from, count]);
  assert.deepEqual(waiting, [
    [two.piece.piece, 1, 1],
    [rest.piece.piece, 1, 2],
  ]);
  assert.deepEqual(
    lane?.waiting.flatMap(({ content }) => ('lines' in content ? content.lines : [])),
    [
      `{"grant":"G-1","id":"${eventId(1, 'a')}"}`,
      `{"grant":"G-1","id":"${eventId(1, 'b')}"}`,
      `{"grant":"G-1","id":"${eventId(2, 'b')}"}`,
    ],
  );
  const found = await receipts.find(ORGANISATION, eventId(0, 'a'));
  assert.deepEqual([found?.state, found?.transactionId, found?.block], ['committed', 'tx-1b', 7]);
});

test('one work that fails takes nobody with it that shares its commit', async (t) => {
  await using proxy = await withProxy(t);
  await using outbox = await Outbox.open({ postgres: proxy.url }, 0);
  const [good, bad] = [piece(outbox, 1, 'a'), piece(outbox, 1, 'b')];
  const other = piece(outbox, 1, 'c');
  const done = await Promise.allSettled([
    outbox.accept([good.piece]),
    // The piece's number is taken: the work itself fails.
    outbox.accept([{ ...bad.piece, piece: good.piece.piece }]),
    outbox.accept([other.piece]),
  ]);
  assert.deepEqual(
    done.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  const numbers = [good.piece.piece, other.piece.piece];
  assert.deepEqual(await outbox.held(numbers), new Set(numbers));
});

test('an attempt whose end was not written is taken up by the next, not refused as running', async (t) => {
  await using proxy = await withProxy(t);
  await using attempts = await SqlAttempts.open({ postgres: proxy.url }, 'g');
  const key = { organisation: ORGANISATION, key: 'k' };
  assert.deepEqual(await attempts.begin(key, 'd', 1), { state: 'new' });
  assert.deepEqual(await attempts.begin(key, 'd', 1), { state: 'running' });
  const broken = attempts as unknown as { database: { db: { updateTable(): never } } };
  const updateTable = broken.database.db.updateTable.bind(broken.database.db);
  broken.database.db.updateTable = () => {
    throw new Error('away');
  };
  await assert.rejects(attempts.answered(key, { status: 201, headers: {}, body: null }));
  broken.database.db.updateTable = updateTable;
  assert.deepEqual(await attempts.begin(key, 'd', 1), { state: 'interrupted' });
});

test('a pipeline whose COMMITs go unanswered one in three commits each event once', async (t) => {
  await using proxy = await withProxy(t);
  await using ledger = await openMarket();
  const folder = mkdtempSync(path.join(tmpdir(), 'lost-commit-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const sqlite = path.join(folder, 'index.sqlite');
  await using index = await openIndex({ ledger, location: { sqlite }, log: quiet });
  const settings = { batchRows: 40, aloneRows: 30 };
  const location = { postgres: proxy.url };
  await using pipeline = await openPipeline({ ledger, index, location, actors, log: quiet, settings });
  const rows = usages(240);
  let acknowledged = 0;
  for (let from = 0; from < rows.length; from += 20) {
    if (from % 60 === 0) proxy.loseNext();
    const some = rows.slice(from, from + 20);
    for (;;) {
      const answer = await pipeline.accept(CLAIM, some).catch(() => undefined);
      if (!answer) continue;
      acknowledged += answer.accepted + answer.duplicates;
      break;
    }
  }
  assert.equal(acknowledged, rows.length);
  assert.ok(proxy.lost >= 3, `${proxy.lost} answers were lost`);
  await until('nothing is pending', () => pipeline.status().pending === 0);
  const { height } = await ledger.info();
  await index.reached(height - 1);
  assert.equal(await assertGapless(index), rows.length);
  assert.equal(pipeline.status().committed, rows.length);
});

const HOOK: Webhook = {
  organisation: ORGANISATION,
  id: 'hook',
  chain: 'g',
  url: 'https://receiver.example/',
  filter: {},
  state: 'active',
  created: 1,
  position: { tx: 5, part: 0 },
  tries: 0,
  due: 0,
  formers: [],
  secret: new Uint8Array(32),
};

const tried = (tx: number, state: Tried['state'], tries: number): Tried => ({
  position: { tx, part: 0 },
  message: `${tx}-0`,
  name: 'grant.revoked',
  state,
  tries,
  status: 200,
});

test('what came of a message is on record once, and the webhook moves on once', async (t) => {
  await using proxy = await withProxy(t);
  await using store = await WebhookStore.open({ postgres: proxy.url });
  assert.ok(await store.create(HOOK));
  const stands = async (): Promise<readonly unknown[]> => {
    const hook = await store.find(HOOK);
    const deliveries = await store.deliveries(HOOK, undefined, undefined, 10);
    const told = deliveries.map(({ position, state, tries }) => [position.tx, state, tries]);
    return [hook?.position.tx, hook?.tries, told];
  };
  assert.equal(await twice(proxy, () => store.record(HOOK, tried(6, 'failing', 1), 2, 9)), true);
  assert.deepEqual(await stands(), [5, 1, [[6, 'failing', 1]]]);
  // The second time it stands elsewhere already: nothing is recorded, and the sender looks where it stands.
  assert.equal(await twice(proxy, () => store.record(HOOK, tried(6, 'delivered', 2), 3)), false);
  assert.deepEqual(await stands(), [6, 0, [[6, 'delivered', 2]]]);
  await twice(proxy, () => store.recordAgain(HOOK, tried(6, 'delivered', 3), 4));
  assert.deepEqual(await stands(), [6, 0, [[6, 'delivered', 3]]]);
  assert.equal(await twice(proxy, () => store.remove(HOOK)), false);
  assert.deepEqual(await stands(), [undefined, undefined, []]);
});

async function* pieces(...some: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const one of some) yield await Promise.resolve(Buffer.from(one));
}

test('a bundle that was ordered is made once and kept whole', async (t) => {
  await using proxy = await withProxy(t);
  await using store = await JobStore.open({ postgres: proxy.url }, 'g');
  const order: Order = { organisation: ORGANISATION, role: 'officer', subject: { kind: 'dispute', id: 'D' } };
  const count = async (): Promise<number> =>
    (await store.database.db.selectFrom('ev_job').select('id').execute()).length;
  proxy.loseNext();
  const job = await store.add(order, 1);
  assert.equal(proxy.lost, 1, 'an answer was lost');
  assert.equal(await count(), 1);
  const claims = new JobClaims(store, 0);
  assert.equal((await claims.take(1))?.id, job.id);
  const { maker } = claims;
  const made = await twice(proxy, () => store.keep(job.id, maker, pieces('some', ' bytes')));
  assert.ok(made);
  // The second time it is no longer in hand, and stays ready.
  assert.equal(await twice(proxy, () => store.finish(job.id, maker, made)), false);
  await store.fail(job.id, maker, 'INTERNAL');
  const bundle = await store.bundle(ORGANISATION, job.id);
  const bytes = [];
  for await (const chunk of bundle.chunks) bytes.push(chunk);
  assert.equal(Buffer.concat(bytes).toString(), 'some bytes');
  await twice(proxy, () => store.forget());
  assert.equal((await store.find(ORGANISATION, job.id)).state, 'ready');
});
