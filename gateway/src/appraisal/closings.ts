// SPDX-License-Identifier: Apache-2.0
/** Months closed and what they were found to be: docs/appraisal.md, section 7. */
import { month as monthShape, monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { cameAt, heldDuring, stoodIn } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { closingDeadline, organisationOf } from '@catalog-chain/chaincode/domain/period/period';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Deadline, Policy } from '@catalog-chain/chaincode/domain/records';
import { DAY_MS, formatInstant, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexedRecord } from '../index/model/records.js';
import { Breath } from '../support/breath.js';
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

/** What is asked of each month, found once a month: grants have most of them in common. */
class EndedMonths {
  private readonly known = new Map<string, EndedMonth>();
  private readonly newestFirst: readonly Policy[];

  constructor({ policies }: Setting) {
    this.newestFirst = [...policies.values()].sort((a, b) => b.version - a.version);
  }

  of(month: string): EndedMonth {
    const known = this.known.get(month);
    if (known) return known;
    const policy = this.policyAtEnd(month);
    const deadline = closingDeadline(policy, 0, month, { at: formatInstant(0), tx: '', by: '' });
    const ended = { month, policy, deadline };
    this.known.set(month, ended);
    return ended;
  }

  /** The policy that was in force when the month ended, by its own local time. */
  private policyAtEnd(month: string): Policy {
    const found = this.newestFirst.find(
      ({ version, set, calendar }) =>
        version === 0 || parseInstant(set.at) <= monthEnd(month, calendar.utcOffsetMinutes),
    );
    return found ?? BUILT_IN_POLICY;
  }
}

/**
 * Months of a grant whose closing may have been missed in the span: it held in them, they were over by the block's time, and
 * their deadline, which begins when they end or the grant comes, can lie in the span. A day more on both sides, for local time.
 */
function* monthsOf(grant: Grant, { span, asOf }: Setting): Generator<string> {
  const held = heldDuring(grant);
  const cameLate = cameAt(grant) >= span.from - LONGEST_MS;
  const from = cameLate ? held.from : Math.max(held.from, span.from - LONGEST_MS);
  const to = Math.min(held.to, span.to, asOf.time);
  if (from > to) return;
  const last = formatInstant(to + DAY_MS).slice(0, 7);
  const first = formatInstant(Math.max(0, from - DAY_MS)).slice(0, 7);
  for (let month = first; month <= last && monthShape.safeParse(month).success; month = monthAfter(month))
    yield month;
}

/** Sides of months that the organisation has not closed, though a grant of its held in them. */
async function missing(
  grants: readonly IndexedRecord<'grant'>[],
  closed: ReadonlySet<string>,
  setting: Setting,
): Promise<Step[]> {
  const months = new EndedMonths(setting);
  const breath = new Breath();
  const steps: Step[] = [];
  for (const record of grants) {
    const { id, terms } = record.value;
    const own = SIDES.filter((side) => organisationOf(terms, side) === setting.organisation);
    for (const name of monthsOf(record.value, setting)) {
      const due = dueIn(record.value, months.of(name), setting);
      if (!due) continue;
      const { month, deadline } = due;
      const open = own.filter((side) => !closed.has(`${id} ${month} ${side}`));
      steps.push(...open.map((side) => ({ entry: entryOf(record, `${month} ${side}`), deadline })));
    }
    await breath.take();
  }
  return steps;
}

/** The month with the grant's own deadline; undefined where it did not hold then, or is not due in the span. */
function dueIn(grant: Grant, ended: EndedMonth, { span, asOf }: Setting): EndedMonth | undefined {
  const { month, policy } = ended;
  const { utcOffsetMinutes } = policy.calendar;
  if (!stoodIn(grant, month, utcOffsetMinutes)) return undefined;
  const recorded = cameAt(grant);
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
    timelyFigure('closings-in-time', [...done, ...(await missing(grants, closed, setting))], setting),
    shareOf('months-reported', reported, ({ value }) => value.reported !== 'silent'),
    shareOf('months-matched', found, ({ verdict }) => verdict.state === 'matched'),
  ];
}
