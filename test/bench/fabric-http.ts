// SPDX-License-Identifier: Apache-2.0
/** From HTTP to committed on a real Fabric network. Load, both gateways and their indexes share this process. */
import type { Gateway } from '@catalog-chain/gateway/compose';
import { eventually } from '@catalog-chain/network/engine/wait';
import type { StartedNetwork } from '@catalog-chain/network/started-network';
import { unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { scratch } from '../support/probe.js';
import { uuid7 } from '../support/usage.js';
import { rate, type Target } from './http.js';
import { report } from './measure.js';

const LANES = 4;
const REQUESTS: readonly (readonly [perRequest: number, requests: number])[] = [
  [1_000, 48],
  [4_000, 16],
];

let reported = 0;

function rows(grant: string, count: number): string {
  const at = new Date().toISOString();
  const events = Array.from({ length: count }, () => {
    const id = uuid7((reported += 1), 'fabric-bench');
    return {
      ...{ id, kind: 'use', correlation: id, grant, recordId: id, action: 'query', at },
      ...{ system: 'ConsumerMSP:SYS', actorId: 'clerk-1', purpose: 'AID', outcome: 'ok' },
    };
  });
  return JSON.stringify(events);
}

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

/**
 * @param stock events per second of one event per transaction through the stock client
 * @param raw the same of batches through the adapter alone, by batch size
 */
export async function benchGateway(
  network: StartedNetwork,
  stock: number,
  raw: ReadonlyMap<number, number>,
): Promise<void> {
  using folder = scratch();
  const [resource, grant] = [unique('R'), unique('G-')];
  await layCatalogue(network, resource);
  await using others = new AsyncDisposableStack();
  // Makes the grant's record key, which the consumer's needs.
  others.use(await attachGateway(network, 'provider', 'fabric-gateway', folder.path));
  await using consumer = await attachGateway(network, 'consumer', 'fabric-gateway', folder.path);
  // A chain that was filled before is read first.
  const ready = async (): Promise<void> => {
    const { status } = await fetch(new URL('/readyz', consumer.url));
    if (status !== 200) throw new Error(`it answered ${status}`);
  };
  await eventually('the gateway’s index', ready, { timeoutMs: 300_000 });
  await call(consumer, ['ConsumerMSP', 'officer'], '/v1/requests', requestFor(grant, resource));
  const login = { organisation: 'ConsumerMSP', role: 'submitter', user: 'bench' } as const;
  const target: Target = { url: consumer.url, token: (await consumer.demoTokens?.issue(login)) ?? '' };
  for (const [perRequest, requests] of REQUESTS) {
    const bodies = (count: number): string[] => Array.from({ length: count }, () => rows(grant, perRequest));
    await rate(target, bodies(LANES), perRequest, LANES);
    const { height: from } = await consumer.ledger.info();
    const perSecond = await rate(target, bodies(requests), perRequest, LANES);
    const name = `fabric-gateway, HTTP to committed: ${perRequest} events per request, ${LANES} requests at a time`;
    report(name, perSecond, 'events/s', stock);
    const alone = raw.get(perRequest);
    if (alone !== undefined) report(`${name}; beside the adapter alone`, perSecond, 'events/s', alone);
    const bytes = (await envelopeBytes(consumer, from)) / (perRequest * requests);
    report(`${name}: on chain`, Number(bytes.toFixed(1)), 'bytes/event');
  }
}
