// SPDX-License-Identifier: Apache-2.0
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import type { MigrationSet } from '../db/migrate.js';
import { table } from '../db/table.js';

export const HOOK_STATES = ['active', 'paused', 'disabled'] as const;
export type HookState = (typeof HOOK_STATES)[number];

export const DELIVERY_STATES = ['failing', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface HookTable {
  readonly organisation: string;
  readonly id: string;
  /** Genesis hash of the chain whose events are sent. */
  readonly chain: string;
  readonly url: string;
  /** `MessageFilter` as JSON. */
  readonly filter: string;
  /** Encrypted, see `SecretBox`. */
  readonly secret: Uint8Array;
  /** JSON: secrets that were replaced and still sign, encrypted, in base64, and until when. */
  readonly formers: string;
  state: string;
  /** Why it is disabled. */
  reason: string | null;
  readonly created: number;
  /** Position of the newest message whose outcome is recorded. */
  tx: number;
  part: number;
  /** Tries so far of the message after that, and when the next one is due. */
  tries: number;
  due: number;
}

export interface DeliveryTable {
  readonly organisation: string;
  readonly hook: string;
  readonly tx: number;
  readonly part: number;
  readonly message: string;
  readonly name: string;
  state: string;
  tries: number;
  status: number | null;
  error: string | null;
  readonly first: number;
  last: number;
}

export interface WebhookSchema {
  wh_hook: HookTable;
  wh_delivery: DeliveryTable;
}

export const webhookMigrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (any) => {
      const db = any as Kysely<unknown>;
      const name = { organisation: 'text', id: 'text', chain: 'text', url: 'text', filter: 'text' } as const;
      const state = { secret: 'bytes', state: 'text', reason: 'text', created: 'int' } as const;
      const place = { tx: 'int', part: 'int' } as const;
      const hook = { ...name, ...state, ...place, tries: 'int', due: 'int' } as const;
      const hooks = { key: ['organisation', 'id'], nullable: ['reason'] };
      await table(db, 'wh_hook', hook, hooks, types).execute();
      const what = { organisation: 'text', hook: 'text', ...place, message: 'text', name: 'text' } as const;
      const fate = {
        state: 'text',
        tries: 'int',
        status: 'int',
        error: 'text',
        first: 'int',
        last: 'int',
      } as const;
      const key = { key: ['organisation', 'hook', 'tx', 'part'], nullable: ['status', 'error'] };
      await table(db, 'wh_delivery', { ...what, ...fate }, key, types).execute();
      const index = db.schema.createIndex('wh_delivery_state').on('wh_delivery');
      await index.columns(['organisation', 'hook', 'state', 'tx', 'part']).execute();
    },
  },
  '0002-rotation': {
    up: async (db) => {
      const formers = (c: ColumnDefinitionBuilder): ColumnDefinitionBuilder => c.notNull().defaultTo('[]');
      await db.schema.alterTable('wh_hook').addColumn('formers', 'text', formers).execute();
    },
  },
});
