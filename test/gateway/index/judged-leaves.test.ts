// SPDX-License-Identifier: Apache-2.0
/** Which uses of a batch were found wanting under whose grants, on both databases, and that nothing else is read for it. */
import assert from 'node:assert/strict';
import { CompiledQuery } from 'kysely';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { wantingIn } from '@catalog-chain/gateway/index/read/judged-leaves';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { testBothDatabases } from '../../support/both-databases.js';
import { leafOf, ScriptedChain } from '../../support/scripted-chain.js';

testBothDatabases(
  'a party is told which uses of a batch were found wanting under its grants',
  async (location) => {
    const chain = new ScriptedChain();
    chain.grant('G1', 'ProviderMSP:POP');
    chain.grant('G2', 'OtherMSP:POP', 'OtherMSP');
    const grants = ['G1', 'G2', 'G1', 'NONE', 'G2'];
    const late = ['reported-late'] as const;
    const violations = { 0: late, 1: late, 3: ['no-grant'] as const, 4: late };
    for (const batch of [0, 1]) {
      const leaves = grants.map((grant, i) => leafOf(10 * batch + i, { grant }));
      chain.batch('ConsumerMSP', leaves, batch === 0 ? { violations } : { violations: { 2: late } });
    }
    await using database = openIndexDatabase(location);
    await bindToChain(database, (await chain.info()).genesisHash);
    await new IndexWriter(database).apply(chain.chain);
    const index = new SqlIndexReader(database);
    const { items } = await index.list('batch');
    const told = async (party: string): Promise<unknown> =>
      Promise.all(items.map(({ id }) => index.judgedLeaves(id, party)));
    assert.equal(items.length, 2);
    assert.deepEqual(await told('ProviderMSP'), [[0], [2]]);
    assert.deepEqual(await told('OtherMSP'), [[1, 4], []]);
    assert.deepEqual(await told('ConsumerMSP'), [[0, 1, 3, 4], [2]]);
    assert.deepEqual(await told('StrangerMSP'), [[], []]);
    assert.deepEqual(await index.judgedLeaves('ConsumerMSP/none/0000000001', 'ProviderMSP'), []);
    if (database.kind === 'postgres') return;
    // Whoever asks for a batch among millions of uses must not have them all looked at.
    const { sql, parameters } = wantingIn({ tx: 1, after: 1, upTo: 9 }, 0, 1).compile(database.db);
    const { rows } = await database.db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    );
    assert.match(
      rows.map(({ detail }) => detail).join('\n'),
      /ix_event_violations \(seg=\? AND rowid>\? AND rowid<\?\)/,
    );
  },
);
