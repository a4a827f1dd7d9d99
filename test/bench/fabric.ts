// SPDX-License-Identifier: Apache-2.0
/** A real Fabric network: the stock client beside ours, single events beside batches, Raft beside BFT. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { signers } from '@hyperledger/fabric-gateway';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { openFabricNetwork } from '@catalog-chain/gateway/ledger/fabric-network/open';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { signMessage } from '@catalog-chain/verifier/wire/ecdsa';
import { fabricProfile } from '../support/fabric-ledger.js';
import { benchBatch, benchStock, SINGLE, through, withNetwork } from './fabric-load.js';
import { eventsCommitted, type Load } from './ledger-load.js';
import { eventsPerSecond, report } from './measure.js';

const BATCHES: readonly Load[] = [
  { size: 250, transactions: 120, lanes: 8 },
  { size: 1_000, transactions: 80, lanes: 8 },
  { size: 4_000, transactions: 24, lanes: 4 },
];

async function benchSigners(): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const digest = randomBytes(32);
  const stock = signers.newPrivateKeySigner(key);
  const slow = await eventsPerSecond(1, () => stock(digest));
  report('signer of the stock client', slow, 'signatures/s');
  report(
    'signer of the adapter',
    await eventsPerSecond(1, () => signMessage(key, digest)),
    'signatures/s',
    slow,
  );
}

async function benchAdapter(ledger: Ledger, what: string, stock: number): Promise<void> {
  const single = await eventsCommitted(through(ledger), SINGLE);
  report(`${what}: one event per transaction, ${SINGLE.lanes} in flight`, single, 'events/s', stock);
  for (const load of BATCHES) await benchBatch(ledger, what, load, stock);
}

/** Prints its lines within about five minutes. */
export async function benchFabric(): Promise<void> {
  await benchSigners();
  let stock = NaN;
  await withNetwork('raft', async (network) => {
    await using ours = openFabricGateway(fabricProfile(network));
    stock = await benchStock(network, ours);
    await benchAdapter(ours, 'fabric-gateway', stock);
    await using older = openFabricNetwork(fabricProfile(network));
    await benchAdapter(older, 'fabric-network', stock);
  });
  await withNetwork('bft', async (network) => {
    await using ours = openFabricGateway(fabricProfile(network));
    await benchAdapter(ours, 'fabric-gateway on BFT', stock);
  });
}
