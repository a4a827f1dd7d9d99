// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '../ledger-error.js';
import { Chain } from './chain/chain.js';
import { configurationTransaction, founding } from './chain/configuration.js';
import { Creators } from './identities/creators.js';
import { openDatabase } from './state/database.js';
import { Endorser } from './endorser.js';
import { Exclusion } from './exclusion.js';
import type { Identity } from './identities/identity.js';
import { fileKeyStore, memoryKeyStore, type KeyStore } from './identities/key-store.js';
import { Orderer } from './chain/orderer.js';
import { OwnTransactions } from './chain/own-transactions.js';
import { prepare } from './state/rows.js';
import { nodeIdentity, NODE_MSP, Registrar } from './identities/registrar.js';
import { Dispatcher, type ContractClass } from './shim.js';

export interface NodeOptions {
  /** Where state and keys lie; absent: in memory, gone with the process. */
  readonly directory?: string | undefined;
  /** State and keys that somebody else has opened, in place of a directory. */
  readonly store?: NodeStore | undefined;
  readonly contracts: readonly ContractClass[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Closed list of organisations; absent: any organisation is admitted when it first signs. */
  readonly organisations?: readonly string[] | undefined;
  /** How long an enrolled user's certificate is valid, milliseconds. */
  readonly userLifetimeMs?: number | undefined;
}

export interface NodeStore {
  readonly db: DatabaseSync;
  readonly keys: KeyStore;
}

const YEAR = 365 * 86_400_000;

/** The parts of a running embedded ledger: peer, orderer and certificate authorities in one. */
export interface Node {
  readonly db: DatabaseSync;
  readonly chain: Chain;
  readonly creators: Creators;
  readonly endorser: Endorser;
  readonly orderer: Orderer;
}

/**
 * Opens the ledger of a directory, or founds one.
 * @throws LedgerError `LEDGER_UNAVAILABLE` when another process has it, `LEDGER_OTHER_CHAIN` when the keys beside
 * it are not its own
 */
export async function openNode(options: NodeOptions): Promise<Node> {
  const { clock } = options;
  const { db, keys } = options.store ?? openStore(options.directory);
  try {
    const { identity: node, rootPem } = await nodeIdentity(keys, clock());
    const chain = new Chain(db, node);
    const organisations = organisationsOf(db);
    const creators = new Creators();
    found(chain, organisations, node, rootPem, clock());
    for (const [mspId, root] of organisations.list()) creators.trust(mspId, root);
    if (creators.roots[NODE_MSP]?.[0]?.trim() !== rootPem.trim())
      throw new LedgerError('LEDGER_OTHER_CHAIN', 'The node keys are not those of this ledger.');
    return { db, chain, creators, ...assemble(options, { keys, chain, organisations, creators, node }) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function openStore(directory: string | undefined): NodeStore {
  if (directory === undefined) return { db: openDatabase(':memory:'), keys: memoryKeyStore() };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    db: openDatabase(path.join(directory, 'ledger.db')),
    keys: fileKeyStore(path.join(directory, 'identities')),
  };
}

interface Parts {
  readonly keys: KeyStore;
  readonly chain: Chain;
  readonly organisations: Organisations;
  readonly creators: Creators;
  readonly node: Identity;
}

function assemble(options: NodeOptions, parts: Parts): Pick<Node, 'endorser' | 'orderer'> {
  const { clock, contracts } = options;
  const { chain, creators, node, organisations } = parts;
  const exclusion = new Exclusion();
  const own = new OwnTransactions();
  const admit = (mspId: string, root: string): Promise<void> =>
    exclusion.exclusive(() => {
      if (creators.trusts(mspId)) return;
      const admission = { type: 'admission/1', organisation: mspId, root } as const;
      chain.configure(configurationTransaction(node, clock(), admission), () => {
        organisations.add(mspId, root);
      });
      creators.trust(mspId, root);
    });
  const registrar = new Registrar({
    keys: parts.keys,
    clock,
    organisations: options.organisations,
    userLifetimeMs: options.userLifetimeMs ?? YEAR,
    admit,
  });
  const dispatcher = new Dispatcher(contracts);
  return {
    endorser: new Endorser({ chain, dispatcher, registrar, exclusion, own, node, clock }),
    orderer: new Orderer({ chain, creators, exclusion, own, node: node.serialized, clock }),
  };
}

/** Writes the first block, once. */
function found(
  chain: Chain,
  organisations: Organisations,
  node: Identity,
  rootPem: string,
  now: number,
): void {
  if (chain.head.number >= 0) return;
  chain.configure(configurationTransaction(node, now, founding(node, rootPem)), () => {
    organisations.add(NODE_MSP, rootPem);
  });
}

interface Organisations {
  list(): readonly (readonly [string, string])[];
  add(mspId: string, rootPem: string): void;
}

function organisationsOf(db: DatabaseSync): Organisations {
  const all = prepare(db, 'SELECT msp_id, root_pem FROM organisations');
  const insert = prepare(db, 'INSERT INTO organisations VALUES (?, ?)');
  return {
    list: () => all.all() as unknown as [string, string][],
    add: (mspId, rootPem) => void insert.run(mspId, rootPem),
  };
}
