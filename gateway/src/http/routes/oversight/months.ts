// SPDX-License-Identifier: Apache-2.0
import { MOST_MONTHS } from '../../dto/oversight/span.js';
import { HttpError } from '../../problems/problem.js';

/** First and last month, both included, as `period` and `until` name them. */
export interface Months {
  readonly from: string;
  readonly to: string;
}

const fieldFault = (field: string, rule: string): HttpError =>
  new HttpError('INVALID_ARGUMENT', { errors: [{ field, rule }] });

/** Months from the year 0 on. */
function ordinal(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return year * 12 + number;
}

/** One month where no last one is named. @throws HttpError where the last comes before the first, or too long after it */
export function monthsOf({
  period,
  until = period,
}: {
  readonly period: string;
  readonly until?: string;
}): Months {
  if (until < period) throw fieldFault('until', 'must not be before period');
  if (ordinal(until) - ordinal(period) >= MOST_MONTHS)
    throw fieldFault('until', `must be one of ${MOST_MONTHS} months from period on`);
  return { from: period, to: until };
}

/** The same where months may be named or not. */
export function givenMonths({ period, until }: { readonly period?: string; readonly until?: string }): {
  readonly months?: Months;
} {
  if (period !== undefined) return { months: monthsOf({ period, ...(until !== undefined && { until }) }) };
  if (until !== undefined) throw fieldFault('period', 'required');
  return {};
}
