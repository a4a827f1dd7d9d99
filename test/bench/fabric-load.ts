// SPDX-License-Identifier: Apache-2.0
/** A Fabric network for benchmarks, and what every comparison on one starts from: the stock client. */
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import type { Call, Ledger, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { Network } from '@catalog-chain/network/network';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { Steps } from '../contracts/ledger-harness.js';
import { FabricClient, found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { CpuMeter } from './container-cpu.js';
import { commit, eventsCommitted, type Load } from './ledger-load.js';
import { report } from './measure.js';

export const NETWORK = process.env['CATALOG_TEST_NETWORK'] ?? 'catalog-bench';
const PORT_BASE = Number(process.env['CATALOG_TEST_PORT_BASE'] ?? 37_000);
const REPORTER: Signatory = { mspId: 'ConsumerMSP', user: 'submitter' };
export const SINGLE: Load = { size: 1, transactions: 300, lanes: 64 };

export const through =
  (ledger: Ledger) =>
  (what: Call): Promise<void> =>
    commit(ledger, REPORTER, what);

/** The network is the benchmark's own and is removed when the work is done. */
export async function withNetwork(
  ordering: 'raft' | 'bft',
  work: (network: StartedNetwork) => Promise<void>,
): Promise<void> {
  const tell = (line: string): void => void process.stderr.write(`# ${line}\n`);
  await using network = await new Network({ name: NETWORK, portBase: PORT_BASE, ordering }).start(tell);
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  await new Steps(ledger).member('ManagerMSP', 'ConsumerMSP', ['consumer']);
  await work(network);
}

/** One event per transaction, sent and awaited as the library does it by itself. @returns events per second */
export async function benchStock(network: StartedNetwork, ledger: Ledger): Promise<number> {
  using client = new FabricClient(network, 'consumer', 'submitter');
  const send = ({ transaction, args }: Call): Promise<unknown> =>
    client.contract.submitTransaction(transaction, ...args);
  const perSecond = await eventsCommitted(through(ledger), SINGLE, send);
  report('fabric, stock client: one event per transaction, 64 in flight', perSecond, 'events/s');
  return perSecond;
}

/** Batches through an adapter alone. @returns events per second */
export async function benchBatch(ledger: Ledger, what: string, load: Load, stock: number): Promise<number> {
  const { size, transactions, lanes } = load;
  const meter = await CpuMeter.start(NETWORK);
  const perSecond = await eventsCommitted(through(ledger), load);
  const name = `${what}: ${size} events per transaction, ${lanes} in flight`;
  report(name, perSecond, 'events/s', stock);
  await meter.report(name, size * (transactions + lanes));
  return perSecond;
}
