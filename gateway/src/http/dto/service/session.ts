// SPDX-License-Identifier: Apache-2.0
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Fits, Optional } from '../rule.js';

const role = z.enum(USER_ROLES);
const instant = { format: 'date-time' };

/** Who is signed in, as what, and until when. */
export class SessionView {
  @Fits(mspId)
  organisation!: string;

  @Fits(z.string(), { description: "The identity provider's name for the person. Never on the ledger." })
  user!: string;

  @Fits(role, { description: 'What the person acts as now.' })
  role!: string;

  @Fits(z.array(role), { description: 'What the person may act as.' })
  roles!: string[];

  @Fits(z.string(), instant)
  begun!: string;

  @Fits(z.string(), { ...instant, description: 'When the session ends unless it is used.' })
  endsIdle!: string;

  @Fits(z.string(), { ...instant, description: 'When it ends in any case.' })
  endsAtLatest!: string;
}

export class ActAsInput {
  @Fits(role, { description: 'One of the roles that the session names.' })
  role!: (typeof USER_ROLES)[number];
}

/** What is left to do by the browser. */
export class SignedOutView {
  @Fits(z.int().min(0), { description: 'Sessions that ended.' })
  ended!: number;

  @Optional()
  @Fits(z.string(), {
    format: 'uri',
    description:
      "Where to go so that the provider's own session ends too; absent where it offers no such page.",
  })
  providerSignOut?: string;
}
