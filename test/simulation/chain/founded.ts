// SPDX-License-Identifier: Apache-2.0
/** A ledger with its members and grants, founded once; each run begins with a copy of it. */
import type { DatabaseSync } from 'node:sqlite';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { LocalCore } from '@catalog-chain/gateway/ledger/embedded/core';
import { EmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/embedded-ledger';
import { memoryKeyStore, type KeyStore } from '@catalog-chain/gateway/ledger/embedded/identities/key-store';
import { openNode } from '@catalog-chain/gateway/ledger/embedded/node';
import { loadContracts } from '@catalog-chain/gateway/ledger/embedded/shim';
import { openDatabase } from '@catalog-chain/gateway/ledger/embedded/state/database';
import { foundMarket } from '../../support/embedded-market.js';
import { now } from '../world/virtual-time.js';

/** What a ledger keeps on its disk. */
export interface LedgerDisk {
  readonly db: DatabaseSync;
  readonly keys: KeyStore;
}

type Value = string | number | bigint | null | Uint8Array;

/** All the rows of a ledger's database in a new one. */
function copyOf(db: DatabaseSync): DatabaseSync {
  const copy = openDatabase(':memory:');
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all();
  copy.exec('begin');
  for (const { name } of tables as { name: string }[]) {
    const rows = db.prepare(`select * from ${name}`).all() as Record<string, Value>[];
    const [first] = rows;
    if (!first) continue;
    const places = Object.keys(first).map(() => '?');
    const insert = copy.prepare(`insert into ${name} values (${places.join(', ')})`);
    for (const row of rows) insert.run(...Object.values(row));
  }
  copy.exec('commit');
  return copy;
}

export const copied = ({ db, keys }: LedgerDisk): LedgerDisk => ({ db: copyOf(db), keys });

/** Starts the embedded ledger's core on a disk. */
export async function startLedger(disk: LedgerDisk): Promise<EmbeddedLedger> {
  const contracts = loadContracts('@catalog-chain/chaincode');
  const options = { contracts, clock: now, store: disk };
  return new EmbeddedLedger(new LocalCore(await openNode(options)));
}

const USERS = [
  ['ConsumerMSP', 'submitter'],
  ['ConsumerMSP', 'officer'],
  ['ProviderMSP', 'submitter'],
  ['ProviderMSP', 'officer'],
  ['ManagerMSP', 'officer'],
] as const;

/** Everybody who signs in a run is enrolled here: keys are made in threads, which end in any order. */
export async function foundLedger(): Promise<{ readonly disk: LedgerDisk; readonly ledger: EmbeddedLedger }> {
  const disk = { db: openDatabase(':memory:'), keys: memoryKeyStore() };
  const ledger = await startLedger(disk);
  await foundMarket(ledger);
  const call = { transaction: TRANSACTIONS.policyRead, args: ['current'] };
  for (const [mspId, user] of USERS) await ledger.evaluate({ mspId, user }, call);
  return { disk, ledger };
}
