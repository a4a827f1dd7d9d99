// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ensure } from '../errors';
import { ORGANISATION_ROLES } from '../names';
import type { Organisation, Stamp } from '../records';
import { region } from './region';
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

/** Suspends or resumes. @throws DomainError `INVALID_STATE` when it is so already. */
export function withStatus(
  organisation: Organisation,
  status: Organisation['status'],
  stamp: Stamp,
): Organisation {
  ensure(organisation.status !== status, 'INVALID_STATE', 'The organisation is {state} already.', {
    state: status,
  });
  return { ...organisation, status, changed: stamp };
}
