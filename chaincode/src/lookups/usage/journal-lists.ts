// SPDX-License-Identifier: Apache-2.0
/**
 * Which journals an organisation has: the open ones in one list, the closed ones in a list per month. So a closing
 * reads a few keys, which no batch writes, and no range of the state.
 */
import { calendarMonth } from '../../domain/calendar/month';
import { closingMonths, countsFrom } from '../../domain/period/coverage';
import { parseInstant } from '../../domain/calendar/time';
import { withClosed, withoutClosed, withOpened } from '../../domain/usage/journal';
import type { ClosedJournals, Journal, OpenJournals } from '../../domain/usage/usage-records';
import type { CatalogContext } from '../../ledger';

/** Enters a journal that is opened. @throws DomainError `TOO_MANY_JOURNALS` */
export async function enterOpened(ctx: CatalogContext, journal: Journal): Promise<void> {
  const { organisation } = journal;
  const { open, closed } = await listsOf(ctx, organisation);
  await ctx.put(withOpened(open, journal), organisation);
  await putClosed(ctx, organisation, closed);
}

/** Moves a journal that is closed to the list of the month. */
export async function enterClosed(ctx: CatalogContext, { organisation, id }: Journal): Promise<void> {
  const { open, closed } = await listsOf(ctx, organisation);
  await ctx.put(withoutClosed(open, id), organisation);
  const month = calendarMonth(ctx.stamp.at);
  await putClosed(ctx, organisation, closed.set(month, [...(closed.get(month) ?? []), id]));
}

/** Names of the journals that may hold something that counts towards a month, sorted. */
export async function journalsFor(
  ctx: CatalogContext,
  organisation: string,
  period: string,
): Promise<string[]> {
  const open = await ctx.find<OpenJournals>('open-journals', organisation);
  if (!open) return namesOf(await before(ctx, organisation), period);
  const names = new Set(open.journals);
  for (const month of closingMonths(period, ctx.now)) {
    const closed = await ctx.find<ClosedJournals>('closed-journals', organisation, month);
    for (const id of closed?.journals ?? []) names.add(id);
  }
  return [...names].sort(byCodeUnits);
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function namesOf(journals: readonly Journal[], period: string): string[] {
  const from = countsFrom(period);
  return journals
    .filter(({ closed }) => closed === undefined || parseInstant(closed.at) >= from)
    .map(({ id }) => id);
}

/** Journals of an organisation that keeps no lists yet: all were opened before there were lists. In order of key. */
const before = (ctx: CatalogContext, organisation: string): Promise<Journal[]> =>
  ctx.list<Journal>('journal', organisation);

interface Lists {
  readonly open: OpenJournals;
  /** What the lists of closed journals lack, by month. */
  readonly closed: Map<string, readonly string[]>;
}

/** The list of open journals; both kinds are made from the journals themselves where there is none. */
async function listsOf(ctx: CatalogContext, organisation: string): Promise<Lists> {
  const known = await ctx.find<OpenJournals>('open-journals', organisation);
  if (known) return { open: known, closed: new Map() };
  const journals: string[] = [];
  const closed = new Map<string, string[]>();
  for (const one of await before(ctx, organisation)) {
    if (one.closed === undefined) journals.push(one.id);
    else {
      const month = calendarMonth(one.closed.at);
      closed.set(month, [...(closed.get(month) ?? []), one.id]);
    }
  }
  const month = calendarMonth(ctx.stamp.at);
  return { open: { type: 'open-journals', organisation, journals, month, opened: 0 }, closed };
}

async function putClosed(
  ctx: CatalogContext,
  organisation: string,
  closed: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const [month, ids] of closed) {
    const former = await ctx.find<ClosedJournals>('closed-journals', organisation, month);
    await ctx.put(withClosed(former, organisation, month, ids), organisation, month);
  }
}
