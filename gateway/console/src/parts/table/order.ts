// SPDX-License-Identifier: Apache-2.0
/** In which order a list stands: as its address says, else with what was begun last first. */
import { useSay, useWord } from '../../i18n/i18n';
import { useFilters, type Filter } from './filter-bar';

export const ORDERS = ['newest', 'oldest', 'id'] as const;
export type Order = (typeof ORDERS)[number];

const isOrder = (value: string | undefined): value is Order => ORDERS.some((one) => one === value);

export function useOrder(): { readonly order: Order; readonly choose: (order: Order) => void } {
  const [filters, set] = useFilters();
  const { order } = filters;
  return {
    order: isOrder(order) ? order : 'newest',
    choose: (next) => {
      set({ ...filters, order: next });
    },
  };
}

/** The same choice beside the filters: where the page is narrow the table has no heads. */
export function useOrderFilter(): Filter {
  const say = useSay();
  const word = useWord();
  return {
    name: 'order',
    label: say('uses.order'),
    options: ORDERS.map((value) => ({ value, label: word('order', value) })),
    otherwise: 'newest',
  };
}
