// SPDX-License-Identifier: Apache-2.0
/** What a provider offers of a resource at the moment, and whether it covers what is asked. */
import { encode } from '../encoding/canonical-json';
import { ensure } from '../errors';
import type { Terms } from './grant-records';
import { coversMode } from './mode';
import type { Resource, ResourceContent, ResourceVersion } from '../catalogue/resource-records';

export interface Offer {
  readonly resource: Resource;
  /** Its newest published version. */
  readonly current: ResourceVersion;
}

/** @throws DomainError `CONDITION_NOT_MET` unless the resource is published */
export function ensurePublished(resource: Resource): void {
  ensure(resource.state === 'published', 'CONDITION_NOT_MET', 'The resource is {state}.', {
    state: resource.state,
  });
}

/**
 * Data items and mode are the resource's own. The mode of what is not shared is not asked: it has none.
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensureCovers(content: ResourceContent, wanted: Pick<Terms, 'items' | 'mode'>): void {
  const { sharingType, modes } = content.sharing;
  const offered = new Set(content.items.map((item) => item.code));
  const holds = wanted.items.every((item) => offered.has(item));
  ensure(holds, 'CONDITION_NOT_MET', 'items: the resource does not hold all of them.');
  const shared = sharingType === 'not-shared' || modes.some((mode) => coversMode(mode, wanted.mode));
  ensure(shared, 'CONDITION_NOT_MET', 'mode: the resource is not shared in this mode.');
}

/** What the law or the provider ties sharing to, in words. */
const basis = ({ sharing: { sharingType, condition, legalBasis } }: ResourceContent): string =>
  encode([sharingType, condition ?? null, legalBasis ?? null]);

/** Conditions that were stated in words only may be spelt out since. */
const sameConditions = (asked: ResourceContent, now: ResourceContent): boolean =>
  asked.sharing.conditions === undefined ||
  encode(asked.sharing.conditions) === encode(now.sharing.conditions ?? null);

/**
 * An offer still stands when the resource is published, is shared on the same basis as in the version asked
 * for, and still holds the items and the mode.
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensureStillOffered(offer: Offer, asked: ResourceVersion, terms: Terms): void {
  ensurePublished(offer.resource);
  const { content } = offer.current;
  const same = basis(content) === basis(asked.content) && sameConditions(asked.content, content);
  ensure(same, 'CONDITION_NOT_MET', 'The sharing type or its basis has changed since version asked for.');
  ensureCovers(offer.current.content, terms);
}
