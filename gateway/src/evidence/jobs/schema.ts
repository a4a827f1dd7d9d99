// SPDX-License-Identifier: Apache-2.0
import type { ColumnDefinitionBuilder } from 'kysely';
import type { MigrationSet } from '../../db/migrate.js';
import { table } from '../../db/table.js';

export type JobState = 'working' | 'ready' | 'failed';

export interface JobTable {
  readonly id: string;
  /** Genesis hash of the chain that it is made from. */
  readonly chain: string;
  readonly organisation: string;
  readonly role: string;
  readonly party: string | null;
  /** JSON: commitments of records, never their identifiers. */
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly requested: number;
  readonly state: string;
  /** Which run of which gateway makes it; null when none does. */
  readonly runner: string | null;
  readonly replica: number;
  /** How often it was begun. */
  readonly tries: number;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Why it failed, or what it waits for. */
  readonly code: string | null;
  /** Milliseconds since 1970: not tried again before. */
  readonly due: number;
  /** How often it has waited. */
  readonly waits: number;
}

/** A bundle lies in parts, so that nobody has to hold the whole of it to hand it out. */
export interface PartTable {
  readonly job: string;
  readonly part: number;
  readonly bytes: Uint8Array;
}

export interface JobSchema {
  ev_job: JobTable;
  ev_part: PartTable;
}

export const jobMigrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      const order = { id: 'text', chain: 'text', organisation: 'text', role: 'text', party: 'text' } as const;
      const course = { state: 'text', runner: 'text', replica: 'int', tries: 'int' } as const;
      const outcome = { bytes: 'int', sha256: 'text', code: 'text' } as const;
      const columns = { ...order, subject: 'text', requested: 'int', ...course, ...outcome } as const;
      const options = { key: ['id'], nullable: ['party', 'runner', 'bytes', 'sha256', 'code'] };
      await table(db, 'ev_job', columns, options, types).execute();
      await db.schema.createIndex('ev_job_state').on('ev_job').columns(['state', 'requested']).execute();
      const part = { job: 'text', part: 'int', bytes: 'bytes' } as const;
      await table(db, 'ev_part', part, { key: ['job', 'part'] }, types).execute();
    },
  },
  '0002-waits': {
    up: async (db) => {
      const zero = (c: ColumnDefinitionBuilder): ColumnDefinitionBuilder => c.notNull().defaultTo(0);
      for (const column of ['due', 'waits'])
        await db.schema.alterTable('ev_job').addColumn(column, types.int, zero).execute();
    },
  },
});
