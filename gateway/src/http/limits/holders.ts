// SPDX-License-Identifier: Apache-2.0
/** Who holds what a request takes: its user, the user's organisation, and the address that it comes from. */
import type { Request, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Holder } from '../../support/shares.js';
import { holdersFor } from '../../usecases/holders.js';
import type { Principal } from '../../usecases/principal.js';

/** Many users may stand behind one address. */
const ADDRESS_SHARE = 3;

/** Addresses that one customer of a network has count as one. */
export const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');

/** Of a request whose token was looked at already. */
export function holdersOf(request: Request, response: Response): readonly Holder[] {
  const principal = response.locals['principal'] as Principal | undefined;
  const address = { name: `address ${addressOf(request)}`, share: ADDRESS_SHARE };
  return principal ? [...holdersFor(principal), address] : [address];
}
