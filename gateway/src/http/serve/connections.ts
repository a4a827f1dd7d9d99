// SPDX-License-Identifier: Apache-2.0
/** Connections, shared out by address: whoever opens them by thousands and says nothing leaves room for others. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';
import { Shares } from '../../support/shares.js';

/** Since all behind a proxy have its address, the proxies that are trusted are not bounded. */
export type IsProxy = (address: string) => boolean;

/** A connection of an address that has as many as are left free is closed before anything is read of it. */
export function shareConnections(server: Server, total: number, isProxy: IsProxy): void {
  const places = new Shares(total);
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? 'unknown';
    const holder = { name: ipKeyGenerator(address), share: 1 };
    const free = places.take(isProxy(address) ? [] : [holder]);
    if (free) socket.once('close', free);
    else socket.destroy();
  });
}
