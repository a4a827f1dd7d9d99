// SPDX-License-Identifier: Apache-2.0
/** Arguments of the resource contract. */
import { z } from 'zod';
import { resourceContent } from './resource-content';
import { newCode, ownedId, prose, sha256Hex } from '../text/schema';

/** `resource:draft`: a new entry, or the next version of one. */
export const draftInput = z.strictObject({ code: newCode, content: resourceContent });

/** `resource:review`. The digest is that of the content that was read: nobody answers a draft that he has not seen. */
export const reviewInput = z.discriminatedUnion('approved', [
  z.strictObject({ id: ownedId, approved: z.literal(true), digest: sha256Hex }),
  z.strictObject({
    id: ownedId,
    approved: z.literal(false),
    digest: sha256Hex,
    reasons: prose(2000),
  }),
]);
export type ReviewInput = z.infer<typeof reviewInput>;

/** `resource:suspend`, `resource:retire` */
export const endingInput = z.strictObject({ id: ownedId, reason: prose(1000) });

/** `resource:readVersion`: a version number as text. */
export const versionNumber = z.string().regex(/^[1-9]\d{0,8}$/, 'must be a version number');
