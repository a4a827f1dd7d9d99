// SPDX-License-Identifier: Apache-2.0
/** A receiver of webhooks on the loopback that answers what the test wants and keeps what it got. */
import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Told } from './event-source.js';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: Told;
}

/** What to answer to the n-th call, from 0. */
export type Answer = (n: number, event: Told) => number;

/** PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

const WAIT_MS = 60_000;

export class WebhookReceiver implements AsyncDisposable {
  readonly received: Received[] = [];
  answer: Answer = () => 204;
  /** Sent with every answer. */
  headers: Readonly<Record<string, string>> = {};
  private readonly server: http.Server | https.Server;

  private constructor(private readonly tls: TlsIdentity | undefined) {
    const listener: RequestListener = (request, response) => {
      void text(request).then((body) => {
        const event = JSON.parse(body) as Told;
        const status = this.answer(this.received.length, event);
        this.received.push({ headers: request.headers as Record<string, string>, body, event });
        response.writeHead(status, this.headers).end();
      });
    };
    this.server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  }

  /** @param tls answers over https, as `localhost` */
  static async start(port = 0, tls?: TlsIdentity): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(tls);
    receiver.server.listen(port, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return this.tls ? `https://localhost:${port}/hook` : `http://127.0.0.1:${port}/hook`;
  }

  get names(): string[] {
    return this.received.map(({ event }) => event.type.replace('cn.catalog-chain.', ''));
  }

  /** Until it has got so many. */
  async until(count: number): Promise<readonly Received[]> {
    const deadline = Date.now() + WAIT_MS;
    while (this.received.length < count) {
      if (Date.now() > deadline)
        throw new Error(`Got ${this.received.length} of ${count}: ${this.names.join()}`);
      await delay(10);
    }
    return this.received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
