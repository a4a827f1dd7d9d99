// SPDX-License-Identifier: Apache-2.0
import { mspId, ownedId, prose, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { ACCOUNT_EVENTS, type AccountEventKind } from '../../../accounts/account-log.js';
import { anyInstant } from '../common.js';
import { Fits, OneOf, Optional } from '../rule.js';

/** As OpenID Connect Core §2 limits it, or `system:` and a name. */
export const ACCOUNT = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters');

const instant = { format: 'date-time' };

const purge = z.strictObject({
  before: z.string(),
  events: z.int().min(0),
  sha256: sha256Hex,
  holders: z.int().min(0),
});

export class AccountEventView {
  @Fits(z.uuid())
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(z.string(), instant)
  at!: string;

  @OneOf(ACCOUNT_EVENTS)
  event!: string;

  @Fits(z.string(), {
    description:
      'A person as the identity provider names it, or `system:NAME`; empty where nobody said whose it is.',
  })
  account!: string;

  @Fits(z.string(), { description: 'Who did it; `provider` where the identity provider did.' })
  by!: string;

  @Optional()
  @Fits(ownedId)
  signer?: string;

  @Optional()
  @Fits(z.int().min(0), { description: 'Sessions that ended.' })
  sessions?: number;

  @Optional()
  @Fits(purge, { description: 'Of what was purged: the receipt.' })
  purge?: object;
}

export class AccountPurge {
  @Fits(anyInstant, {
    ...instant,
    description:
      'What was written down before; no later than the term for which the policy has records kept.',
  })
  before!: string;
}

/** The receipt, which stays on the record. */
export class AccountPurgeView {
  @Fits(z.string(), instant)
  before!: string;

  @Fits(z.int().min(0), { description: 'How many events were destroyed.' })
  events!: number;

  @Fits(sha256Hex, {
    description: 'Over their JSON as the list gives it, each ended by a line feed, oldest first.',
  })
  sha256!: string;

  @Fits(z.int().min(0), { description: 'Of how many revoked signers it is no longer known whose they were.' })
  holders!: number;
}

export class AccountEventQuery {
  @Optional()
  @Fits(ACCOUNT, { description: 'Only about this account.' })
  account?: string;

  @Optional()
  @OneOf(ACCOUNT_EVENTS)
  event?: AccountEventKind;

  @Optional()
  @Fits(z.uuid(), { description: 'Only what came before this event: the last one of the page before.' })
  before?: string;

  @Optional()
  @Fits(z.string().regex(/^(?:[1-9]\d?|[1-4]\d\d|500)$/, 'must be a whole number from 1 to 500'), {
    description: '1 to 500; 100 where it is absent.',
  })
  limit?: string;
}

export class AccountEnd {
  @Fits(prose(300), {
    description: 'Lost key, changed post, left: lies on the ledger beside the revocations.',
  })
  reason!: string;
}

const signer = z.strictObject({
  id: ownedId,
  state: z.enum(['active', 'revoked']),
  code: z.string().exactOptional(),
});

export class AccountView {
  @Fits(z.string())
  account!: string;

  @Fits(z.array(signer))
  signers!: object[];

  @Fits(z.array(z.record(z.string(), z.unknown())), { description: 'The newest 50.' })
  events!: object[];
}

export class AccountEndView {
  @Fits(z.string())
  account!: string;

  @Fits(z.int().min(0), { description: 'Sessions that ended.' })
  sessions!: number;

  @Fits(z.array(signer), {
    description: 'What became of each signer; `code`: why it still counts, and has to be revoked by itself.',
  })
  signers!: object[];
}
