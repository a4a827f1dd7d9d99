// SPDX-License-Identifier: Apache-2.0
/** What a field that names a duty, a system or an entry offers: those that there are, for a person to choose by name. */
import { useQuery } from '@tanstack/react-query';
import { api, done } from '../../api/client';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import { useVersion } from '../../parts/card/references';
import type { Offered, Values } from '../specs/spec';

/** As many as a choice can hold; where there are more, the id is typed. */
const MOST = 200;

type Names = Readonly<Partial<Record<'zh' | 'en', string>>>;

export interface Choice {
  readonly id: string;
  /** Of an entry: what its newest version is, which says what it is called. */
  readonly version?: number;
  readonly names?: Names | undefined;
  readonly status?: 'active' | 'repealed' | 'retired';
}

interface Found {
  readonly choices: readonly Choice[];
  readonly isAll: boolean;
}

async function read(
  { kind, withRepealed = false }: Offered,
  organisation: string | undefined,
): Promise<Found> {
  const shared = { limit: MOST, ...(organisation !== undefined && { organisation }) };
  if (kind === 'resource') {
    const { items, next } = await done(api.GET('/v1/resources', { params: { query: shared } }));
    const choices = items.map(({ id, version, pending }) => ({
      id,
      version,
      names: pending?.content.names,
    }));
    return { choices, isAll: next === undefined };
  }
  const query = { ...shared, ...(!withRepealed && { state: 'active' as const }) };
  const { items, next } =
    kind === 'duty'
      ? await done(api.GET('/v1/duties', { params: { query } }))
      : await done(api.GET('/v1/systems', { params: { query } }));
  return { choices: items, isAll: next === undefined };
}

const ownerOf = (id: string): string => id.split(':', 1)[0] ?? id;

/** @returns undefined where the id is typed: too many, none, or they cannot be read; `waiting` until that is known */
export function useOffered(
  offers: Offered | undefined,
  values: Values,
): readonly Choice[] | 'waiting' | undefined {
  const owners = offers?.of?.(values).filter((one) => one !== '');
  const only = owners?.length === 1 ? owners[0] : undefined;
  const { data, isError } = useQuery({
    queryKey: ['offered', offers?.kind, offers?.withRepealed, only],
    enabled: offers !== undefined,
    retry: false,
    queryFn: () => read(offers ?? { kind: 'duty' }, only),
  });
  if (!offers || isError) return undefined;
  if (!data) return 'waiting';
  const isOffered = ({ id }: Choice): boolean =>
    owners === undefined || owners.length === 0 || owners.includes(ownerOf(id));
  const offered = data.choices.filter(isOffered);
  return data.isAll && offered.length > 0 ? offered : undefined;
}

/** Its name, and the code that tells it from others of the same name; where it is repealed, that it is. */
export function useChoiceName({ id, version, names, status }: Choice): string {
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  const named = useVersion(id, version)?.names ?? names;
  if (!named) return id;
  const name = say('common.bracketed', { outer: tongue(named), inner: id.split(':')[1] ?? id });
  return status === 'repealed' ? `${name} · ${word('dutyState', status)}` : name;
}
