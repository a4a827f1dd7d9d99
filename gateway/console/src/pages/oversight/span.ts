// SPDX-License-Identifier: Apache-2.0
/** What an account of members is asked of: a member and months, as they stand in the page's address. */
import type { Filters } from '../../api/filters';
import { useSay } from '../../i18n/i18n';
import { useFilters, type Filter } from '../../parts/table/filter-bar';
import { useMemberFilter } from '../../parts/table/filters';
import { useThisMonth } from '../../parts/time/this-month';

export interface Span {
  readonly organisation?: string;
  readonly period: string;
  readonly until?: string;
}

/** The month that runs, where none is named. */
export function useSpan(): readonly [Span, (next: Filters) => void] {
  const [filters, change] = useFilters();
  const month = useThisMonth();
  const { organisation, period = month, until } = filters;
  const span = {
    period,
    ...(organisation !== undefined && { organisation }),
    ...(until !== undefined && { until }),
  };
  return [span, change];
}

/** The months of a list, as its address names them. */
export function useMonthFilters(): readonly Filter[] {
  const say = useSay();
  return [
    { name: 'period', label: say('oversight.span.from'), type: 'month' },
    { name: 'until', label: say('oversight.span.to'), type: 'month' },
  ];
}

/** Filters of a list as the API takes them: whoever names only the last month means that one. */
export function useMonthlyFilters(): Filters {
  const [{ until, period = until, ...others }] = useFilters();
  return {
    ...others,
    ...(period !== undefined && { period }),
    ...(until !== undefined && { until }),
  };
}

/** The same for a report, which always has a span. */
export function useSpanFilters(): readonly Filter[] {
  const say = useSay();
  const member = useMemberFilter();
  const months = useMonthFilters();
  const [{ period, until = period }] = useSpan();
  return [
    member('organisation', say('noun.organisation')),
    ...months.map((one) => ({ ...one, otherwise: one.name === 'period' ? period : until })),
  ];
}
