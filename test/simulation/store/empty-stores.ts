// SPDX-License-Identifier: Apache-2.0
/** Databases as a run begins with them: made once, copied for each run. */
import { openDatabase, type Database } from '@catalog-chain/gateway/db/database';
import { migrate, type MigrationSet } from '@catalog-chain/gateway/db/migrate';
import { jobMigrations } from '@catalog-chain/gateway/evidence/jobs/schema';
import { bindToChain } from '@catalog-chain/gateway/index/tables/open-tables';
import type { IndexSchema } from '@catalog-chain/gateway/index/tables/schema';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import type { BlockSource } from '@catalog-chain/gateway/ledger/ledger';
import { outboxMigrations } from '@catalog-chain/gateway/usage/outbox/outbox-migrations';
import { webhookMigrations } from '@catalog-chain/gateway/webhooks/schema';
import { blocksOf } from '../chain/blocks.js';
import { Chance } from '../world/chance.js';
import { Faults } from '../world/faults.js';
import { Life } from '../world/life.js';
import { Store } from './store.js';

export interface EmptyStores {
  /** With the blocks of the founded ledger. */
  readonly index: () => Store;
  readonly outbox: () => Store;
  readonly webhooks: () => Store;
  readonly evidence: () => Store;
}

/** @param ledger as it is when a run begins */
export async function makeEmptyStores(ledger: BlockSource): Promise<EmptyStores> {
  return {
    index: await indexOf(ledger),
    outbox: await emptyOf('outbox', outboxMigrations, 'ob'),
    webhooks: await emptyOf('webhooks', webhookMigrations, 'wh'),
    evidence: await emptyOf('evidence', jobMigrations, 'ev'),
  };
}

function opened<Schema>(store: Store): Database<Schema> {
  const calm = new Faults(new Chance(0), () => undefined);
  return openDatabase<Schema>({ dialect: store.dialectFor(new Life('maker'), calm) });
}

function copies(store: Store): () => Store {
  const dump = store.dump();
  return () => new Store(store.name, dump);
}

async function indexOf(ledger: BlockSource): Promise<() => Store> {
  const store = new Store('index');
  const database = opened<IndexSchema>(store);
  await bindToChain(database, (await ledger.info()).genesisHash);
  await new IndexWriter(database).apply(await blocksOf(ledger));
  return copies(store);
}

async function emptyOf(name: string, migrations: MigrationSet, prefix: string): Promise<() => Store> {
  const store = new Store(name);
  await migrate(opened(store), migrations, prefix);
  return copies(store);
}
