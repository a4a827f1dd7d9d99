// SPDX-License-Identifier: Apache-2.0
/** Stands before a PostgreSQL server and, when told to, loses the answer to one COMMIT, which is done, or all that is sent. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';

const COMMIT = /commit\0$/i;

export class CommitProxy implements AsyncDisposable {
  /** Answers lost. */
  lost = 0;
  #armed = false;
  #isSilent = false;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    private readonly database: URL,
  ) {
    server.on('connection', (client) => {
      this.#join(client);
    });
  }

  /** @param url of a server on a socket in a folder, as `emptyDatabase` gives it */
  static async before(url: string): Promise<CommitProxy> {
    const database = new URL(url.replace('@/', '@localhost/'));
    const folder = database.searchParams.get('host') ?? '';
    const server = createServer();
    const proxy = new CommitProxy(server, path.join(folder, '.s.PGSQL.5432'), database);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    const url = new URL(this.database);
    url.searchParams.delete('host');
    url.hostname = '127.0.0.1';
    url.port = `${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** The next COMMIT reaches the server, and its answer nobody. */
  loseNext(): void {
    this.#armed = true;
  }

  /** From now on nothing passes, and nobody is told. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.server, 'close');
  }

  #join(client: Socket): void {
    const upstream = connect(this.target);
    let loses = false;
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (this.#isSilent) return;
      if (this.#armed && COMMIT.test(bytes.toString('latin1'))) {
        this.#armed = false;
        loses = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!loses) {
        client.write(bytes);
        return;
      }
      this.lost += 1;
      client.resetAndDestroy();
    });
  }
}
