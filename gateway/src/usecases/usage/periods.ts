// SPDX-License-Identifier: Apache-2.0
import { arrivedSince } from '@catalog-chain/chaincode/domain/period/after-closing';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { PeriodClosing } from '@catalog-chain/chaincode/domain/period/period';
import type { Closure } from '@catalog-chain/chaincode/domain/period/period-records';
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Page, PageOptions } from '../../index/model/pages.js';
import type { Attempt } from '../../attempts/attempt.js';
import type { AuditReads, Reason } from '../audit-reads.js';
import type { Principal } from '../principal.js';
import type { Records, View } from '../records.js';
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

/** Newest marks looked at: one that is not covered is among them, for closing covers all that there are. */
const MARKS = 100;

/** Months of grants, as they were closed. Seen by the grants' parties and those that oversee. */
export class Periods {
  constructor(
    private readonly records: Records,
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
    const found = await this.records.get('period', id);
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

  /** By the side's organisation; when that is overdue, by the other party or a manager. */
  close(principal: Principal, closing: PeriodClosing, attempt: Attempt): Promise<View<'period'>> {
    const action = { transaction: TRANSACTIONS.periodClose, args: [closing] };
    return this.records.act<'period'>(principal, action, attempt);
  }

  private async hasNews(closure: Closure): Promise<boolean> {
    const { grant, period, side } = closure;
    const filter = { grant, code: period };
    const { items } = await this.records.list('after-closing', filter, { order: 'newest', limit: MARKS });
    return arrivedSince(
      closure,
      items.filter((mark) => mark.side === side),
    );
  }
}
