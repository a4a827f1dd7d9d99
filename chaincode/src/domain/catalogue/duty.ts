// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ensure } from '../errors';
import { ownedBy } from '../members/owned';
import type { Duty, Stamp } from '../records';
import { names, newCode, ownedId, prose } from '../text/schema';

/** `duty:register`: what the law makes the organisation do. It is never edited: a changed law is another duty. */
export const dutyInput = z.strictObject({
  code: newCode,
  names: names(300),
  legalBasis: prose(500),
  replaces: ownedId.exactOptional(),
});
export type DutyInput = z.infer<typeof dutyInput>;

export function registeredDuty(input: DutyInput, mspId: string, stamp: Stamp): Duty {
  return {
    type: 'duty',
    id: ownedBy(mspId, input.code),
    organisation: mspId,
    ...input,
    status: 'active',
    registered: stamp,
    changed: stamp,
  };
}

/** @throws DomainError `INVALID_STATE` when it is repealed already */
export function repealed(duty: Duty, stamp: Stamp): Duty {
  ensure(duty.status === 'active', 'INVALID_STATE', 'The duty is repealed already.');
  return { ...duty, status: 'repealed', changed: stamp };
}
