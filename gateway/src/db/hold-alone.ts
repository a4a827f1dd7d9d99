// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '../ledger/ledger-error.js';
import type { DatabaseLocation } from './database.js';
import { lockAllReplicas } from './replica-lock.js';

/**
 * Makes sure that no gateway has the database open, and on PostgreSQL that none opens it until disposed.
 * @throws LedgerError `LEDGER_UNAVAILABLE` when one has
 */
export async function holdAlone(location: DatabaseLocation): Promise<AsyncDisposable> {
  if ('postgres' in location) return lockAllReplicas(location.postgres);
  if ('sqlite' in location && existsSync(location.sqlite)) openAlone(location.sqlite);
  return { [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** A file that is no database has nobody in it. */
function openAlone(file: string): void {
  const database = new DatabaseSync(file, { timeout: WAIT_MS });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT');
  } catch (cause) {
    const busy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
    if (busy) throw new LedgerError('LEDGER_UNAVAILABLE', 'A gateway has the database open.', { cause });
  } finally {
    database.close();
  }
}

const SQLITE_BUSY = 5;
const WAIT_MS = 500;
