// SPDX-License-Identifier: Apache-2.0
/** One token at full rate, in the ways that cost a gateway most, and what is left of others' reads and commits. */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayHome, type WatchedGateway } from '../support/gateway-home.js';
import { Ask, drained, rated } from '../support/overload.js';
import { UsageLoad } from '../support/usage-load.js';
import { report } from './measure.js';

const MS = 12_000;
/** A part of what the gateway can commit: reporters have their own rate, and do not wait for others to be slow. */
const SHARE = 0.5;
const CONNECTIONS = 64;
const able = { connections: 4, rows: 1_000, wait: 30 };

interface Blow {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Buffer;
  readonly type?: string;
}

const row = (n: number): string =>
  JSON.stringify({
    id: `019b7a5c-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    kind: 'use',
    correlation: `x-${n}`,
    grant: 'G-NONE',
    recordId: `R-${n}`,
    action: 'query',
    at: '2026-01-01T00:00:00.000Z',
    system: 'OtherMSP:SYS',
    actorId: 'a',
    purpose: 'AID',
    outcome: 'ok',
  });
const ROWS = Buffer.from(Array.from({ length: 5_000 }, (_, n) => row(n)).join('\n'));

/** By what they take most of. */
const BLOWS: Readonly<Record<string, readonly Blow[]>> = {
  'wide reads': [
    { method: 'GET', path: '/v1/usage-events?limit=1000' },
    { method: 'GET', path: '/v1/trails/grant/P-1?limit=500' },
    { method: 'POST', path: '/v1/search', body: Buffer.from('{"q":"resident"}'), type: 'application/json' },
    { method: 'GET', path: '/v1/resources?limit=1000&q=resident' },
  ],
  'bodies of rows': [{ method: 'POST', path: '/v1/usage-events', body: ROWS, type: 'application/x-ndjson' }],
  'many small calls': [
    { method: 'GET', path: '/v1/grants/P-1' },
    { method: 'GET', path: '/openapi.json' },
    {
      method: 'POST',
      path: '/v1/evidence',
      body: Buffer.from('{"subject":{"kind":"grant","id":"P-1"}}'),
      type: 'application/json',
    },
    { method: 'POST', path: '/v1/requests', body: Buffer.from('{}'), type: 'application/json' },
  ],
};

/** Sends each connection's next call when its last is answered. */
class Hostile implements AsyncDisposable {
  readonly statuses = new Map<number, number>();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private stopped = false;
  private readonly lanes: Promise<unknown>;

  constructor(
    private readonly url: string,
    private readonly token: string,
    blows: readonly Blow[],
  ) {
    this.lanes = Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => this.#strike(blows, n)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopped = true;
    this.agent.destroy();
    await this.lanes;
  }

  async #strike(blows: readonly Blow[], first: number): Promise<void> {
    for (let n = first; !this.stopped; n += 1) {
      const blow = blows[n % blows.length];
      if (!blow) return;
      const status = await this.#send(blow).catch(() => 0);
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      if (status === 0) await delay(10);
    }
  }

  #send({ method, path, body, type }: Blow): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${this.token}`,
        ...(type !== undefined && { 'content-type': type }),
        ...(body && { 'content-length': body.length }),
      };
      const sent = request(new URL(path, this.url), { method, headers, agent: this.agent }, (answer) => {
        answer.resume().on('end', () => {
          resolve(answer.statusCode ?? 0);
        });
        answer.on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
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
  for (const [kind, blows] of Object.entries(BLOWS)) {
    await drained(gateway);
    await using hostile = new Hostile(url, await home.token('OtherMSP', 'submitter', 'hostile'), blows);
    let during = 0;
    const asked = await measured(home, gateway, async () => {
      [, during] = await steady();
    });
    const statuses = [...hostile.statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    for (const [n, { path, p95Ms }] of asked.entries())
      report(`${kind} (${statuses}): GET ${path}, p95`, p95Ms, 'ms', alone[n]?.p95Ms);
    report(`${kind}: committed`, during, 'events/s', quiet);
  }
}
