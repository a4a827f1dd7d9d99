// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ensure } from '../errors';
import { ORGANISATION_ROLES, type OrganisationRole } from '../names';
import type { Organisation, Stamp } from '../records';
import { region } from './region';
import { rolesEver } from './former-roles';
import { mspId, names, organisationCode, sortedSet } from '../text/schema';

const roles = sortedSet(z.enum(ORGANISATION_ROLES), ORGANISATION_ROLES.length);

/** `organisation:register` */
export const organisationInput = z.strictObject({
  mspId,
  code: organisationCode,
  names: names(100),
  roles,
  region: region.exactOptional(),
});
export type OrganisationInput = z.infer<typeof organisationInput>;

/** `organisation:update`. A region that is not named stays. */
export const organisationChange = z.strictObject({
  mspId,
  names: names(100),
  roles,
  region: region.exactOptional(),
});
export type OrganisationChange = z.infer<typeof organisationChange>;

export function registered(input: OrganisationInput, stamp: Stamp): Organisation {
  return { type: 'organisation', ...input, status: 'active', registered: stamp, changed: stamp };
}

/** What is to be kept of the roles it had, beside those that it is to have. */
function former(
  organisation: Organisation,
  has: readonly OrganisationRole[],
): Pick<Organisation, 'formerRoles'> {
  const ever = rolesEver(organisation);
  return ever ? { formerRoles: [...ever].filter((role) => !has.includes(role)).sort() } : {};
}

/** Names and roles, and the division where it is named. What was done under the old roles stays. */
export const changedTo = (
  organisation: Organisation,
  change: OrganisationChange,
  stamp: Stamp,
): Organisation => ({ ...organisation, ...change, ...former(organisation, change.roles), changed: stamp });

/** Suspends or resumes. @throws DomainError `INVALID_STATE` when it is so already. */
export function withStatus(
  organisation: Organisation,
  status: Organisation['status'],
  stamp: Stamp,
): Organisation {
  ensure(organisation.status !== status, 'INVALID_STATE', 'The organisation is {state} already.', {
    state: status,
  });
  return { ...organisation, ...former(organisation, organisation.roles), status, changed: stamp };
}
