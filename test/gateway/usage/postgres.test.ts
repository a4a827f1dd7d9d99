// SPDX-License-Identifier: Apache-2.0
/** The same over PostgreSQL, two gateways on one database. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { rebuildIndex, verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import type { Pipeline } from '@catalog-chain/gateway/usage/ports';
import { eventId, openMarket, usages } from '../../support/embedded-market.js';
import { assertGapless, CLAIM } from '../../support/pipeline-bench.js';
import { emptyDatabase } from '../../support/postgres.js';
import { test } from '../../support/testing.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

/** Both databases say the same of what hangs on what, and of what is told. */
async function sameAnswers(index: Index, beside: Index): Promise<void> {
  for (const subject of [
    { kind: 'duty', id: 'ProviderMSP:DUTY' },
    { kind: 'system', id: 'ConsumerMSP:SYS', party: 'ConsumerMSP' },
    { kind: 'organisation', id: 'OtherMSP' },
  ] as const)
    assert.deepEqual(await index.dependents(subject), await beside.dependents(subject));
  assert.equal(
    (await index.dependents({ kind: 'duty', id: 'ProviderMSP:DUTY' }, { limit: 2 })).items.length,
    2,
  );
  for (const filter of [{}, { party: 'ConsumerMSP' }, { grant: 'G-1', party: 'ProviderMSP' }]) {
    const [one, other] = [index, beside].map((source) => source.messages(filter, { tx: 2, part: 0 }, 50));
    assert.deepEqual(await one, await other);
    assert.ok((await one)?.length);
  }
}

test('replicas on one PostgreSQL share ids, receipts and the index, each with a journal of its own', async (t) => {
  const postgres = await emptyDatabase(t);
  const folder = mkdtempSync(path.join(tmpdir(), 'replicas-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const location = { postgres };
  await using ledger = await openMarket();
  await using index = await openIndex({ ledger, location, log: quiet });
  await using second = await openIndex({ ledger, location, log: quiet });
  const actors = fileActorSecrets(folder);
  const settings = { batchRows: 50, aloneRows: 40 };
  const open = (replica: number): Promise<Pipeline> =>
    openPipeline({ ledger, index, location, actors, log: quiet, replica, settings });
  {
    await using one = await open(0);
    await using two = await open(1);
    await assert.rejects(open(0), { code: 'LEDGER_UNAVAILABLE' });
    const rows = usages(120);
    const answers = await Promise.all([
      one.accept(CLAIM, rows.slice(0, 80)),
      two.accept(CLAIM, rows.slice(80)),
    ]);
    const again = await two.accept(CLAIM, rows);
    assert.deepEqual([again.accepted, again.duplicates], [0, 120]);
    for (const [i, pipeline] of [one, two].entries()) {
      const final = await pipeline.waitRequest('ConsumerMSP', answers[i]?.receipt ?? '', 20_000);
      assert.equal(final?.state, 'committed');
    }
    assert.equal((await two.find('ConsumerMSP', eventId(0)))?.state, 'committed');
  }
  const last = (await ledger.info()).height - 1;
  await Promise.all([index.reached(last), second.reached(last)]);
  assert.equal(await assertGapless(index), 120);
  const journals = new Set((await index.list('batch')).items.map(({ value }) => value.journal));
  assert.equal(journals.size, 2);
  assert.equal((await index.usageEvents({ grant: 'G-1', violation: 'none' })).items.length, 50);
  const trail = await index.trail({ kind: 'grant', ids: ['G-1'], order: 'newest', limit: 20 });
  assert.ok(trail.items.every(({ entry }) => entry === 'usage'));
  assert.equal((await index.list('resource', { text: 'residents' })).items.length, 1);
  const file = { sqlite: path.join(folder, 'beside.sqlite') };
  await using beside = await openIndex({ ledger, location: file, log: quiet });
  await beside.reached(last);
  await sameAnswers(index, beside);
  const verdict = await verifyIndex(ledger, location);
  assert.deepEqual(verdict.differing, []);
  await index[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  assert.equal((await rebuildIndex(ledger, location)).digest, verdict.held.digest);
});
