// SPDX-License-Identifier: Apache-2.0
import type { Holder } from '../support/shares.js';
import { userNameOf, type Principal } from './principal.js';

/** A user may hold as much as stays free, all users of an organisation three times that. */
const SHARES = { user: 1, organisation: 3 } as const;

/** Who holds the places that something takes which is done for the principal. */
export const holdersFor = (principal: Principal): readonly Holder[] => [
  { name: `user ${userNameOf(principal)}`, share: SHARES.user },
  { name: `organisation ${principal.organisation}`, share: SHARES.organisation },
];
