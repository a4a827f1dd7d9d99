// SPDX-License-Identifier: Apache-2.0
/** What one provider's branch of the catalogue is made of: duties, the systems that serve them, what is published of each. */
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { api, done, type Answered } from '../../api/client';
import type { Schemas } from '../../api/problem';

const PAGE = 1000;

type Names = Schemas['DutyView']['names'];

export interface Leaf {
  readonly id: string;
  readonly names: Names;
  readonly sharingType: string;
  readonly updateCycle: string;
}

export interface SystemBranch {
  readonly id: string;
  readonly names: Names;
  readonly resources: readonly Leaf[];
}

export interface DutyBranch {
  /** Absent: systems that serve no duty any more. */
  readonly id: string | undefined;
  readonly names: Names;
  readonly systems: readonly SystemBranch[];
}

type Turning = { readonly limit: number; readonly cursor?: string };

async function every<T>(
  read: (turning: Turning) => Promise<Answered<{ readonly items: readonly T[]; readonly next?: string }>>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await done(read({ limit: PAGE, ...(cursor !== undefined && { cursor }) }));
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

type Row = Schemas['ListView']['rows'][number];

const textOf = (value: Row[string] | undefined): string => (typeof value === 'string' ? value : '');
const namesOf = (value: Row[string] | undefined): Names =>
  typeof value === 'object' && !('join' in value) ? value : {};

const leafOf = (row: Row): Leaf => ({
  id: textOf(row['id']),
  names: namesOf(row['names']),
  sharingType: textOf(row['sharingType']),
  updateCycle: textOf(row['updateCycle']),
});

async function rowsOf(organisation: string): Promise<readonly Row[]> {
  return every(async (turning) => {
    const query = { organisation, ...turning };
    const { data, ...answered } = await api.GET('/v1/lists/{list}', {
      params: { path: { list: 'responsibility' }, query },
    });
    return data ? { ...answered, data: { ...data, items: data.rows } } : answered;
  });
}

async function branchOf(organisation: string): Promise<readonly DutyBranch[]> {
  const [duties, systems, rows] = await Promise.all([
    every((turning) => api.GET('/v1/duties', { params: { query: { organisation, ...turning } } })),
    every((turning) => api.GET('/v1/systems', { params: { query: { organisation, ...turning } } })),
    rowsOf(organisation),
  ]);
  const bySystem = Map.groupBy(rows, (row) => textOf(row['system']));
  const branches = systems.map(({ id, names, duties: serves }) => ({
    serves,
    branch: { id, names, resources: (bySystem.get(id) ?? []).map(leafOf) },
  }));
  const own = new Set(duties.map(({ id }) => id));
  const under = (fits: (serves: readonly string[]) => boolean): readonly SystemBranch[] =>
    branches.filter(({ serves }) => fits(serves)).map(({ branch }) => branch);
  const loose = under((serves) => !serves.some((duty) => own.has(duty)));
  return [
    ...duties.map(({ id, names }) => ({ id, names, systems: under((serves) => serves.includes(id)) })),
    ...(loose.length > 0 ? [{ id: undefined, names: {}, systems: loose }] : []),
  ];
}

/** Branches of the providers that were opened, each read when it is. */
export function useBranches(
  opened: readonly string[],
): ReadonlyMap<string, UseQueryResult<readonly DutyBranch[]>> {
  const results = useQueries({
    queries: opened.map((organisation) => ({
      queryKey: ['branch', organisation],
      queryFn: () => branchOf(organisation),
    })),
  });
  return new Map(opened.map((organisation, i) => [organisation, results[i]] as const).filter(isRead));
}

const isRead = <T>(pair: readonly [string, T | undefined]): pair is readonly [string, T] =>
  pair[1] !== undefined;
