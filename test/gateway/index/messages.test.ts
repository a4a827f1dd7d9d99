// SPDX-License-Identifier: Apache-2.0
/** Messages are read as of one block, on both databases, whatever is indexed while they are read. */
import assert from 'node:assert/strict';
import type { KyselyPlugin } from 'kysely';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import { testBothDatabases } from '../../support/both-databases.js';
import { ScriptedChain } from '../../support/scripted-chain.js';

/** A block whose one transaction tells the organisations, or everyone. */
function telling(chain: ScriptedChain, id: string, organisations?: readonly string[]): LedgerBlock {
  const number = chain.add({ mspId: 'ManagerMSP', transaction: 'test:tell', args: [], writes: [] });
  const block = chain.chain[number];
  assert.ok(block);
  const payload = Buffer.from(JSON.stringify({ id, ...(organisations && { organisations }) }));
  const name = organisations ? 'request.submitted' : 'policy.set';
  const transactions = block.transactions.map((one) => ({ ...one, events: [{ name, payload }] }));
  return { ...block, transactions };
}

testBothDatabases(
  'a block that is indexed while messages are read is read whole or not at all, and moves no place',
  async (location) => {
    const chain = new ScriptedChain();
    await using database = openIndexDatabase(location);
    await bindToChain(database, (await chain.info()).genesisHash);
    const writer = new IndexWriter(database);
    await writer.apply(chain.chain);
    const meanwhile: (() => Promise<unknown>)[] = [];
    const afterEachStatement: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        await meanwhile.shift()?.();
        return result;
      },
    };
    const reader = new SqlIndexReader({ ...database, db: database.db.withPlugin(afterEachStatement) });
    const start = await reader.positionBefore(1);

    meanwhile.push(() => writer.apply([telling(chain, 'OWN', ['ConsumerMSP']), telling(chain, 'ALL')]));
    const found = await reader.messages({ party: 'ConsumerMSP' }, start, 10);
    const next = await reader.messages({ party: 'ConsumerMSP' }, found.at(-1)?.position ?? start, 10);
    assert.deepEqual(
      [...found, ...next].map(({ subject }) => subject),
      ['OWN', 'ALL'],
    );

    meanwhile.push(() => writer.apply([telling(chain, 'THIRD', ['ConsumerMSP'])]));
    const place = await reader.positionBefore(chain.chain.length);
    const third = await reader.messages({ party: 'ConsumerMSP' }, place, 10);
    assert.deepEqual(
      third.map(({ subject }) => subject),
      ['THIRD'],
    );
  },
);
