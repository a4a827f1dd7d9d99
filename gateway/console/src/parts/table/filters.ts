// SPDX-License-Identifier: Apache-2.0
/** Filters that several lists have. */
import { useQuery } from '@tanstack/react-query';
import { api, done } from '../../api/client';
import { useMe, useNameOf, type Organisation } from '../../api/me';
import { useInTongue, useSay } from '../../i18n/i18n';
import type { Filter } from './filter-bar';

export const stateFilter = (
  label: string,
  states: readonly string[],
  word: (value: string) => string,
  name = 'state',
): Filter => ({ name, label, options: states.map((value) => ({ value, label: word(value) })) });

/** Chooses a member, of those with a role. */
export function useMemberFilter(): (
  name: string,
  label: string,
  role?: Organisation['roles'][number],
) => Filter {
  const { members } = useMe();
  const tongue = useInTongue();
  return (name, label, role) => ({
    name,
    label,
    options: [...members.values()]
      .filter(({ roles }) => role === undefined || roles.includes(role))
      .map(({ organisation, names }) => ({ value: organisation, label: tongue(names) })),
  });
}

/** As many as a choice can hold; whoever looks for another names it in the address. */
const MOST_DUTIES = 200;

/** Chooses a duty, by its name. */
export function useDutyFilter(): Filter {
  const say = useSay();
  const tongue = useInTongue();
  const nameOf = useNameOf();
  const { data } = useQuery({
    queryKey: ['duties', 'to-choose'],
    queryFn: () => done(api.GET('/v1/duties', { params: { query: { limit: MOST_DUTIES } } })),
  });
  const duties = data?.items ?? [];
  const count = new Map<string, number>();
  for (const { names } of duties) count.set(tongue(names), (count.get(tongue(names)) ?? 0) + 1);
  return {
    name: 'duty',
    label: say('field.servedDuty'),
    options: duties.map(({ id, names, organisation }) => {
      const name = tongue(names);
      // Several members may have a duty of the same name.
      return { value: id, label: (count.get(name) ?? 0) > 1 ? `${name} · ${nameOf(organisation)}` : name };
    }),
  };
}
