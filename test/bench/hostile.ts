// SPDX-License-Identifier: Apache-2.0
/** One token at full rate, in the ways that cost a gateway most, and what is left of others' reads and commits. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { GatewayHome, type WatchedGateway } from '../support/gateway-home.js';
import { Ask, drained, rated } from '../support/overload.js';
import { UsageLoad } from '../support/usage-load.js';
import { KINDS, type HostileTask } from './hostile-sender.js';
import { report } from './measure.js';

const MS = 12_000;
/** A part of what the gateway can commit: reporters have their own rate, and do not wait for others to be slow. */
const SHARE = 0.5;
const able = { connections: 4, rows: 1_000, wait: 30 };

/** Somebody who sends each connection's next call when its last is answered. */
class Hostile {
  private readonly worker: Worker;

  constructor(task: HostileTask) {
    this.worker = new Worker(new URL('hostile-sender.js', import.meta.url), { workerData: task });
  }

  /** @returns how many answers had which status */
  async stop(): Promise<ReadonlyMap<number, number>> {
    const told = once(this.worker, 'message') as Promise<[ReadonlyMap<number, number>]>;
    this.worker.postMessage('stop');
    const [statuses] = await told;
    return statuses;
  }
}

const READS = ['/v1/trails/grant/G-1?limit=20', '/v1/grants/G-1', '/v1/obligations?limit=20'];

async function measured(home: GatewayHome, { url }: WatchedGateway, work: () => Promise<unknown>) {
  const officer = await home.token('ProviderMSP', 'officer');
  const asks = READS.map((path) => new Ask(path, url, officer));
  await work();
  for (const ask of asks) await ask[Symbol.asyncDispose]();
  return asks.map(({ asked }) => asked);
}

export async function benchHostile(): Promise<void> {
  await using home = await GatewayHome.found();
  await using gateway = await home.start();
  if (!gateway) throw new Error('The gateway did not come up.');
  const { url } = gateway;
  const load = new UsageLoad({ url, token: await home.token('ConsumerMSP', 'submitter') });
  await load.offer({ ...able, ms: 2_000 });
  const [, most] = await rated(gateway, () => load.offer({ ...able, ms: 4_000 }));
  const perSecond = Math.round(most * SHARE);
  const steady = () => rated(gateway, () => load.offer({ ...able, ms: MS, perSecond }));
  let quiet = 0;
  const alone = await measured(home, gateway, async () => {
    [, quiet] = await steady();
  });
  for (const { path, p95Ms } of alone) report(`nobody hostile: GET ${path}, p95`, p95Ms, 'ms');
  report('nobody hostile: committed', quiet, 'events/s', most);
  for (const kind of KINDS) {
    await drained(gateway);
    const token = await home.token('OtherMSP', 'submitter', 'hostile');
    const hostile = new Hostile({ url, token, kind });
    let during = 0;
    const asked = await measured(home, gateway, async () => {
      [, during] = await steady();
    });
    const statuses = [...(await hostile.stop())].map(([status, count]) => `${count} × ${status}`).join(', ');
    for (const [n, { path, p95Ms }] of asked.entries())
      report(`${kind} (${statuses}): GET ${path}, p95`, p95Ms, 'ms', alone[n]?.p95Ms);
    report(`${kind}: committed`, during, 'events/s', quiet);
  }
}
