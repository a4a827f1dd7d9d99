// SPDX-License-Identifier: Apache-2.0
/** The listening server: time and size limits below Express, and an orderly stop. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';
import type { Config } from '../../config.js';
import type { HttpCode } from '../problems/codes.js';
import { shareConnections } from './connections.js';
import { problemOf } from '../problems/problem.js';

const MAX_CONNECTIONS = 4_096;
/** Of a connection on which nothing moves, a client that stopped reading among them. */
const IDLE_SOCKET_MS = 120_000;

/** For a TLS handshake. */
const HANDSHAKE_MS = 10_000;
/** What is left to a client to read why it was cut off; what it took is free again then, whether it goes or not. */
const PARTING_MS = 500;

const CLIENT_ERRORS: Readonly<Record<string, HttpCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

/** Answers what Node's parser refuses, which no Express handler ever sees. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = CLIENT_ERRORS[error.code ?? ''] ?? 'BODY_INCOMPLETE';
  const problem = problemOf(code, 'en', randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${http.STATUS_CODES[problem.status] ?? 'Error'}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), PARTING_MS).unref();
}

async function createServer(app: Express, config: Config): Promise<http.Server> {
  const options = {
    maxHeaderSize: 16_384,
    headersTimeout: Math.min(15_000, config.limits.requestTimeoutMs),
    requestTimeout: config.limits.requestTimeoutMs,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 10_000,
  };
  if (!config.tls) return http.createServer(options, app);
  const [cert, key] = await Promise.all([readFile(config.tls.certFile), readFile(config.tls.keyFile)]);
  const asked = config.clientCertificates;
  // Whose certificate does not hold is told so by the route, in a problem that says what to do.
  const clients = asked && { ca: await readFile(asked.caFile), requestCert: true, rejectUnauthorized: false };
  return https.createServer(
    { ...options, ...clients, cert, key, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS },
    app,
  );
}

/** A gateway that takes requests, until it is disposed. */
export class ListeningServer implements AsyncDisposable {
  private constructor(
    private readonly server: http.Server,
    private readonly scheme: string,
    private readonly config: Config,
  ) {}

  static async listen(app: Express, config: Config): Promise<ListeningServer> {
    const server = await createServer(app, config);
    server.on('clientError', refuse);
    // Who asks before sending a body is told to go on by the route that reads it, and spared it by every refusal.
    server.on('checkContinue', app);
    server.maxConnections = MAX_CONNECTIONS;
    const isProxy = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
    shareConnections(server, MAX_CONNECTIONS, (address) => isProxy(address, 0));
    server.setTimeout(IDLE_SOCKET_MS);
    server.listen(config.port, config.host);
    await once(server, 'listening');
    return new ListeningServer(server, config.tls ? 'https' : 'http', config);
  }

  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    const any = address === '0.0.0.0' || address === '::';
    const host = any ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
    return `${this.scheme}://${host}:${port}`;
  }

  /** Takes no more connections, lets running requests end, and after a bounded time cuts them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    const idle = setInterval(() => {
      this.server.closeIdleConnections();
    }, 100);
    const cut = setTimeout(() => {
      this.server.closeAllConnections();
    }, this.config.limits.stopTimeoutMs);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
  }
}
