// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { arrivedSince } from './domain/period/after-closing';
import { encode } from './domain/encoding/canonical-json';
import { EVENTS } from './domain/events';
import type { Grant } from './domain/sharing/grant-records';
import { MAX_HEADERS_CHECKED } from './domain/usage/journal';
import { month } from './domain/calendar/month';
import {
  afterClosure,
  closingDeadline,
  closureOf,
  ensureMayClose,
  organisationOf,
  periodClosing,
  sideName,
  type Gathered,
  type PeriodClosing,
} from './domain/period/period';
import type {
  AfterClosing,
  Closure,
  CoveredJournal,
  Period,
  PeriodAnswer,
  PeriodState,
} from './domain/period/period-records';
import { check, decodeAs, identifier } from './domain/text/schema';
import { isOf, tallyKey, TallySum } from './domain/usage/tally-sum';
import { SIDES, type Journal, type RunningTally, type Side } from './domain/usage/usage-records';
import { walkToHead } from './lookups/journal-walk';
import { CatalogContext } from './ledger';
import { policyAtMonthEnd } from './lookups/policy-at';

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
   * party or a manager as well. Reads every header of the organisation's journals since their checkpoints.
   * @throws DomainError `NOT_FOUND`, `NOT_PARTY`, `CONDITION_NOT_MET`, `JOURNAL_GAP`, `INVALID_STATE`
   */
  @Transaction()
  @Returns('string')
  async close(ctx: CatalogContext, input: string): Promise<string> {
    const member = await ctx.authorise(['officer', 'submitter']);
    const closing = decodeAs(periodClosing, input);
    const { period, side } = closing;
    const grant = await ctx.get<Grant>('grant', closing.grant);
    const deadline = closingDeadline(await policyAtMonthEnd(ctx, period), period, ctx.stamp);
    ensureMayClose(member, grant, side, deadline, ctx.now);
    const former = await ctx.find<Closure>('closure', grant.id, period, side);
    const organisation = organisationOf(grant.terms, side);
    const gathered = await gather(ctx, organisation, closing);
    const closure = closureOf(closing, organisation, gathered, former, deadline, ctx.stamp);
    await ctx.put(closure, grant.id, period, side);
    return this.compare(ctx, grant, closure);
  }

  /** Grant, `YYYY-MM` → `PeriodAnswer`: says as well which sides have something new. @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, grant: string, period: string): Promise<string> {
    const record = await ctx.get<Period>('period', check(identifier, grant), check(month, period));
    const reopened: Side[] = [];
    for (const side of SIDES) if (await hasNews(ctx, record, side)) reopened.push(side);
    return encode((reopened.length === 0 ? record : { ...record, reopened }) satisfies PeriodAnswer);
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

/** Sums up one (grant, side, period) over all journals of the organisation. */
async function gather(ctx: CatalogContext, organisation: string, of: PeriodClosing): Promise<Gathered> {
  const sum = new TallySum();
  const journals: CoveredJournal[] = [];
  let left = MAX_HEADERS_CHECKED;
  for (const place of await ctx.list<Journal>('journal', organisation)) {
    const { id } = place;
    const running = await ctx.find<RunningTally>('tally', organisation, id, ...tallyKey(of));
    if (running) sum.add(running);
    const reached = await walkToHead(ctx, place, left, ({ tallies }) => {
      left -= 1;
      for (const tally of tallies) if (isOf(tally, of)) sum.add(tally);
    });
    journals.push({ id, batches: reached.batches, root: reached.root });
  }
  return { sum, journals };
}

/** Whether a batch after the closure brought something for the side. */
async function hasNews(ctx: CatalogContext, { grant, period }: Period, side: Side): Promise<boolean> {
  const closure = await ctx.find<Closure>('closure', grant, period, side);
  if (!closure) return false;
  return arrivedSince(closure, await ctx.list<AfterClosing>('after-closing', grant, period, side));
}
