// SPDX-License-Identifier: Apache-2.0
/** Whose turn it is to send: of the gateways on one PostgreSQL one at a time, on SQLite the one that there is. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseLocation } from '../db/database.js';
import { ImpatientClient, patientConfig } from '../db/postgres-client.js';

export interface SenderTurn {
  /** Waits for the turn and works until it is over: the signal given to the work says when. */
  take(stop: AbortSignal, work: (until: AbortSignal) => Promise<void>): Promise<void>;
}

/** Any number that no other lock of the server has. */
const SENDER = 0x6361_7768;
const ASK_MS = 1_000;

export const senderTurn = (location: DatabaseLocation): SenderTurn =>
  'postgres' in location ? postgresTurn(location.postgres) : { take: (stop, work) => work(stop) };

/** An advisory lock, held as long as its connection: when the process or the network dies, another gateway takes over. */
const postgresTurn = (connectionString: string): SenderTurn => ({
  take: async (stop, work) => {
    const client = new ImpatientClient(patientConfig(connectionString));
    const lost = new AbortController();
    client.on('error', () => {
      lost.abort();
    });
    client.on('end', () => {
      lost.abort();
    });
    const until = AbortSignal.any([stop, lost.signal]);
    try {
      await client.connect();
      while (!until.aborted && !(await locked(client)))
        await delay(ASK_MS, undefined, { signal: until }).catch(() => undefined);
      if (!until.aborted) await work(until);
    } finally {
      await client.end().catch(() => undefined);
    }
  },
});

async function locked(client: ImpatientClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    SENDER,
  ]);
  return rows[0]?.locked === true;
}
