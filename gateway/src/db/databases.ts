// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import type { DatabaseLocation } from './database.js';

/** Sets of tables that a gateway keeps. */
export type DatabaseName =
  'index' | 'outbox' | 'attempts' | 'webhooks' | 'evidence' | 'imports' | 'sessions' | 'accounts';

export interface DatabaseSettings {
  /** A PostgreSQL to keep all sets in. */
  readonly databaseUrl?: string | undefined;
  /** Folder for files where there is none. */
  readonly stateDir: string;
}

/** In the PostgreSQL that is configured; else each in a file of its own, so that the intake never waits for the index. */
export const databaseOf = (
  { databaseUrl, stateDir }: DatabaseSettings,
  name: DatabaseName,
): DatabaseLocation =>
  databaseUrl === undefined ? { sqlite: path.join(stateDir, `${name}.sqlite`) } : { postgres: databaseUrl };
