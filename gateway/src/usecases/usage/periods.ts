// SPDX-License-Identifier: Apache-2.0
import { arrivedSince } from '@catalog-chain/chaincode/domain/period/after-closing';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { organisationOf, type PeriodClosing } from '@catalog-chain/chaincode/domain/period/period';
import type { Closure } from '@catalog-chain/chaincode/domain/period/period-records';
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { IndexReader } from '../../index/model/reader.js';
import { signatoryOf, type Principal } from '../principal.js';
import type { Records, View } from '../records.js';
import type { JournalFollower } from './followed-journals.js';
import { isPartyOf } from '../sharing/requests.js';
import { partyFilter } from '../viewers.js';

export interface PeriodFilter {
  readonly state?: string;
  readonly grant?: string;
  readonly provider?: string;
  readonly consumer?: string;
  /** `YYYY-MM` */
  readonly period?: string;
}

/** A month of a grant with what each side closed. */
export type PeriodDetail = View<'period'> & {
  readonly closures: Partial<Record<Side, View<'closure'>>>;
  /** Sides for which something has arrived since they were closed. */
  readonly reopened: readonly Side[];
};

/** Months of grants, as they were closed. Seen by the grants' parties and those that oversee. */
export class Periods {
  constructor(
    private readonly records: Records,
    private readonly index: Pick<IndexReader, 'reported'>,
    private readonly follower: JournalFollower,
    private readonly audits: AuditReads,
  ) {}

  async list(
    principal: Principal,
    { period: code, ...filter }: PeriodFilter,
    page: PageOptions,
    reason: Reason,
  ): Promise<Page<View<'period'>>> {
    const subject = { kind: 'period', ids: [] } as const;
    const party = partyFilter(await this.audits.scope(principal, subject, reason, page.cursor));
    const month = code === undefined ? {} : { code };
    return this.records.list('period', { ...filter, ...month, ...party }, page);
  }

  /** @throws DomainError `NOT_FOUND`, also for what the viewer is no party to */
  async get(principal: Principal, grant: string, period: string, reason: Reason): Promise<PeriodDetail> {
    const id = `${grant}/${period}`;
    const found = await this.audits.lookFor(principal, reason, () => this.records.get('period', id));
    const isParty = isPartyOf(found, principal.organisation);
    await this.audits.ensureSees(principal, isParty, { kind: 'period', ids: [id] }, reason);
    const closures: Partial<Record<Side, View<'closure'>>> = {};
    const reopened: Side[] = [];
    for (const side of SIDES) {
      const closure = await this.records.find('closure', `${grant}/${period}/${side}`);
      if (!closure) continue;
      closures[side] = closure;
      if (await this.hasNews(closure)) reopened.push(side);
    }
    return { ...found, closures, reopened };
  }

  /**
   * By the side's organisation; when that is overdue, by the other party or a manager. The chain is first made to
   * follow the side's journals to their ends, whoever asks.
   */
  async close(principal: Principal, closing: PeriodClosing, attempt: Attempt): Promise<View<'period'>> {
    const grant = await this.records.find('grant', closing.grant);
    if (grant && attempt.pending === undefined)
      await this.follower.follow(signatoryOf(principal), organisationOf(grant.terms, closing.side));
    const action = { transaction: TRANSACTIONS.periodClose, args: [closing] };
    return this.records.act<'period'>(principal, action, attempt);
  }

  private async hasNews(closure: Closure): Promise<boolean> {
    return arrivedSince(closure, await this.index.reported(closure));
  }
}
