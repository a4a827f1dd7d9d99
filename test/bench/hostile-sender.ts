// SPDX-License-Identifier: Apache-2.0
/** One token at full rate, in a thread of its own: what it costs its sender is not measured as what others wait. */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is told. */
export interface HostileTask {
  readonly url: string;
  readonly token: string;
  /** One of `KINDS`. */
  readonly kind: string;
}

const CONNECTIONS = 64;

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

/** The ways in which it can be hostile. */
export const KINDS = Object.keys(BLOWS);

/** Sends each connection's next call when its last is answered. */
class Hostile {
  readonly statuses = new Map<number, number>();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private readonly stopping = new AbortController();
  private readonly lanes: Promise<unknown>;

  constructor(
    private readonly url: string,
    private readonly token: string,
    blows: readonly Blow[],
  ) {
    this.lanes = Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => this.#strike(blows, n)));
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.agent.destroy();
    await this.lanes;
  }

  async #strike(blows: readonly Blow[], first: number): Promise<void> {
    for (let n = first; !this.isStopping(); n += 1) {
      const blow = blows[n % blows.length];
      if (!blow) return;
      const status = await this.#send(blow).catch(() => 0);
      if (this.isStopping()) return;
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

if (parentPort) {
  const port = parentPort;
  const { url, token, kind } = workerData as HostileTask;
  const hostile = new Hostile(url, token, BLOWS[kind] ?? []);
  port.once('message', () => {
    void hostile.stop().then(() => {
      port.postMessage(hostile.statuses);
      port.close();
    });
  });
}
