// SPDX-License-Identifier: Apache-2.0
/** Stands before an endpoint, on the loopback, and does to its connections what networks do. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class TcpProxy implements AsyncDisposable {
  readonly #connections = new Set<Socket>();
  readonly #dead = new WeakSet<Socket>();
  #swallows = false;
  /** How many connections clients have opened so far. */
  opened = 0;

  private constructor(
    private readonly server: Server,
    target: string,
  ) {
    const [host = '', port = ''] = target.split(':');
    server.on('connection', (client) => {
      this.opened += 1;
      const upstream = connect({ host, port: Number(port) });
      this.#keep(client, upstream);
      this.#keep(upstream, client);
      client.on('data', (bytes) => {
        if (!this.#dead.has(upstream)) upstream.write(bytes);
      });
      upstream.on('data', (bytes) => {
        if (!this.#swallows && !this.#dead.has(client)) client.write(bytes);
      });
    });
  }

  /** @param target host:port */
  static async before(target: string): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** host:port for clients. */
  get endpoint(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resets every connection; new ones are taken, and answers pass again. */
  cut(): void {
    this.#swallows = false;
    for (const socket of this.#connections) socket.resetAndDestroy();
  }

  /** The connections that there are stay open and carry nothing any more, in either direction; new ones work. */
  deaden(): void {
    for (const socket of this.#connections) this.#dead.add(socket);
  }

  /** From now on what clients send arrives, and no answer comes back; until `cut`. */
  swallowAnswers(): void {
    this.#swallows = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  #keep(socket: Socket, other: Socket): void {
    this.#connections.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      this.#connections.delete(socket);
      other.destroy();
    });
  }
}
