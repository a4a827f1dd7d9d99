// SPDX-License-Identifier: Apache-2.0
/** Tells a database that is away, or that can take no more, from a fault of ours: it is the same for whoever asks. */

/** SQLSTATE classes: connection, resources, operator's intervention. */
const AWAY = /^(?:08|53|57)[0-9A-Z]{3}$/;
/** Of a socket that was there, or that could not be made. */
const SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
/** What PostgreSQL's driver says of a connection that is not there; it gives no code. */
const DRIVER =
  /^(?:Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying to connect|timeout expired)/;
/** SQLite: an error of reading or writing, a full disk. */
const SQLITE = new Set([10, 13]);
const SQLITE_CLASS = 0xff;

interface Coded {
  readonly code?: unknown;
  readonly errcode?: unknown;
}

/** @returns whether a database cannot be asked just now, so that asking again later may succeed */
export function isStorageFault(error: Error): boolean {
  const { code, errcode } = error as Coded;
  if (typeof errcode === 'number') return SQLITE.has(errcode & SQLITE_CLASS);
  if (typeof code === 'string') return AWAY.test(code) || SOCKET.has(code);
  return DRIVER.test(error.message);
}
