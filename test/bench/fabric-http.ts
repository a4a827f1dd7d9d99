// SPDX-License-Identifier: Apache-2.0
/** From HTTP to committed on a real Fabric network. Load, gateway and index share this process. */
import type { Gateway } from '@catalog-chain/gateway/compose';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { fabricProfile } from '../support/fabric-ledger.js';
import { scratch } from '../support/probe.js';
import { CpuMeter } from './container-cpu.js';
import { benchBatch, benchStock, NETWORK, withNetwork } from './fabric-load.js';
import { reporting, rows } from './fabric-reporting.js';
import { rate } from './http.js';
import { report } from './measure.js';

/** Batches in flight through the adapter alone. */
const LANES = 8;

interface Requests {
  readonly perRequest: number;
  readonly requests: number;
  /** Requests that wait for their commit at the same time. */
  readonly clients: number;
}

const REQUESTS: readonly Requests[] = [
  { perRequest: 1_000, requests: 128, clients: 16 },
  { perRequest: 4_000, requests: 40, clients: 8 },
];

/** Bytes of the envelopes from a block on, which is what the orderers store and every peer keeps. */
async function envelopeBytes({ ledger }: Gateway, from: number): Promise<number> {
  const { height } = await ledger.info();
  const stop = new AbortController();
  let sum = 0;
  for await (const { number, transactions } of ledger.blocks({ from, signal: stop.signal })) {
    for (const { envelope } of transactions) sum += envelope.length;
    if (number >= height - 1) stop.abort();
  }
  return sum;
}

const nameOf = ({ perRequest, clients }: Requests): string =>
  `fabric, HTTP to committed: ${perRequest} events per request, ${clients} requests at a time`;

/** @returns events per second by rows in a request */
async function throughGateway(network: StartedNetwork, stock: number): Promise<ReadonlyMap<number, number>> {
  using folder = scratch();
  const { consumer: opened, grant, target } = await reporting(network, folder.path);
  await using consumer = opened;
  const speeds = new Map<number, number>();
  for (const asked of REQUESTS) {
    const { perRequest, requests, clients } = asked;
    const bodies = (count: number): string[] => Array.from({ length: count }, () => rows(grant, perRequest));
    await rate(target, bodies(clients), perRequest, clients);
    const { height: from } = await consumer.ledger.info();
    const measured = bodies(requests);
    const meter = await CpuMeter.start(NETWORK);
    const perSecond = await rate(target, measured, perRequest, clients);
    speeds.set(perRequest, perSecond);
    const [name, events] = [nameOf(asked), perRequest * requests];
    report(name, perSecond, 'events/s', stock);
    await meter.report(name, events);
    const bytes = (await envelopeBytes(consumer, from)) / events;
    report(`${name}: on chain`, Number(bytes.toFixed(1)), 'bytes/event');
  }
  return speeds;
}

/** HTTP to committed, beside single events through the stock client and batches through the adapter alone. */
export async function benchFabricHttp(): Promise<void> {
  await withNetwork('raft', async (network) => {
    await using ledger = openFabricGateway(fabricProfile(network));
    const stock = await benchStock(network, ledger);
    const speeds = await throughGateway(network, stock);
    for (const asked of REQUESTS) {
      const { perRequest: size, requests: transactions } = asked;
      const load = { size, transactions, lanes: LANES };
      const alone = await benchBatch(ledger, 'fabric-gateway alone', load, stock);
      report(`${nameOf(asked)}; beside the adapter alone`, speeds.get(size) ?? NaN, 'events/s', alone);
    }
  });
}
