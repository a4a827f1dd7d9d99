// SPDX-License-Identifier: Apache-2.0
/** Lists and single things of the API, as the screens read them: kept for a moment, read again when something was written. */
import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { done, type Answered } from './client';
import { useReason } from './reason';

const PAGE = 50;
/** The most that a figure on the home page counts to; beyond it says "or more". */
export const COUNTED = 200;

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
  readonly asOf: number;
}

export interface Turning {
  readonly limit: number;
  readonly cursor?: string;
  readonly purpose?: string;
  readonly case?: string;
}

export interface Listing<T> {
  readonly items: readonly T[];
  readonly asOf: number | undefined;
  /** Path and query of its first page, once that was read. */
  readonly address: string | undefined;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly isLoading: boolean;
  /** Whether something was read of it: what is shown stays, though the next page or the next look fails. */
  readonly isShown: boolean;
  readonly error: Error | null;
  /** Reads again what failed: the next page, or the list. */
  readonly again: () => void;
}

/** What a list is asked, but for the order. */
const inAnyOrder = (key: readonly unknown[]): string =>
  JSON.stringify(key, (name, value: unknown) => (name === 'order' ? undefined : value));

/** A list, page by page. `key` names it and its filters; `staleTime`: how long it is not asked again, in milliseconds. */
export function useListing<T>(
  key: readonly unknown[],
  read: (turning: Turning) => Promise<Answered<Page<T>>>,
  enabled = true,
  staleTime?: number,
): Listing<T> {
  const { reason } = useReason();
  const queryKey = ['list', ...key, reason];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => {
      const answer = read({ limit: PAGE, ...reason, ...(pageParam !== '' && { cursor: pageParam }) });
      const page = await done(answer);
      const { pathname, search } = new URL((await answer).response.url);
      return { ...page, address: `${pathname}${search}` };
    },
    // While it is read in another order it stays as it stood: with it would go the head that has the keyboard.
    placeholderData: (former, of) =>
      of && inAnyOrder(of.queryKey) === inAnyOrder(queryKey) ? former : undefined,
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    ...(staleTime !== undefined && { staleTime }),
    enabled,
  });
  const pages = query.data?.pages ?? [];
  return {
    items: pages.flatMap(({ items }) => items),
    asOf: pages[0]?.asOf,
    address: pages[0]?.address,
    hasMore: query.hasNextPage,
    more: () => void query.fetchNextPage(),
    isLoading: query.isPending && enabled,
    isShown: query.data !== undefined,
    error: query.error,
    again: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
  };
}

/** One thing. */
export function useOne<T>(
  key: readonly unknown[],
  read: (reason: { purpose?: string; case?: string }) => Promise<Answered<T>>,
  enabled = true,
): UseQueryResult<T> {
  const { reason } = useReason();
  return useQuery({
    queryKey: ['one', ...key, reason],
    queryFn: () => done(read({ ...reason })),
    enabled,
  });
}

export interface Counted<T> {
  readonly items: readonly T[];
  readonly isMore: boolean;
}

/** A first page, counted. */
export function useCounted<T>(
  key: readonly unknown[],
  read: (turning: Turning) => Promise<Answered<Page<T>>>,
  enabled = true,
): UseQueryResult<Counted<T>> {
  const { reason } = useReason();
  return useQuery({
    queryKey: ['count', ...key, reason],
    queryFn: async () => {
      const page = await done(read({ limit: COUNTED, ...reason }));
      return { items: page.items, isMore: page.next !== undefined };
    },
    enabled,
  });
}
