// SPDX-License-Identifier: Apache-2.0
/** Which batches brought something for a side of a month: what a closing has to cover. */
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { JournalEnd, SideOfMonth } from '../model/reconciliation.js';
import { monthNumber } from '../model/keys.js';
import type { IndexDb } from '../tables/record-queries.js';

/** Answers remembered; an answer holds for as long as nothing is added to its month. */
const REMEMBERED = 20_000;

export class ReportedBatches {
  private readonly known = new Map<string, { readonly pos: number; readonly ends: readonly JournalEnd[] }>();

  constructor(private readonly db: IndexDb) {}

  /** @param grant its number @returns of each journal of the organisation the newest batch that has something of it */
  async of(grant: number, side: SideOfMonth): Promise<readonly JournalEnd[]> {
    const key = `${grant} ${side.period} ${side.side} ${side.organisation}`;
    const pos = await this.newest(grant, side.period);
    const known = this.known.get(key);
    if (known?.pos === pos) return known.ends;
    const ends = pos === 0 ? [] : await this.find(grant, side);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(key, { pos, ends });
    return ends;
  }

  private async newest(grant: number, period: string): Promise<number> {
    const found = await this.db
      .selectFrom('ix_exchange')
      .select(({ fn }) => fn.max('pos').as('pos'))
      .where('grant_no', '=', grant)
      .where('month', '=', monthNumber(period))
      .executeTakeFirst();
    return found?.pos ?? 0;
  }

  private async find(grant: number, { period, side, organisation }: SideOfMonth): Promise<JournalEnd[]> {
    const rows = await this.db
      .selectFrom('ix_exchange as exchange')
      .innerJoin('ix_event as event', 'event.pos', 'exchange.first')
      .innerJoin('ix_tx as tx', 'tx.tx', 'event.tx')
      .select(({ fn }) => ['tx.journal', fn.max('tx.sequence').as('sequence')])
      .where('exchange.grant_no', '=', grant)
      .where('exchange.month', '=', monthNumber(period))
      .where('exchange.side', '=', SIDES.indexOf(side))
      .where('tx.organisation', '=', organisation)
      .groupBy('tx.journal')
      .execute();
    return rows.map(({ journal, sequence }) => ({ journal: journal ?? '', sequence: Number(sequence) }));
  }
}
