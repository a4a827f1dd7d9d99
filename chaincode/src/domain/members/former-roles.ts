// SPDX-License-Identifier: Apache-2.0
/** On which sides a member is or was: what it answers for does not end with its role. */
import type { OrganisationRole } from '../names';
import type { Organisation, Stamp } from '../records';

/**
 * Every role that it has or had; undefined where the record cannot say, because it was changed before former roles were kept.
 * One that was never changed since it was registered had no others.
 */
export function rolesEver({
  roles: has,
  formerRoles,
  registered: first,
  changed,
}: Pick<Organisation, 'roles' | 'formerRoles'> & {
  readonly registered: Pick<Stamp, 'tx'>;
  readonly changed: Pick<Stamp, 'tx'>;
}): ReadonlySet<OrganisationRole> | undefined {
  const isKnown = formerRoles !== undefined || first.tx === changed.tx;
  return isKnown ? new Set([...has, ...(formerRoles ?? [])]) : undefined;
}
