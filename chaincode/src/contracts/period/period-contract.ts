// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { EVENTS } from '../../domain/events';
import type { Grant } from '../../domain/sharing/grant-records';
import { stoodIn } from '../../domain/sharing/grant-standing';
import { month } from '../../domain/calendar/month';
import {
  afterClosure,
  closingDeadline,
  closureOf,
  ensureMayClose,
  organisationOf,
  periodClosing,
  sideName,
} from '../../domain/period/period';
import type { Closure, Period, PeriodState } from '../../domain/period/period-records';
import { parseInstant } from '../../domain/calendar/time';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import type { Side } from '../../domain/usage/usage-records';
import { gather, periodAnswer } from '../../lookups/usage/period-answer';
import { CatalogContext } from '../../ledger';
import { policyAtMonthEnd } from '../../lookups/members/policy-at';
import { countSealed } from '../../lookups/usage/seals';

const NEWS = {
  closing: EVENTS.periodClosed,
  matched: EVENTS.periodMatched,
  differs: EVENTS.periodDiffers,
} as const satisfies Record<PeriodState, string>;

const OTHER = { claim: 'attestation', attestation: 'claim' } as const satisfies Record<Side, Side>;

/** Reconciliation: the chain itself sums up what each side stated in a month under a grant, and compares. */
@Info({ title: 'period', description: 'Closing of periods and their comparison' })
export class PeriodContract extends CatalogContract {
  constructor() {
    super('period');
  }

  /**
   * Closes a side of (grant, period), or closes it again when something has arrived since: `PeriodClosing` →
   * `Period`. By the side's organisation once the local month is over; when that lets its deadline pass, by the other
   * party or a manager as well, for a month in which the grant stood. Sums up the organisation's journals as far as
   * their checkpoints, and reads no key that a batch writes: uses that arrive meanwhile do not disturb it.
   * @throws DomainError `NOT_FOUND`, `NOT_PARTY`, `CONDITION_NOT_MET`, `INVALID_STATE`
   */
  @Transaction()
  @Returns('string')
  async close(ctx: CatalogContext, input: string): Promise<string> {
    const member = await ctx.authorise();
    const closing = decodeAs(periodClosing, input);
    const { period, side } = closing;
    const grant = await ctx.getKnown<Grant>('grant', closing.grant);
    const policy = await policyAtMonthEnd(ctx, period);
    const recorded = parseInstant(grant.history[0].stamp.at);
    const deadline = closingDeadline(policy, recorded, period, ctx.stamp);
    const { utcOffsetMinutes } = policy.calendar;
    const stood = stoodIn(grant, period, utcOffsetMinutes);
    ensureMayClose(member, grant, side, { deadline, stood, nowMs: ctx.now });
    const former = await ctx.find<Closure>('closure', grant.id, period, side);
    const organisation = organisationOf(grant.terms, side);
    const sealed = await countSealed(ctx, organisation, period, side);
    const gathered = { ...(await gather(ctx, organisation, closing)), sealed };
    const closure = closureOf(closing, organisation, gathered, former, deadline, ctx.stamp);
    await ctx.put(closure, grant.id, period, side);
    return this.compare(ctx, grant, closure);
  }

  /** Grant, `YYYY-MM` → `PeriodAnswer`: says as well which sides have something new. @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, grant: string, period: string): Promise<string> {
    return encode(await periodAnswer(ctx, check(identifier, grant), check(month, period)));
  }

  /** Grant, `YYYY-MM`, side → `Closure`, its newest revision. @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async readClosure(ctx: CatalogContext, grant: string, period: string, side: string): Promise<string> {
    const key = [check(identifier, grant), check(month, period), check(sideName, side)];
    return encode(await ctx.get<Closure>('closure', ...key));
  }

  private async compare(ctx: CatalogContext, grant: Grant, closure: Closure): Promise<string> {
    const key = [grant.id, closure.period];
    const other = await ctx.find<Closure>('closure', ...key, OTHER[closure.side]);
    const former = await ctx.find<Period>('period', ...key);
    const period = afterClosure(grant, former, closure, other);
    ctx.emit(NEWS[period.state], { id: key.join('/'), organisations: [period.provider, period.consumer] });
    return ctx.put(period, ...key);
  }
}
