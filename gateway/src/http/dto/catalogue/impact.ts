// SPDX-License-Identifier: Apache-2.0
import { STANDINGS } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { identifier, mspId, ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Fits, OneOf } from '../rule.js';
import { sharingShape } from '../shapes.js';

const states = z.enum(['draft', 'submitted', 'published', 'suspended', 'retired']);

/** A grant that hangs on the thing that was asked about. */
export class AffectedGrantView {
  @Fits(identifier)
  grant!: string;

  @Fits(ownedId)
  resource!: string;

  @Fits(mspId)
  provider!: string;

  @Fits(mspId)
  consumer!: string;

  @OneOf(STANDINGS)
  standing!: string;

  @Fits(z.boolean(), { description: 'It may be used at this moment.' })
  running!: boolean;

  @Fits(z.array(z.strictObject({ side: z.enum(['provider', 'consumer']), path: z.array(z.string()) })), {
    description: 'Why: each way from the thing to the grant, and whose end of it is reached.',
  })
  dependences!: object[];

  @Fits(z.strictObject({ version: z.int(), sharing: sharingShape }), {
    description: 'The version of the resource that the grant was given for.',
  })
  pinned!: object;

  @Fits(z.strictObject({ version: z.int(), state: states, sharing: sharingShape }), {
    description: 'The newest version.',
  })
  current!: object;

  @Fits(z.boolean(), { description: 'It is shared otherwise now than when the grant was given.' })
  sharingChanged!: boolean;

  @Fits(z.strictObject({ count: z.int().min(0), href: z.string() }), {
    description: 'Uses reported under the grant, and where they are listed.',
  })
  events!: object;
}
