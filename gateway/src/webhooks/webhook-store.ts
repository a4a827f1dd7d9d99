// SPDX-License-Identifier: Apache-2.0
/** Webhooks, how far each has come, and what became of each message, in SQLite or PostgreSQL. */
import { sql, type Transaction } from 'kysely';
import { openDatabase, type Database, type DatabaseLocation } from '../db/database.js';
import { migrate } from '../db/migrate.js';
import type { Position } from '../index/model/messages.js';
import type { Delivery, DisabledReason, FormerSecret, Tried, Webhook } from './ports.js';
import { webhookMigrations, type DeliveryState, type HookState, type WebhookSchema } from './schema.js';
import { fromFormers, toDelivery, toHook } from './webhook-rows.js';

export type HookName = Pick<Webhook, 'organisation' | 'id'>;

/** Delivered messages that are remembered, of each webhook. */
const KEPT = 1_000;
const SWEEP_EVERY = 200;

export class WebhookStore implements AsyncDisposable {
  private recorded = 0;

  private constructor(private readonly database: Database<WebhookSchema>) {}

  static async open(location: DatabaseLocation): Promise<WebhookStore> {
    const database = openDatabase<WebhookSchema>(location, { synchronous: 'full' });
    await migrate(database, webhookMigrations, 'wh');
    return new WebhookStore(database);
  }

  /** @returns whether it was created: false when the id is in use */
  async create(hook: Webhook): Promise<boolean> {
    const { position, filter, reason = null, formers, ...rest } = hook;
    const { numInsertedOrUpdatedRows: rows = 0n } = await this.database.db
      .insertInto('wh_hook')
      .values({ ...rest, ...position, reason, filter: JSON.stringify(filter), formers: fromFormers(formers) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return rows > 0n;
  }

  async find({ organisation, id }: HookName): Promise<Webhook | undefined> {
    const query = this.database.db.selectFrom('wh_hook').selectAll().where('organisation', '=', organisation);
    const row = await query.where('id', '=', id).executeTakeFirst();
    return row && toHook(row);
  }

  async ofOrganisation(organisation: string): Promise<Webhook[]> {
    const query = this.database.db.selectFrom('wh_hook').selectAll().where('organisation', '=', organisation);
    return (await query.orderBy('id').execute()).map(toHook);
  }

  /** Of every organisation, those that are to be sent to. */
  async active(chain: string): Promise<Webhook[]> {
    const query = this.database.db.selectFrom('wh_hook').selectAll().where('state', '=', 'active');
    return (await query.where('chain', '=', chain).execute()).map(toHook);
  }

  /** With everything that is known of its deliveries. @returns whether there was one */
  async remove({ organisation, id }: HookName): Promise<boolean> {
    return this.database.db.transaction().execute(async (trx) => {
      const whose = trx.deleteFrom('wh_delivery').where('organisation', '=', organisation);
      await whose.where('hook', '=', id).execute();
      const hook = trx.deleteFrom('wh_hook').where('organisation', '=', organisation).where('id', '=', id);
      return (await hook.executeTakeFirst()).numDeletedRows > 0n;
    });
  }

  /** A webhook that goes on tries at once what it was waiting to try. */
  async setState({ organisation, id }: HookName, state: HookState, reason?: DisabledReason): Promise<void> {
    const fresh = state === 'active' ? { tries: 0, due: 0 } : {};
    await this.database.db
      .updateTable('wh_hook')
      .set({ state, reason: reason ?? null, ...fresh })
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .execute();
  }

  /** @returns false, and nothing changed, when it was deleted or has another secret by now */
  async rotate(
    { organisation, id, secret: seen }: Webhook,
    secret: Uint8Array,
    formers: readonly FormerSecret[],
  ): Promise<boolean> {
    const done = await this.database.db
      .updateTable('wh_hook')
      .set({ secret, formers: fromFormers(formers) })
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .where('secret', '=', seen)
      .executeTakeFirst();
    return done.numUpdatedRows > 0n;
  }

  /** From now on what comes after the position is sent, whether or not it was before. */
  async rewind({ organisation, id }: HookName, { tx, part }: Position): Promise<void> {
    await this.database.db
      .updateTable('wh_hook')
      .set({ tx, part, tries: 0, due: 0 })
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .execute();
  }

  /**
   * Records an outcome and moves on, in one transaction; a message that is still failing is tried again when due.
   * @returns false, and nothing recorded, when the webhook was deleted or stands elsewhere by now
   */
  async record(hook: Webhook, tried: Tried, now: number, due = 0): Promise<boolean> {
    this.recorded += 1;
    const moved = await this.database.db.transaction().execute(async (trx) => {
      const to = tried.state === 'failing' ? hook.position : tried.position;
      const tries = tried.state === 'failing' ? tried.tries : 0;
      const stands = await trx
        .updateTable('wh_hook')
        .set({ tx: to.tx, part: to.part, tries, due })
        .where('organisation', '=', hook.organisation)
        .where('id', '=', hook.id)
        .where('tx', '=', hook.position.tx)
        .where('part', '=', hook.position.part)
        .executeTakeFirst();
      if (stands.numUpdatedRows > 0n) await write(trx, hook, tried, now);
      return stands.numUpdatedRows > 0n;
    });
    if (this.recorded % SWEEP_EVERY === 0) await this.sweep(hook);
    return moved;
  }

  /** What came of sending a dead letter again. */
  async recordAgain(hook: HookName, tried: Tried, now: number): Promise<void> {
    await this.database.db.transaction().execute((trx) => write(trx, hook, tried, now));
  }

  /** Newest first, before a position. */
  async deliveries(
    { organisation, id }: HookName,
    state: DeliveryState | undefined,
    before: Position | undefined,
    limit: number,
  ): Promise<Delivery[]> {
    let query = this.database.db
      .selectFrom('wh_delivery')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('hook', '=', id);
    if (state) query = query.where('state', '=', state);
    if (before) query = query.where(sql<boolean>`(tx, part) < (${before.tx}, ${before.part})`);
    const rows = await query.orderBy('tx', 'desc').orderBy('part', 'desc').limit(limit).execute();
    return rows.map(toDelivery);
  }

  async delivery({ organisation, id }: HookName, { tx, part }: Position): Promise<Delivery | undefined> {
    const query = this.database.db
      .selectFrom('wh_delivery')
      .selectAll()
      .where('organisation', '=', organisation);
    const row = await query
      .where('hook', '=', id)
      .where('tx', '=', tx)
      .where('part', '=', part)
      .executeTakeFirst();
    return row && toDelivery(row);
  }

  /** Whether the newest so many messages were all given up. */
  async lastAreDead(hook: HookName, count: number): Promise<boolean> {
    const last = await this.deliveries(hook, undefined, undefined, count);
    return last.length === count && last.every(({ state }) => state === 'dead');
  }

  async deadLetters({ organisation, id }: HookName): Promise<number> {
    const { count } = await this.database.db
      .selectFrom('wh_delivery')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('organisation', '=', organisation)
      .where('hook', '=', id)
      .where('state', '=', 'dead')
      .executeTakeFirstOrThrow();
    return count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }

  private async sweep({ organisation, id }: HookName): Promise<void> {
    const delivered = this.database.db
      .selectFrom('wh_delivery')
      .select('tx')
      .where('organisation', '=', organisation)
      .where('hook', '=', id)
      .where('state', '=', 'delivered');
    const oldest = await delivered
      .orderBy('tx', 'desc')
      .orderBy('part', 'desc')
      .offset(KEPT)
      .limit(1)
      .executeTakeFirst();
    if (!oldest) return;
    const old = this.database.db.deleteFrom('wh_delivery').where('organisation', '=', organisation);
    await old.where('hook', '=', id).where('state', '=', 'delivered').where('tx', '<=', oldest.tx).execute();
  }
}

/** A message that was sent before, in another try or before a replay, keeps its first time. */
async function write(
  trx: Transaction<WebhookSchema>,
  hook: HookName,
  tried: Tried,
  now: number,
): Promise<void> {
  const { position, message, name, state, tries, status = null, error = null } = tried;
  const fate = { state, tries, status, error, last: now };
  await trx
    .insertInto('wh_delivery')
    .values({
      organisation: hook.organisation,
      hook: hook.id,
      ...position,
      message,
      name,
      ...fate,
      first: now,
    })
    .onConflict((conflict) => conflict.columns(['organisation', 'hook', 'tx', 'part']).doUpdateSet(fate))
    .execute();
}
