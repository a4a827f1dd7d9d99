// SPDX-License-Identifier: Apache-2.0
/** Filters that several lists have. */
import { useMe, type Organisation } from '../../api/me';
import { useInTongue } from '../../i18n/i18n';
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
