// SPDX-License-Identifier: Apache-2.0
/** What the writer keeps between blocks: the counters of the checkpoint, the names given, the grants met. */
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { Transaction } from 'kysely';
import { grantedPurpose } from '../model/exchanges.js';
import { insertRows, type Database } from '../../db/database.js';
import type { IndexSchema } from '../tables/schema.js';

export type IndexTransaction = Transaction<IndexSchema>;

/** What an event draws from its grant; never changes once the grant exists. */
export interface GrantNames {
  readonly provider: number;
  readonly consumer: number;
  readonly resource: number;
  /** The code of its own purpose. */
  readonly purpose: string | undefined;
  /** The same, as they are written. */
  readonly texts: { readonly provider: string; readonly consumer: string; readonly resource: string };
}

/** Discard it after a failed transaction: it may be ahead of the tables. */
export class WriterMemory {
  private readonly names = new Map<string, number>();
  private readonly grants = new Map<string, GrantNames>();
  private readonly offsets = new Map([[0, BUILT_IN_POLICY.calendar.utcOffsetMinutes]]);
  private fresh: (readonly [number, string])[] = [];

  constructor(
    public block: number,
    public blockHash: string,
    public pos: number,
    public tx: number,
    public events: number,
    public anomalies: number,
    public segment: number,
  ) {}

  static async load(trx: IndexTransaction): Promise<WriterMemory> {
    const at = await trx.selectFrom('ix_checkpoint').selectAll().executeTakeFirstOrThrow();
    const last = await trx
      .selectFrom('ix_segment')
      .select('seg')
      .orderBy('seg', 'desc')
      .limit(1)
      .executeTakeFirst();
    const memory = new WriterMemory(
      at.block,
      at.block_hash,
      at.pos,
      at.tx,
      at.events,
      at.anomalies,
      last?.seg ?? -1,
    );
    for (const { name, text } of await trx.selectFrom('ix_name').selectAll().execute())
      memory.names.set(text, name);
    return memory;
  }

  /** The number of a name, given in order of first appearance. */
  name(text: string): number {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const given = this.names.size + 1;
    this.names.set(text, given);
    this.fresh.push([given, text]);
    return given;
  }

  /** @returns undefined where there is no such grant yet */
  async grant(trx: IndexTransaction, id: string): Promise<GrantNames | undefined> {
    const known = this.grants.get(id);
    if (known) return known;
    const row = await trx
      .selectFrom('ix_record')
      .select(['provider', 'consumer', 'resource', 'json'])
      .where('type', '=', 'grant')
      .where('id', '=', id)
      .orderBy('from_block')
      .limit(1)
      .executeTakeFirst();
    if (!row) return undefined;
    const texts = {
      provider: row.provider ?? '',
      consumer: row.consumer ?? '',
      resource: row.resource ?? '',
    };
    const names = {
      provider: this.name(texts.provider),
      consumer: this.name(texts.consumer),
      resource: this.name(texts.resource),
      purpose: grantedPurpose(row.json),
      texts,
    };
    this.grants.set(id, names);
    return names;
  }

  /** Local time by a version of the policy, minutes from UTC; policies never change. */
  async utcOffset(trx: IndexTransaction, policyVersion: number): Promise<number> {
    const known = this.offsets.get(policyVersion);
    if (known !== undefined) return known;
    const row = await trx
      .selectFrom('ix_record')
      .select('json')
      .where('type', '=', 'policy')
      .where('id', '=', tenDigits(policyVersion))
      .executeTakeFirst();
    const { calendar } = row ? (JSON.parse(row.json) as Policy) : BUILT_IN_POLICY;
    this.offsets.set(policyVersion, calendar.utcOffsetMinutes);
    return calendar.utcOffsetMinutes;
  }

  /** Writes the counters and the new names, as the last step of the transaction that wrote the rows. */
  async save(trx: IndexTransaction, kind: Database<IndexSchema>['kind']): Promise<void> {
    await insertRows(trx, kind, { table: 'ix_name', columns: ['name', 'text'] }, this.fresh);
    this.fresh = [];
    const { block, blockHash, pos, tx, events, anomalies } = this;
    const counters = { block, block_hash: blockHash, pos, tx, events, anomalies, name: this.names.size };
    await trx.updateTable('ix_checkpoint').set(counters).where('id', '=', 1).execute();
  }
}
