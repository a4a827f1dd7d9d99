// SPDX-License-Identifier: Apache-2.0
import {
  VARIATION_STATES,
  widening,
  type Variation,
} from '@catalog-chain/chaincode/domain/stewardship/variation';
import type { Posts } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { posts } from '@catalog-chain/chaincode/domain/sharing/request-input';
import { identifier, instant, prose } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Fits, OneOf, Optional, OptionalUnless } from '../rule.js';
import { stampShape, wideningShape } from '../shapes.js';
import { UnderGrantQuery, UnderGrantView } from './under-grant.js';

const answerShape: z.ZodType<NonNullable<Variation['answer']>> = z.strictObject({
  approved: z.boolean(),
  reason: z.string().exactOptional(),
  posts: posts.exactOptional(),
  stamp: stampShape,
});

export class VariationQuery extends UnderGrantQuery {
  @Optional()
  @OneOf(VARIATION_STATES)
  state?: string;
}

export class VariationAsking {
  @Optional()
  @Fits(identifier)
  id?: string;

  @Fits(identifier)
  grant!: string;

  @Fits(widening, {
    description:
      'What is asked for beyond the grant: data items, systems, purposes, third parties by their codes (GB 32100). Lists are sorted.',
  })
  adds!: z.infer<typeof widening>;

  @Fits(prose(1000))
  reason!: string;

  @Optional()
  @Fits(posts, { description: 'The post that agreed to ask, and the one that entered it.' })
  posts?: Posts;
}

export class VariationAnswering {
  @Fits(z.boolean())
  approved!: boolean;

  @OptionalUnless<VariationAnswering>(({ approved }) => approved === false)
  @Fits(prose(500), { description: 'A refusal needs one.' })
  reason?: string;

  @Optional()
  @Fits(posts)
  posts?: Posts;
}

export class VariationView extends UnderGrantView {
  @OneOf(['variation'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(wideningShape)
  adds!: object;

  @Fits(z.string())
  reason!: string;

  @Optional()
  @Fits(posts)
  posts?: Posts;

  @OneOf(VARIATION_STATES)
  state!: string;

  @Optional()
  @Fits(instant, { format: 'date-time', description: 'Until when it is to be answered.' })
  dueAt?: string;

  @Optional()
  @Fits(answerShape)
  answer?: object;

  @Fits(stampShape)
  asked!: object;
}
