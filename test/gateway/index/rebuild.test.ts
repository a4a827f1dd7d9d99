// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { rebuildIndex, verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { leafOf, ScriptedChain } from '../../support/scripted-chain.js';
import { test, type TestContext } from '../../support/testing.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

function chainOf(batches: number): ScriptedChain {
  const chain = new ScriptedChain();
  chain.grant('G1', 'ProviderMSP:POP');
  for (let n = 0; n < batches; n += 1) {
    const leaves = Array.from({ length: 20 }, (_, i) => leafOf(n * 20 + i));
    chain.batch(n % 2 === 0 ? 'ConsumerMSP' : 'OtherMSP', leaves, { violations: { 3: ['wrong-mode'] } });
  }
  const parties = ['ConsumerMSP', 'ProviderMSP'];
  const dispute = { kind: 'misuse', opener: 'ProviderMSP', respondent: 'ConsumerMSP', parties, grant: 'G1' };
  chain.put('ProviderMSP', [['dispute', 'D1'], { ...dispute, state: 'opened', case: 'CASE-7' }]);
  const arbitrators = [{ organisation: 'ArbiterMSP' }];
  chain.put('ManagerMSP', [['dispute', 'D1'], { ...dispute, state: 'assigned', arbitrators }]);
  return chain;
}

function place(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rebuild-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return path.join(folder, 'index.sqlite');
}

async function follow(chain: ScriptedChain, sqlite: string): Promise<void> {
  await using index = await openIndex({ ledger: chain, location: { sqlite }, log: quiet });
  await index.reached(chain.chain.length - 1);
}

test('an index that followed, in steps, equals one built from scratch', async (t) => {
  const sqlite = place(t);
  const whole = chainOf(30);
  const part = new ScriptedChain();
  part.chain.splice(0, 1, ...whole.chain.slice(0, 11));
  await follow(part, sqlite);
  await follow(whole, sqlite);
  const verdict = await verifyIndex(whole, { sqlite });
  assert.deepEqual([verdict.same, verdict.differing], [true, []]);
  assert.equal(verdict.held.block, whole.chain.length - 1);
  assert.equal((await rebuildIndex(whole, { sqlite })).digest, verdict.held.digest);
});

test('an altered row is found, and rebuilding takes it back', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(5);
  await follow(chain, sqlite);
  const { held } = await verifyIndex(chain, { sqlite });
  const database = new DatabaseSync(sqlite);
  database.exec(`update ix_event set violations = null where leaf = 3 and tx = 4`);
  database.close();
  const verdict = await verifyIndex(chain, { sqlite });
  assert.deepEqual([verdict.same, verdict.differing], [false, ['ix_event']]);
  assert.equal((await rebuildIndex(chain, { sqlite })).digest, held.digest);
  assert.equal((await verifyIndex(chain, { sqlite })).same, true);
});

test('an old copy of the index is brought up to the chain', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(3);
  await follow(chain, sqlite);
  copyFileSync(sqlite, `${sqlite}.old`);
  for (let n = 100; n < 110; n += 1) chain.batch('ConsumerMSP', [leafOf(n)]);
  await follow(chain, sqlite);
  const newest = await verifyIndex(chain, { sqlite });
  for (const suffix of ['-wal', '-shm']) rmSync(`${sqlite}${suffix}`, { force: true });
  copyFileSync(`${sqlite}.old`, sqlite);
  await follow(chain, sqlite);
  assert.equal((await verifyIndex(chain, { sqlite })).held.digest, newest.held.digest);
});

test('a truncated index is refused, not believed; rebuilding heals it', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(5);
  await follow(chain, sqlite);
  truncateSync(sqlite, 50_000);
  await assert.rejects(verifyIndex(chain, { sqlite }));
  await rebuildIndex(chain, { sqlite });
  assert.equal((await verifyIndex(chain, { sqlite })).same, true);
});

test('an index from before messages were kept is filled again from the start', async (t) => {
  const sqlite = place(t);
  const chain = chainOf(5);
  await follow(chain, sqlite);
  const { held } = await verifyIndex(chain, { sqlite });
  const database = new DatabaseSync(sqlite);
  database.exec(`drop table ix_message; drop table ix_message_link; drop table ix_exchange;
    drop index ix_record_due_all; drop index ix_record_due_state; drop index ix_record_due_by; drop index ix_record_due_to;
    drop index ix_event_corrections; alter table ix_record drop column due; alter table ix_tx drop column exchange_form;
    delete from ix_migration where name > '0001-first'`);
  database.close();
  await follow(chain, sqlite);
  assert.equal((await verifyIndex(chain, { sqlite })).held.digest, held.digest);
});
