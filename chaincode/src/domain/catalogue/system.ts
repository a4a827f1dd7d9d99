// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ensure } from '../errors';
import { ownedBy } from '../members/owned';
import type { Stamp, System } from '../records';
import { names, newCode, ownedId, sortedSet } from '../text/schema';

const MAX_DUTIES = 64;

/** `system:register`: software that holds or uses data, and the duties it serves. */
export const systemInput = z.strictObject({
  code: newCode,
  names: names(300),
  duties: sortedSet(ownedId, MAX_DUTIES),
});
export type SystemInput = z.infer<typeof systemInput>;

export function registeredSystem(input: SystemInput, mspId: string, stamp: Stamp): System {
  return {
    type: 'system',
    id: ownedBy(mspId, input.code),
    organisation: mspId,
    ...input,
    status: 'active',
    registered: stamp,
    changed: stamp,
  };
}

/** @throws DomainError `INVALID_STATE` when it is retired already */
export function retiredSystem(system: System, stamp: Stamp): System {
  ensure(system.status === 'active', 'INVALID_STATE', 'The system is retired already.');
  return { ...system, status: 'retired', changed: stamp };
}
