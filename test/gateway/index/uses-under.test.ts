// SPDX-License-Identifier: Apache-2.0
/** How many uses there are under grants, on both databases: what was reported before there was the grant is not under it. */
import assert from 'node:assert/strict';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { testBothDatabases } from '../../support/both-databases.js';
import { leafOf, ScriptedChain } from '../../support/scripted-chain.js';

testBothDatabases(
  'uses are counted by grant, from when there was the grant, as of a block',
  async (location) => {
    const chain = new ScriptedChain();
    chain.grant('G1', 'ProviderMSP:POP');
    const early = [1, 2].map((n) => leafOf(n, { grant: 'LATER' }));
    const noGrant = { 0: ['no-grant' as const], 1: ['no-grant' as const] };
    chain.batch('ConsumerMSP', [...early, leafOf(3)], { violations: noGrant });
    const before = chain.grant('LATER', 'ProviderMSP:POP');
    chain.batch('ConsumerMSP', [leafOf(4, { grant: 'LATER' }), leafOf(5)]);
    chain.batch('ProviderMSP', [leafOf(6, { side: 'attestation', correlation: 'exchange-5' })]);
    await using database = openIndexDatabase(location);
    await bindToChain(database, (await chain.info()).genesisHash);
    await new IndexWriter(database).apply(chain.chain);
    const index = new SqlIndexReader(database);
    const asked = ['G1', 'LATER', 'NEVER'];
    assert.deepEqual(Object.fromEntries(await index.usesUnder(asked)), { G1: 3, LATER: 1, NEVER: 0 });
    assert.deepEqual(Object.fromEntries(await index.usesUnder(asked, before)), { G1: 1, LATER: 0, NEVER: 0 });
  },
);

testBothDatabases(
  'uses are found by the duty of the entry that they use, as many as are counted under its grants',
  async (location) => {
    const chain = new ScriptedChain();
    for (const [id, duties] of [
      ['ProviderMSP:S1', ['ProviderMSP:D1']],
      ['ProviderMSP:S2', ['ProviderMSP:D2', 'ProviderMSP:D1']],
    ] as const)
      chain.put('ProviderMSP', [
        ['system', id],
        { id, organisation: 'ProviderMSP', duties, status: 'active' },
      ]);
    const entries = Array.from({ length: 70 }, (_, n) => `ProviderMSP:R${n}`);
    entries.forEach((id, n) => {
      const content = { system: `ProviderMSP:${n % 2 === 0 ? 'S1' : 'S2'}` };
      chain.put(
        'ProviderMSP',
        [['resource', id], { id, organisation: 'ProviderMSP', state: 'published', version: 1 }],
        [['resource-version', id, '0000000001'], { id, version: 1, content }],
      );
      chain.grant(`G${n}`, id);
      chain.batch('ConsumerMSP', [leafOf(n, { grant: `G${n}` })]);
    });
    chain.batch('ConsumerMSP', [leafOf(100, { grant: 'NONE' })], { violations: { 0: ['no-grant'] } });
    await using database = openIndexDatabase(location);
    await bindToChain(database, (await chain.info()).genesisHash);
    await new IndexWriter(database).apply(chain.chain);
    const index = new SqlIndexReader(database);
    const found = async (duty: string, party?: string): Promise<number> => {
      const { items, next } = await index.usageEvents(
        { duty, ...(party !== undefined && { party }) },
        { limit: 1000 },
      );
      assert.equal(next, undefined);
      return items.length;
    };
    // More entries than are looked for one by one, fewer, and none.
    assert.equal(await found('ProviderMSP:D1'), 70);
    assert.equal(await found('ProviderMSP:D2'), 35);
    assert.equal(await found('ProviderMSP:D3'), 0);
    assert.equal(await found('ProviderMSP:D2', 'ConsumerMSP'), 35);
    assert.equal(await found('ProviderMSP:D2', 'OtherMSP'), 0);
    const first = await index.usageEvents({ duty: 'ProviderMSP:D2' }, { limit: 20, order: 'newest' });
    const cursor = first.next ?? '';
    const rest = await index.usageEvents({ duty: 'ProviderMSP:D2' }, { limit: 20, order: 'newest', cursor });
    assert.deepEqual([first.items.length, rest.items.length, rest.next], [20, 15, undefined]);
  },
);
