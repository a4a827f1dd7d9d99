// SPDX-License-Identifier: Apache-2.0
/** A real Fabric network: the stock client beside ours, single events beside batches, Raft beside BFT. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { signers } from '@hyperledger/fabric-gateway';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { openFabricNetwork } from '@catalog-chain/gateway/ledger/fabric-network/open';
import type { Call, Ledger, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { signMessage } from '@catalog-chain/gateway/ledger/wire/ecdsa';
import { Network } from '@catalog-chain/network/network';
import type { StartedNetwork } from '@catalog-chain/network/started-network';
import { Steps } from '../contracts/ledger-harness.js';
import { FabricClient, found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { cpuSeconds } from './container-cpu.js';
import { commit, eventsCommitted, type Load } from './ledger-load.js';
import { benchGateway } from './fabric-http.js';
import { eventsPerSecond, report } from './measure.js';

const NAME = 'catalog-bench';
const REPORTER: Signatory = { mspId: 'ConsumerMSP', user: 'submitter' };
const SINGLE: Load = { size: 1, transactions: 300, lanes: 64 };
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

const through =
  (ledger: Ledger) =>
  (what: Call): Promise<void> =>
    commit(ledger, REPORTER, what);

/** One event per transaction, sent and awaited as the library does it by itself. */
async function benchStock(network: StartedNetwork, ledger: Ledger): Promise<number> {
  using client = new FabricClient(network, 'consumer', 'submitter');
  const send = ({ transaction, args }: Call): Promise<unknown> =>
    client.contract.submitTransaction(transaction, ...args);
  const perSecond = await eventsCommitted(through(ledger), SINGLE, send);
  report('fabric, stock client: one event per transaction, 64 in flight', perSecond, 'events/s');
  return perSecond;
}

/** @returns events per second by batch size */
async function benchBatches(
  ledger: Ledger,
  what: string,
  baseline: number,
): Promise<ReadonlyMap<number, number>> {
  const speeds = new Map<number, number>();
  for (const load of BATCHES) {
    const before = await cpuSeconds(NAME);
    const perSecond = await eventsCommitted(through(ledger), load);
    speeds.set(load.size, perSecond);
    const name = `${what}: ${load.size} events per transaction, ${load.lanes} in flight`;
    report(name, perSecond, 'events/s', baseline);
    const events = load.size * (load.transactions + load.lanes);
    for (const [kind, seconds] of await cpuSeconds(NAME)) {
      const used = ((seconds - (before.get(kind) ?? 0)) * 1000) / events;
      report(`${name}: ${kind}s`, Number(used.toFixed(3)), 'CPU s per 1,000 events');
    }
  }
  return speeds;
}

async function withNetwork(
  ordering: 'raft' | 'bft',
  work: (network: StartedNetwork) => Promise<void>,
): Promise<void> {
  const tell = (line: string): void => void process.stderr.write(`# ${line}\n`);
  await using network = await new Network({ name: NAME, portBase: 37_000, ordering }).start(tell);
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  await new Steps(ledger).member('ManagerMSP', 'ConsumerMSP', ['consumer']);
  await work(network);
}

/** Prints its lines within about five minutes; the network it starts is its own and is removed. */
export async function benchFabric(): Promise<void> {
  await benchSigners();
  let stock = NaN;
  await withNetwork('raft', async (network) => {
    await using ours = openFabricGateway(fabricProfile(network));
    stock = await benchStock(network, ours);
    const single = await eventsCommitted(through(ours), SINGLE);
    report('fabric-gateway: one event per transaction, 64 in flight', single, 'events/s', stock);
    const raw = await benchBatches(ours, 'fabric-gateway', stock);
    await benchGateway(network, stock, raw);
    await using older = openFabricNetwork(fabricProfile(network));
    const alone = await eventsCommitted(through(older), SINGLE);
    report('fabric-network: one event per transaction, 64 in flight', alone, 'events/s', stock);
    await benchBatches(older, 'fabric-network', stock);
  });
  await withNetwork('bft', async (network) => {
    await using ours = openFabricGateway(fabricProfile(network));
    const single = await eventsCommitted(through(ours), SINGLE);
    report('fabric-gateway on BFT: one event per transaction, 64 in flight', single, 'events/s', stock);
    await benchBatches(ours, 'fabric-gateway on BFT', stock);
  });
}
