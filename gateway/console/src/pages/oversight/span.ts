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

export function useSpanFilters(): readonly Filter[] {
  const say = useSay();
  const member = useMemberFilter();
  const [{ period, until = period }] = useSpan();
  return [
    member('organisation', say('noun.organisation')),
    { name: 'period', label: say('oversight.span.from'), type: 'month', otherwise: period },
    { name: 'until', label: say('oversight.span.to'), type: 'month', otherwise: until },
  ];
}
