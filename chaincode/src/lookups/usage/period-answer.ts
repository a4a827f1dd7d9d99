// SPDX-License-Identifier: Apache-2.0
/** What the chain has followed of a grant's month, and what it says of one that was closed. */
import { arrivedSince } from '../../domain/period/after-closing';
import type { Gathered, PeriodClosing } from '../../domain/period/period';
import type {
  AfterClosing,
  Closure,
  CoveredJournal,
  Period,
  PeriodAnswer,
} from '../../domain/period/period-records';
import { tallyKey, TallySum } from '../../domain/usage/tally-sum';
import { SIDES, type RunningTally, type Side } from '../../domain/usage/usage-records';
import type { CatalogContext } from '../../ledger';
import { journalsFor } from './journal-lists';
import { checkpointOf } from './journal-walk';

/** Sums up one (grant, side, period) over the journals of the organisation, each as far as its checkpoint. */
export async function gather(
  ctx: CatalogContext,
  organisation: string,
  of: PeriodClosing,
): Promise<Gathered> {
  const sum = new TallySum();
  const journals: CoveredJournal[] = [];
  for (const id of await journalsFor(ctx, organisation, of.period)) {
    const running = await ctx.find<RunningTally>('tally', organisation, id, ...tallyKey(of));
    if (running) sum.add(running);
    journals.push({ id, ...(await checkpointOf(ctx, { organisation, id })) });
  }
  return { sum, journals };
}

/** The record, and which sides have something new since they were closed. @throws DomainError `NOT_FOUND` */
export async function periodAnswer(
  ctx: CatalogContext,
  grant: string,
  period: string,
): Promise<PeriodAnswer> {
  const record = await ctx.get<Period>('period', grant, period);
  const reopened: Side[] = [];
  for (const side of SIDES) if (await hasNews(ctx, record, side)) reopened.push(side);
  return reopened.length === 0 ? record : { ...record, reopened };
}

/** Whether a batch that the closure does not cover brought something for the side, as far as the chain has followed. */
async function hasNews(ctx: CatalogContext, { grant, period }: Period, side: Side): Promise<boolean> {
  const closure = await ctx.find<Closure>('closure', grant, period, side);
  if (!closure) return false;
  if (arrivedSince(closure, await ctx.list<AfterClosing>('after-closing', grant, period, side))) return true;
  const { sum } = await gather(ctx, closure.organisation, { grant, period, side });
  return sum.value.batches !== closure.batches;
}
