// SPDX-License-Identifier: Apache-2.0
/** Months closed and what they were found to be: docs/appraisal.md, section 7. */
import { month as monthShape, monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { closingDeadline } from '@catalog-chain/chaincode/domain/period/period';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Deadline, Policy } from '@catalog-chain/chaincode/domain/records';
import { DAY_MS, formatInstant, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexedRecord } from '../index/model/records.js';
import { entryOf, shareOf } from './counted.js';
import { isIn, monthAfter } from './months.js';
import type { Figure } from './report.js';
import { everyRecord, type AppraisalSource, type Setting } from './setting.js';
import { timelyFigure, type Step } from './steps.js';

/** No deadline is longer. */
const LONGEST_MS = 800 * DAY_MS;

interface DueMonth {
  readonly month: string;
  /** Where it begins and ends, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly deadline: Deadline;
}

/** The policy that was in force when the month ended, by its own local time. */
function policyAtEnd(month: string, policies: Setting['policies']): Policy {
  const newestFirst = [...policies.values()].sort((a, b) => b.version - a.version);
  const found = newestFirst.find(
    ({ version, set, calendar }) =>
      version === 0 || parseInstant(set.at) <= monthEnd(month, calendar.utcOffsetMinutes),
  );
  return found ?? BUILT_IN_POLICY;
}

/** Months whose closing is due in the span. */
function dueMonths({ span, policies, asOf }: Setting): DueMonth[] {
  const due: DueMonth[] = [];
  const last = formatInstant(span.to).slice(0, 7);
  let month = formatInstant(Math.max(0, span.from - LONGEST_MS)).slice(0, 7);
  for (; month <= last && monthShape.safeParse(month).success; month = monthAfter(month)) {
    const policy = policyAtEnd(month, policies);
    const offset = policy.calendar.utcOffsetMinutes;
    const deadline = closingDeadline(policy, month, { at: formatInstant(asOf.time), tx: '', by: '' });
    if (!isIn(span, parseInstant(deadline.dueAt))) continue;
    const from = parseInstant(`${month}-01T00:00:00.000Z`) - offset * 60_000;
    due.push({ month, from, to: monthEnd(month, offset), deadline });
  }
  return due;
}

/** From when to when a grant held, suspensions included. */
function heldDuring({ history, terms }: Grant): { readonly from: number; readonly to: number } {
  const [first] = history;
  const from = Math.max(parseInstant(first.effective), parseInstant(first.period.from));
  const revoked = history.find(({ action }) => action === 'revoked');
  const to = parseInstant(terms.period.to);
  return { from, to: revoked ? Math.min(to, parseInstant(revoked.effective)) : to };
}

/** Sides of months that the organisation has not closed, though a grant of its held in them. */
function missing(
  grants: readonly IndexedRecord<'grant'>[],
  closed: ReadonlySet<string>,
  setting: Setting,
): Step[] {
  const months = dueMonths(setting);
  return grants.flatMap((record) => {
    const { terms, id } = record.value;
    const held = heldDuring(record.value);
    const own = SIDES.filter(
      (side) => (side === 'claim' ? terms.consumer : terms.provider) === setting.organisation,
    );
    const open = months.filter(({ from, to }) => held.from < to && held.to > from);
    return open.flatMap(({ month, deadline }) =>
      own
        .filter((side) => !closed.has(`${id} ${month} ${side}`))
        .map((side) => ({ entry: entryOf(record, `${month} ${side}`), deadline })),
    );
  });
}

/** @returns the figures, in the order of the page */
export async function closingFigures(source: AppraisalSource, setting: Setting): Promise<Figure[]> {
  const { organisation, span, asOf } = setting;
  const closures = await everyRecord(source, 'closure', { organisation }, asOf.block);
  const grants = await everyRecord(source, 'grant', { party: organisation }, asOf.block);
  const periods = await everyRecord(source, 'period', { party: organisation }, asOf.block);
  const closed = new Set(closures.map(({ value: { grant, period, side } }) => `${grant} ${period} ${side}`));
  const done = closures.map((record): Step & { value: typeof record.value } => ({
    ...{ entry: entryOf(record), deadline: record.value.deadline, answeredBy: organisation },
    value: record.value,
  }));
  const reported = done.filter(({ deadline }) => isIn(span, parseInstant(deadline.dueAt)));
  const found = periods.flatMap((record) => {
    const verdict = record.value.verdicts.at(-1);
    if (!verdict || !isIn(span, parseInstant(verdict.stamp.at))) return [];
    return [{ entry: entryOf(record), verdict }];
  });
  return [
    timelyFigure('closings-in-time', [...done, ...missing(grants, closed, setting)], setting),
    shareOf('months-reported', reported, ({ value }) => value.reported !== 'silent'),
    shareOf('months-matched', found, ({ verdict }) => verdict.state === 'matched'),
  ];
}
