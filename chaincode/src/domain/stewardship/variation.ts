// SPDX-License-Identifier: Apache-2.0
/** A consumer asks for more than its grant gives – scope, purposes, third parties – and the provider agrees or not. */
import { z } from 'zod';
import { ensure } from '../errors';
import type { Stamp } from '../records';
import type { Grant, Posts, Widening } from '../sharing/grant-records';
import { posts } from '../sharing/request-input';
import { code, identifier, newIdentifier, organisationCode, ownedId, prose, sortedSet } from '../text/schema';

const MAX_ITEMS = 500;
const MAX_SYSTEMS = 64;
const MAX_PURPOSES = 16;
const MAX_THIRD_PARTIES = 64;

const purposes = z
  .array(z.strictObject({ code, text: prose(300) }))
  .min(1)
  .max(MAX_PURPOSES)
  .refine((list) => new Set(list.map((one) => one.code)).size === list.length, 'must have a code each');

/** Third parties are named by their codes: they need not be members. */
export const widening = z
  .strictObject({
    items: sortedSet(code, MAX_ITEMS).exactOptional(),
    systems: sortedSet(ownedId, MAX_SYSTEMS).exactOptional(),
    purposes: purposes.exactOptional(),
    thirdParties: sortedSet(organisationCode, MAX_THIRD_PARTIES).exactOptional(),
  })
  .refine((adds) => Object.keys(adds).length > 0, 'must add something');

/** `variation:ask` */
export const variationInput = z.strictObject({
  id: newIdentifier,
  grant: identifier,
  adds: widening,
  reason: prose(1000),
  posts: posts.exactOptional(),
});
export type VariationInput = z.infer<typeof variationInput>;

/** `variation:answer`: a refusal needs a reason. */
export const variationAnswer = z.discriminatedUnion('approved', [
  z.strictObject({
    id: identifier,
    approved: z.literal(true),
    reason: prose(500).exactOptional(),
    posts: posts.exactOptional(),
  }),
  z.strictObject({
    id: identifier,
    approved: z.literal(false),
    reason: prose(500),
    posts: posts.exactOptional(),
  }),
]);
export type VariationAnswer = z.infer<typeof variationAnswer>;

export const VARIATION_STATES = ['asked', 'agreed', 'refused', 'withdrawn'] as const;

export interface Variation {
  readonly type: 'variation';
  readonly id: string;
  readonly grant: string;
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  readonly adds: Widening;
  readonly reason: string;
  readonly posts?: Posts;
  readonly state: (typeof VARIATION_STATES)[number];
  /** Until when it is to be answered; absent where no profile says so. */
  readonly dueAt?: string;
  readonly answer?: {
    readonly approved: boolean;
    readonly reason?: string;
    readonly posts?: Posts;
    readonly stamp: Stamp;
  };
  readonly asked: Stamp;
  readonly changed: Stamp;
}

export function asked(input: VariationInput, { terms }: Grant, stamp: Stamp): Variation {
  const { resource, provider, consumer } = terms;
  return {
    type: 'variation',
    ...input,
    resource,
    provider,
    consumer,
    state: 'asked',
    asked: stamp,
    changed: stamp,
  };
}

/** @throws DomainError `NOT_OWNER` for another than the provider, `INVALID_STATE` */
export function answered(variation: Variation, input: VariationAnswer, stamp: Stamp): Variation {
  ensure(variation.provider === stamp.by, 'NOT_OWNER', 'The resource is of another provider.');
  ensureAsked(variation);
  const { approved, reason, posts: by } = input;
  const answer = { approved, ...(reason !== undefined && { reason }), ...(by && { posts: by }), stamp };
  return { ...variation, state: approved ? 'agreed' : 'refused', answer, changed: stamp };
}

/** @throws DomainError `NOT_OWNER` for another than the consumer, `INVALID_STATE` */
export function withdrawn(variation: Variation, stamp: Stamp): Variation {
  ensure(variation.consumer === stamp.by, 'NOT_OWNER', 'Another consumer asked for it.');
  ensureAsked(variation);
  return { ...variation, state: 'withdrawn', changed: stamp };
}

function ensureAsked({ state }: Variation): void {
  ensure(state === 'asked', 'INVALID_STATE', 'The variation is {state}.', { state });
}
