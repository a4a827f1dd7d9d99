// SPDX-License-Identifier: Apache-2.0
/** The yearly report on the use of a grant, as it is owed. */
import { formatInstant } from '../../domain/calendar/time';
import { dueAt } from '../../domain/calendar/working-days';
import type { Obligation } from '../../domain/law/obligation-records';
import { idOf } from '../../domain/law/obligations';
import { ruleOf } from '../../domain/law/profile';
import type { Policy } from '../../domain/records';
import type { Grant } from '../../domain/sharing/grant-records';
import { cameAt, heldDuring, wasOver } from '../../domain/sharing/grant-standing';
import type { Contractors } from '../../domain/stewardship/contractor';
import { yearBounds, yearOf, type UseReport } from '../../domain/stewardship/use-report';
import type { CatalogContext } from '../../ledger';
import { currentPolicy } from '../members/current-policy';
import { owe } from '../obligations';

export const reportSubject = (grant: string, year: string): string => `${grant}~${year}`;

/** The first year on whose use a report is owed: that in which the grant began, or came to the ledger if that was later. */
export const firstReportYear = (grant: Grant, { calendar }: Policy): string =>
  yearOf(Math.max(heldDuring(grant).from, cameAt(grant)), calendar.utcOffsetMinutes);

/**
 * The consumer owes a report on the year, so long after its end; nothing of a year in which the grant does not stand, or
 * that was over before the grant came to the ledger.
 */
export async function oweReport(
  ctx: CatalogContext,
  policy: Policy,
  grant: Grant,
  year: string,
): Promise<void> {
  const rule = ruleOf('report-use', policy);
  const { from, to } = yearBounds(year, policy.calendar.utcOffsetMinutes);
  const held = heldDuring(grant);
  if (!rule || wasOver(grant) || to <= cameAt(grant)) return;
  if (held.from >= to || held.to <= from) return;
  const { provider, consumer, resource } = grant.terms;
  await owe(ctx, policy, {
    kind: 'report-use',
    subject: reportSubject(grant.id, year),
    owedBy: consumer,
    owedTo: provider,
    cause: { type: 'grant', id: grant.id },
    grant: grant.id,
    resource,
    // Of a year that is over by now it has been owed since its end.
    startedAt: formatInstant(Math.min(to, ctx.now)),
    // The last millisecond of the year: its local day does not count.
    dueAt: formatInstant(dueAt(to - 1, rule.workingDays, policy.calendar)),
  });
}

/** After the report on one year the next is owed on which nobody has reported, once. */
export async function oweNextReport(
  ctx: CatalogContext,
  policy: Policy,
  grant: Grant,
  reported: string,
): Promise<void> {
  let year = String(Number(reported) + 1);
  while (await ctx.find<UseReport>('use-report', grant.id, year)) year = String(Number(year) + 1);
  const owed = await ctx.find<Obligation>('obligation', idOf('report-use', reportSubject(grant.id, year)));
  if (!owed) await oweReport(ctx, policy, grant, year);
}

/** Contractors that the reports on a grant name, year by year; of a year without a report none. */
export async function contractorsUnder(
  ctx: CatalogContext,
  id: string,
): Promise<(Contractors | undefined)[]> {
  const { calendar } = await currentPolicy(ctx);
  const held = heldDuring(await ctx.getKnown<Grant>('grant', id));
  const last = Number(yearOf(Math.min(held.to, ctx.now), calendar.utcOffsetMinutes));
  const found: (Contractors | undefined)[] = [];
  for (let year = Number(yearOf(held.from, calendar.utcOffsetMinutes)); year <= last; year += 1) {
    const report = await ctx.find<UseReport>('use-report', id, String(year));
    found.push(report?.contractors);
  }
  return found;
}
