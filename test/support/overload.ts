// SPDX-License-Identifier: Apache-2.0
/** A gateway that is offered a multiple of what it can commit, and what it does meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayHome, WatchedGateway } from './gateway-home.js';
import { MemoryWatch } from './process-memory.js';
import { UsageLoad, type Offered } from './usage-load.js';
import { until } from './until.js';

export interface OverloadPlan {
  /** How long it is measured what the gateway can commit. */
  readonly measureMs: number;
  readonly overloadMs: number;
  /** The offered rate, as a multiple of what it can commit. */
  readonly times: number;
  readonly connections: number;
  readonly rows: number;
}

/** How a path was answered, asked again and again. */
export interface Asked {
  readonly path: string;
  readonly p95Ms: number;
  readonly statuses: ReadonlySet<number>;
}

export interface Overloaded {
  /** Events committed per second: before, during and after. */
  readonly rates: Readonly<Record<'before' | 'during' | 'after', number>>;
  readonly offered: Offered;
  readonly asked: readonly Asked[];
  /** The most memory in the earlier and in the later half, MiB. */
  readonly halves: readonly [earlier: number, later: number];
  /** Events that were acknowledged, before and after included. */
  readonly accepted: number;
}

const PATHS = ['/healthz', '/readyz', '/v1/trails/grant/G-1?limit=20'];
const ASK_EVERY_MS = 100;
const WARM_UP_MS = 1_500;

/** What the gateway is able to: clients that wait for the commit. */
const able = { connections: 8, rows: 1_000, wait: 30 };

/** Asks one path again and again, and keeps how long the answers took. */
export class Ask implements AsyncDisposable {
  private readonly times: number[] = [];
  private readonly statuses = new Set<number>();
  private readonly stop = new AbortController();
  private readonly done: Promise<void>;

  constructor(
    private readonly path: string,
    url: string,
    token: string,
  ) {
    this.done = this.repeat(new URL(path, url), { authorization: `Bearer ${token}` });
  }

  get asked(): Asked {
    const sorted = this.times.toSorted((a, b) => a - b);
    const p95Ms = Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? NaN);
    return { path: this.path, p95Ms, statuses: this.statuses };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    await this.done;
  }

  private async repeat(url: URL, headers: Record<string, string>): Promise<void> {
    while (!this.stop.signal.aborted) {
      const start = performance.now();
      const response = await fetch(url, { headers });
      await response.arrayBuffer();
      this.times.push(performance.now() - start);
      this.statuses.add(response.status);
      await delay(ASK_EVERY_MS);
    }
  }
}

const committed = (gateway: WatchedGateway): Promise<number> =>
  gateway.gauge('catalog_chain_usage_committed');

/** @returns what the work gives, and the events committed per second meanwhile */
export async function rated<T>(gateway: WatchedGateway, work: () => Promise<T>): Promise<[T, number]> {
  const [start, before] = [performance.now(), await committed(gateway)];
  const result = await work();
  const seconds = (performance.now() - start) / 1_000;
  return [result, Math.round(((await committed(gateway)) - before) / seconds)];
}

/** Resolves when nothing that was accepted waits any more. */
export async function drained(gateway: WatchedGateway): Promise<void> {
  await until('nothing is pending', async () => (await gateway.gauge('catalog_chain_usage_pending')) === 0);
}

/** Measures, overloads, lets everything be committed, measures again. */
export async function overload(
  home: GatewayHome,
  gateway: WatchedGateway,
  plan: OverloadPlan,
): Promise<Overloaded> {
  const { url, pid } = gateway;
  const load = new UsageLoad({ url, token: await home.token('ConsumerMSP', 'submitter') });
  const officer = await home.token('ConsumerMSP', 'officer');
  const measure = () => rated(gateway, () => load.offer({ ...able, ms: plan.measureMs }));
  const warm = await load.offer({ ...able, ms: WARM_UP_MS });
  const [first, before] = await measure();
  const { connections, rows, overloadMs: ms } = plan;
  const asks = PATHS.map((path) => new Ask(path, url, officer));
  const watch = new MemoryWatch(pid);
  const offer = () => load.offer({ connections, rows, ms, perSecond: before * plan.times });
  const [offered, during] = await rated(gateway, offer);
  watch[Symbol.dispose]();
  for (const ask of asks) await ask[Symbol.asyncDispose]();
  await drained(gateway);
  const [last, after] = await measure();
  return {
    rates: { before, during, after },
    offered,
    asked: asks.map(({ asked }) => asked),
    halves: watch.halves,
    accepted: [warm, first, offered, last].reduce((sum, { accepted }) => sum + accepted, 0),
  };
}
