// SPDX-License-Identifier: Apache-2.0
/** What the index says of sealed uses, on both databases: counts as of a block, sides that find each other, when a use was sealed. */
import assert from 'node:assert/strict';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { testBothDatabases } from '../../support/both-databases.js';
import { digest32, leafOf, ScriptedChain, uuid7 } from '../../support/scripted-chain.js';

const REPORTER = { claim: 'ConsumerMSP', attestation: 'ProviderMSP' } as const;
const stamp = { at: '2026-01-02T00:00:00.000Z', tx: '0'.repeat(64), by: 'ConsumerMSP' };

const sealOf = (side: Side, n: number, change: Partial<Seal> = {}): Seal => ({
  type: 'seal',
  organisation: REPORTER[side],
  id: uuid7(n * 0x1000),
  side,
  period: '2026-01',
  seal: digest32(`seal ${side} ${n}`),
  exchange: `exchange-${n}`,
  discloseBy: `2026-02-0${n}T00:00:00.000Z`,
  policyVersion: 1,
  sealed: stamp,
  state: 'sealed',
  ...change,
});

const disclosedAt = (late: boolean): Pick<Seal, 'state' | 'disclosed'> => ({
  state: 'disclosed',
  disclosed: { ...stamp, journal: 'J', sequence: 1, late },
});

testBothDatabases('seals are counted, found and remembered', async (location) => {
  const chain = new ScriptedChain();
  chain.grant('G1', 'ProviderMSP:POP');
  const put = (seal: Seal): number =>
    chain.put(seal.organisation, [['seal', seal.organisation, seal.id], seal]);
  for (const n of [1, 2, 3]) put(sealOf('claim', n));
  put(sealOf('attestation', 1));
  const before = put(sealOf('claim', 4, { period: '2026-02' }));
  put(sealOf('claim', 1, disclosedAt(false)));
  put(sealOf('claim', 2, disclosedAt(true)));
  chain.batch('ConsumerMSP', [leafOf(1, { salt: digest32('salt') }), leafOf(9)]);
  await using database = openIndexDatabase(location);
  await bindToChain(database, (await chain.info()).genesisHash);
  await new IndexWriter(database).apply(chain.chain);
  const index = new SqlIndexReader(database);

  const now = '2026-02-03T00:00:00.000Z';
  const attestation = {
    organisation: 'ProviderMSP',
    side: 'attestation',
    sealed: 1,
    undisclosed: 1,
    overdue: 1,
    late: 0,
  };
  assert.deepEqual((await index.sealCounts('2026-01', now)).items, [
    { organisation: 'ConsumerMSP', side: 'claim', sealed: 3, undisclosed: 1, overdue: 0, late: 1 },
    attestation,
  ]);
  assert.deepEqual(await index.sealCounts('2026-01', now, before), {
    items: [
      { organisation: 'ConsumerMSP', side: 'claim', sealed: 3, undisclosed: 3, overdue: 2, late: 0 },
      attestation,
    ],
    asOf: before,
  });
  assert.deepEqual((await index.sealCounts('2026-03', now)).items, []);

  const sides = await index.sealsOfExchanges(['exchange-1', 'exchange-3', 'exchange-7']);
  assert.deepEqual(sides.map(({ organisation, exchange, state }) => [exchange, organisation, state]).sort(), [
    ['exchange-1', 'ConsumerMSP', 'disclosed'],
    ['exchange-1', 'ProviderMSP', 'sealed'],
    ['exchange-3', 'ConsumerMSP', 'sealed'],
  ]);

  const { items } = await index.usageEvents({ grant: 'G1' });
  assert.deepEqual(
    items.map(({ sealed }) => sealed),
    [{ at: stamp.at, discloseBy: '2026-02-01T00:00:00.000Z', late: false }, undefined],
  );
  const states = async (state: string): Promise<number> => (await index.list('seal', { state })).items.length;
  assert.deepEqual(
    [await states('sealed'), await states('disclosed'), await states('disclosed-late')],
    [3, 1, 1],
  );
  const trail = await index.trail({ kind: 'organisation', ids: ['ConsumerMSP'] });
  assert.ok(
    !trail.items.some((one) => one.entry === 'record' && one.record.type === 'seal'),
    'no trail tells of seals',
  );
});
