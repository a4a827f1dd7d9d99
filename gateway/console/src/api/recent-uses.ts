// SPDX-License-Identifier: Apache-2.0
/** Uses of the last ninety days, with the grants that they were made under: what patterns and ready questions are drawn from. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, done } from './client';
import type { Schemas } from './problem';
import { useReason } from './reason';

export type Use = Schemas['UsageEventView'];
export type Grant = Schemas['GrantView'];

export const WINDOW_DAYS = 90;
const DAY_MS = 86_400_000;
const PAGE = 1000;
/** Pages that one question reads at most: the answer says so where there are more. */
const MOST_PAGES = 5;

export interface RecentUses {
  /** Newest first; of both sides. */
  readonly uses: readonly Use[];
  readonly grants: ReadonlyMap<string, Grant>;
  readonly isMore: boolean;
  readonly asOf: number;
}

type Reading = { readonly purpose?: string; readonly case?: string };

async function usesSince(from: string, reason: Reading): Promise<Omit<RecentUses, 'grants'>> {
  const uses: Use[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = {
      ...reason,
      limit: PAGE,
      from,
      order: 'newest' as const,
      ...(cursor !== undefined && { cursor }),
    };
    const { items, next, asOf } = await done(api.GET('/v1/usage-events', { params: { query } }));
    uses.push(...items);
    if (next === undefined) return { uses, isMore: false, asOf };
    cursor = next;
    if (page === MOST_PAGES - 1) return { uses, isMore: true, asOf };
  }
  return { uses, isMore: true, asOf: 0 };
}

async function allGrants(reason: Reading): Promise<ReadonlyMap<string, Grant>> {
  const found = new Map<string, Grant>();
  let cursor: string | undefined;
  do {
    const query = { ...reason, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const { items, next } = await done(api.GET('/v1/grants', { params: { query } }));
    for (const grant of items) found.set(grant.id, grant);
    cursor = next;
  } while (cursor !== undefined);
  return found;
}

/** The window begins with a day, so that a screen that is drawn again asks the same. */
export function useRecentUses(): UseQueryResult<RecentUses> {
  const { reason } = useReason();
  const from = new Date(Math.floor(Date.now() / DAY_MS - WINDOW_DAYS) * DAY_MS).toISOString();
  return useQuery({
    queryKey: ['recent-uses', from, reason],
    queryFn: async (): Promise<RecentUses> => {
      const [found, grants] = await Promise.all([usesSince(from, reason ?? {}), allGrants(reason ?? {})]);
      return { ...found, grants };
    },
  });
}
