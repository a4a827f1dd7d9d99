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
