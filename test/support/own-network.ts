// SPDX-License-Identifier: Apache-2.0
/**
 * A network for a browser alone, in which nothing ever comes or goes. Chromium breaks off all that it is loading when an
 * interface of the machine changes, and the containers of other tests change them all the time. What it loads goes
 * through a SOCKS proxy (RFC 1928) that leads to this machine's loopback and to nothing else.
 */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { succeeds } from '@catalog-chain/network/engine/shell';

const INSIDE = path.join(import.meta.dirname, 'inside-own-network.js');
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** As SOCKS writes them: version, command, kinds of address, answers. */
const SOCKS = { version: 5, connect: 1, ipv4: 1, name: 3 } as const;
const DONE = 0;
const NOT_ALLOWED = 2;
const REFUSED = 5;

/** What Playwright launches a browser in the network by. */
export interface OwnNetwork {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** Lasts as long as this process. @returns undefined where none can be made */
export async function ownNetwork(program: string, port = 1080): Promise<OwnNetwork | undefined> {
  const apart = await howToPart();
  if (!apart) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'own-network-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const door = path.join(folder, 'door');
  const server = await listening(door);
  server.unref();
  const executablePath = path.join(folder, 'start');
  const inside = [process.execPath, INSIDE, door, String(port), program].map((part) => `'${part}'`);
  writeFileSync(executablePath, `#!/bin/sh\nexec unshare ${[...apart, ...inside].join(' ')} "$@"\n`);
  chmodSync(executablePath, 0o755);
  // Chromium asks no proxy for a loopback unless it is told to. What Playwright itself asks for, it asks from out here.
  const args = [`--proxy-server=socks5://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'];
  return { executablePath, args };
}

/** As root, or as one who is root in there alone. */
async function howToPart(): Promise<readonly string[] | undefined> {
  for (const flags of [['--net'], ['--net', '--map-root-user']])
    if (await succeeds('unshare', [...flags, 'ip', 'link', 'set', 'lo', 'up'])) return flags;
  return undefined;
}

async function listening(door: string): Promise<Server> {
  const server = createServer((socket) => {
    // A browser that is closed breaks off whatever it was at.
    socket.on('error', () => socket.destroy());
    serve(socket).catch(() => socket.destroy());
  });
  server.listen(door);
  await once(server, 'listening');
  return server;
}

/** One connection: what the browser asks for, then all that goes to and fro. */
async function serve(socket: Socket): Promise<void> {
  const [, methods = 0] = await bytes(socket, 2);
  await bytes(socket, methods);
  socket.write(Uint8Array.of(SOCKS.version, DONE));
  const [, command, , kind] = await bytes(socket, 4);
  const host = await hostOf(socket, kind);
  const port = (await bytes(socket, 2)).readUInt16BE();
  const answer = (code: number): void => {
    socket.write(Uint8Array.of(SOCKS.version, code, 0, SOCKS.ipv4, 0, 0, 0, 0, 0, 0));
  };
  if (command !== SOCKS.connect || !LOOPBACK.has(host)) {
    answer(NOT_ALLOWED);
    socket.end();
    return;
  }
  const there = connect({ host, port, noDelay: true });
  try {
    await once(there, 'connect');
  } catch {
    answer(REFUSED);
    socket.end();
    return;
  }
  answer(DONE);
  await Promise.all([pipeline(socket, there), pipeline(there, socket)]);
}

async function hostOf(socket: Socket, kind: number | undefined): Promise<string> {
  if (kind === SOCKS.ipv4) return (await bytes(socket, 4)).join('.');
  if (kind !== SOCKS.name) return '';
  const [length = 0] = await bytes(socket, 1);
  return (await bytes(socket, length)).toString('latin1');
}

/** The next so many bytes. */
async function bytes(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const read = socket.read(count) as Buffer | null;
    if (read !== null) return read;
    if (socket.readableEnded || socket.destroyed) throw new Error('It ended before it had asked.');
    await once(socket, 'readable');
  }
}
