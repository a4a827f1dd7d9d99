// SPDX-License-Identifier: Apache-2.0
/** Bodies and answers of calls with many catalogue entries. */
import { ENTRY_NEEDS } from '@catalog-chain/chaincode/domain/law/rule';
import { code, ownedId, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import {
  MOST_ENTRIES,
  type EntryDraft,
  type EntryResult,
  type EntryReview,
} from '../../../usecases/catalogue/entries.js';
import { Fits } from '../rule.js';
import { contentShape } from '../shapes.js';

const draftShape: z.ZodType<EntryDraft> = z.strictObject({ code, content: contentShape });
const reviewShape: z.ZodType<EntryReview> = z.strictObject({ id: ownedId, digest: sha256Hex });

const resultShape: z.ZodType<EntryResult> = z.strictObject({
  row: z.int().min(0),
  id: ownedId,
  status: z.enum(['written', 'drafted', 'unchanged', 'refused']),
  underReview: sha256Hex.exactOptional(),
  lacks: z.array(z.enum(ENTRY_NEEDS)).exactOptional(),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
});

export class EntryDrafts {
  @Fits(z.array(draftShape).min(1).max(MOST_ENTRIES))
  entries!: EntryDraft[];
}

export class EntryReviews {
  @Fits(z.array(reviewShape).min(1).max(MOST_ENTRIES), {
    description: 'Each with the digest of the content that was read: nobody answers unseen.',
  })
  reviews!: EntryReview[];
}

export class EntryResults {
  @Fits(z.array(resultShape), {
    description:
      'One per entry, in order. `unchanged`: it had been done before; `drafted`: it cannot be handed in, for it `lacks` something.',
  })
  rows!: EntryResult[];
}
