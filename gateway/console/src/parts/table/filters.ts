// SPDX-License-Identifier: Apache-2.0
/** Filters that several lists have. */
import { useQuery } from '@tanstack/react-query';
import { api, done } from '../../api/client';
import { useMe, type Organisation } from '../../api/me';
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
  const { data } = useQuery({
    queryKey: ['duties', 'to-choose'],
    queryFn: () => done(api.GET('/v1/duties', { params: { query: { limit: MOST_DUTIES } } })),
  });
  return {
    name: 'duty',
    label: say('field.servedDuty'),
    options: (data?.items ?? []).map(({ id, names }) => ({ value: id, label: tongue(names) })),
  };
}
