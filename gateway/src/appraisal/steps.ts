// SPDX-License-Identifier: Apache-2.0
/** Steps with a deadline: which are due in a span, which were taken in time, and how long they took. */
import type { Deadline } from '@catalog-chain/chaincode/domain/records';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { countOf, figureOf, type Entry } from './counted.js';
import { isIn, workingDaysBetween } from './months.js';
import type { Figure } from './report.js';
import type { Setting } from './setting.js';

export interface Step {
  readonly entry: Entry;
  readonly deadline: Deadline;
  /** MSP id; absent where nobody answered. */
  readonly answeredBy?: string;
  /** The step fell away before it was answered: its deadline says whether it was overdue by then. */
  readonly left?: boolean;
  /** What was done was judged not to do. */
  readonly wanting?: boolean;
}

/** Nobody answered, and it was due. */
function isOverdue({ answeredBy, left, deadline }: Step, now: number): boolean {
  if (answeredBy !== undefined) return false;
  if (deadline.pausedAt !== undefined && left !== true) return false;
  return left === true ? deadline.late === true : parseInstant(deadline.dueAt) < now;
}

/** Of the steps due in the span, those taken in time; with the time that those took which were taken. */
export function timelyFigure(figure: string, steps: readonly Step[], setting: Setting): Figure {
  const due = steps.filter(
    (step) =>
      isIn(setting.span, parseInstant(step.deadline.dueAt)) &&
      (step.answeredBy !== undefined || isOverdue(step, setting.asOf.time)),
  );
  const answered = due.filter(({ answeredBy }) => answeredBy !== undefined);
  const inTime = answered.filter(({ deadline, wanting }) => deadline.late === false && wanting !== true);
  const entries = (list: readonly Step[]) => countOf(list.map(({ entry }) => entry));
  return figureOf(figure, entries(due), entries(inTime), timeTaken(answered, setting));
}

function timeTaken(
  answered: readonly Step[],
  { policies }: Setting,
): { milliseconds: number; workingDays: number } {
  let [milliseconds, workingDays] = [0, 0];
  for (const { deadline } of answered) {
    const [from, to] = [
      parseInstant(deadline.startedAt),
      parseInstant(deadline.doneAt ?? deadline.startedAt),
    ];
    const calendar = policies.get(deadline.policyVersion)?.calendar;
    milliseconds += Math.max(0, to - from);
    if (calendar) workingDays += workingDaysBetween(from, to, calendar);
  }
  return { milliseconds, workingDays };
}
