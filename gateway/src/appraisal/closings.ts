// SPDX-License-Identifier: Apache-2.0
/** Months closed and what they were found to be: docs/appraisal.md, section 7. */
import { month as monthShape, monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { heldDuring, stoodIn } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { closingDeadline, organisationOf } from '@catalog-chain/chaincode/domain/period/period';
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

interface EndedMonth {
  readonly month: string;
  readonly policy: Policy;
  /** Of a grant that was recorded before the month ended. */
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

/** Every month until the span's end, in order. */
function endedMonths({ span, policies, asOf }: Setting, from: number): EndedMonth[] {
  const months: EndedMonth[] = [];
  const now = { at: formatInstant(asOf.time), tx: '', by: '' };
  const last = formatInstant(span.to).slice(0, 7);
  let month = formatInstant(Math.max(0, from)).slice(0, 7);
  for (; month <= last && monthShape.safeParse(month).success; month = monthAfter(month)) {
    const policy = policyAtEnd(month, policies);
    months.push({ month, policy, deadline: closingDeadline(policy, 0, month, now) });
  }
  return months;
}

/** Sides of months that the organisation has not closed, though a grant of its held in them. */
function missing(
  grants: readonly IndexedRecord<'grant'>[],
  closed: ReadonlySet<string>,
  setting: Setting,
): Step[] {
  const { span, organisation } = setting;
  const earliest = grants.map(({ value }) => heldDuring(value).from);
  const months = endedMonths(setting, Math.min(span.from - LONGEST_MS, ...earliest));
  return grants.flatMap((record) => {
    const { id, terms } = record.value;
    const own = SIDES.filter((side) => organisationOf(terms, side) === organisation);
    const due = months.flatMap((ended) => dueIn(record.value, ended, setting) ?? []);
    return due.flatMap(({ month, deadline }) =>
      own
        .filter((side) => !closed.has(`${id} ${month} ${side}`))
        .map((side) => ({ entry: entryOf(record, `${month} ${side}`), deadline })),
    );
  });
}

/** The month with the grant's own deadline; undefined where it did not hold then, or is not due in the span. */
function dueIn(grant: Grant, ended: EndedMonth, { span, asOf }: Setting): EndedMonth | undefined {
  const { month, policy } = ended;
  const { utcOffsetMinutes } = policy.calendar;
  if (!stoodIn(grant, month, utcOffsetMinutes)) return undefined;
  const recorded = parseInstant(grant.history[0].stamp.at);
  const now = { at: formatInstant(asOf.time), tx: '', by: '' };
  const isRecordedBefore = recorded <= monthEnd(month, utcOffsetMinutes);
  const deadline = isRecordedBefore ? ended.deadline : closingDeadline(policy, recorded, month, now);
  return isIn(span, parseInstant(deadline.dueAt)) ? { ...ended, deadline } : undefined;
}

/** @returns the figures, in the order of the page */
export async function closingFigures(source: AppraisalSource, setting: Setting): Promise<Figure[]> {
  const { organisation, span, asOf } = setting;
  const closures = await everyRecord(source, 'closure', { organisation }, asOf.block);
  const grants = await everyRecord(source, 'grant', { party: organisation }, asOf.block);
  const periods = await everyRecord(source, 'period', { party: organisation }, asOf.block);
  const closed = new Set(closures.map(({ value: { grant, period, side } }) => `${grant} ${period} ${side}`));
  const done = closures.map((record): Step & { value: typeof record.value } => ({
    entry: entryOf(record),
    deadline: record.value.deadline,
    answeredBy: organisation,
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
