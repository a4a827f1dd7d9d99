// SPDX-License-Identifier: Apache-2.0
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { sealStanding, type SealStanding } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Attempt } from '../../attempts/attempt.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { ChainRef, RecordFilter } from '../../index/model/records.js';
import type { SealCount, SealedSide } from '../../index/model/seals.js';
import type { RowResult, UsageIntake } from '../../usage/ports.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Commits } from '../commits.js';
import { signatoryOf, type Principal } from '../principal.js';
import { pageOf, type Records, type View } from '../records.js';
import { partyFilter } from '../viewers.js';

export interface Sealing {
  readonly side: Side;
  /** RFC 3339 UTC with milliseconds. */
  readonly discloseBy: string;
  readonly events: readonly unknown[];
}

/** The seals, or why one of the rows cannot be sealed: then none was. */
export type SealingOutcome =
  { readonly refused: RowResult } | { readonly seals: readonly Seal[]; readonly written: ChainRef };

export type SealView = View<'seal'> & {
  readonly standing: SealStanding;
  /** Who sealed the other side of the exchange, and whether it has disclosed it. */
  readonly counterpart?: Pick<Seal, 'organisation' | 'state'>;
};

/** Uses that are committed to now and disclosed later. The gateway keeps nothing of what is sealed. */
export class Seals {
  constructor(
    private readonly intake: Pick<UsageIntake, 'seal'>,
    private readonly records: Records,
    private readonly index: Pick<IndexReader, 'get' | 'sealCounts' | 'sealsOfExchanges' | 'usageEvent'>,
    private readonly commits: Commits,
    private readonly audits: AuditReads,
    private readonly now: () => number,
  ) {}

  /** All of the rows, or none. @throws see `Commits.write`; LedgerError `CONDITION_NOT_MET` where the policy does not allow it */
  async seal(
    principal: Principal,
    { side, discloseBy, events }: Sealing,
    attempt: Attempt,
  ): Promise<SealingOutcome> {
    const { organisation } = principal;
    const { rows, seals } = await this.intake.seal({ organisation, side }, events);
    const refused =
      rows.find(({ status }) => status === 'refused') ??
      repeatedIn(rows) ??
      (await this.reportedIn(organisation, rows, attempt));
    if (refused) return { refused };
    const policy = (await this.index.get('policy', 'current'))?.value ?? BUILT_IN_POLICY;
    const monthOf = months(policy.calendar.utcOffsetMinutes);
    const made = seals.map(({ atMs, ...seal }) => ({ ...seal, side, period: monthOf(atMs) }));
    const call = { transaction: TRANSACTIONS.sealCommit, args: [encode({ seals: made, discloseBy })] };
    const { result, transactionId, block } = await this.commits.write(signatoryOf(principal), call, attempt);
    const sealed = JSON.parse(Buffer.from(result).toString('utf8')) as readonly Seal[];
    return { seals: sealed, written: { block, transactionId, time: sealed[0]?.sealed.at ?? '' } };
  }

  /** What is reported already is no secret any more. Not asked again of a call that was on its way before. */
  private async reportedIn(
    organisation: string,
    rows: readonly RowResult[],
    { pending }: Attempt,
  ): Promise<RowResult | undefined> {
    if (pending) return undefined;
    for (const row of rows)
      if (await this.index.usageEvent(organisation, row.id ?? ''))
        return refusalOf(row, 'The organisation has reported the use already.');
    return undefined;
  }

  /** The organisation's own; of all for those that oversee. */
  async list(
    principal: Principal,
    filter: RecordFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<SealView>> {
    const subject = { kind: 'seal', ids: [] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    const found = await this.records.list('seal', { ...filter, ...party }, page);
    const sides = await this.index.sealsOfExchanges(found.items.map(({ exchange }) => exchange));
    return pageOf(found, (seal) => this.shown(seal, sides));
  }

  private shown(seal: View<'seal'>, sides: readonly SealedSide[]): SealView {
    const other = sides.find(({ exchange, side }) => exchange === seal.exchange && side !== seal.side);
    const counterpart = other && { organisation: other.organisation, state: other.state };
    return { ...seal, standing: sealStanding(seal, this.now()), ...(counterpart && { counterpart }) };
  }

  /** Of a month, for whoever asks: that something is sealed, and how much, is no secret. */
  counts(period: string): Promise<Omit<Page<SealCount>, 'next'>> {
    return this.index.sealCounts(period, formatInstant(this.now()));
  }
}

/** The same row twice is reported once; sealed it would be two. */
function repeatedIn(rows: readonly RowResult[]): RowResult | undefined {
  const repeated = rows.find(({ status }) => status === 'duplicate');
  return repeated && refusalOf(repeated, 'An id occurs twice.');
}

const refusalOf = (row: RowResult, message: string): RowResult => ({
  ...row,
  status: 'refused',
  code: 'DUPLICATE_ID',
  field: 'id',
  message,
});
