// SPDX-License-Identifier: Apache-2.0
/** Data that somebody needs and nobody has listed: stated, and listed or turned down with a reason. */
import { z } from 'zod';
import { ensure } from '../errors';
import { ownerOf } from '../members/owned';
import type { Names, Stamp } from '../records';
import { code, identifier, mspId, names, newIdentifier, ownedId, prose } from '../text/schema';
import { without } from '../without';

export const DEMAND_STATES = ['open', 'listed', 'refused', 'withdrawn'] as const;
/** Why it is not listed. */
export const DEMAND_REFUSALS = ['not-held', 'not-shared-by-law', 'held-by-another', 'other'] as const;

/** `demand:state` */
export const demandInput = z
  .strictObject({
    id: newIdentifier,
    /** Who is thought to hold it. */
    provider: mspId,
    /** What is needed. */
    names: names(300),
    items: z.array(prose(100)).min(1).max(100).exactOptional(),
    purpose: z.strictObject({ code, text: prose(300) }),
    legalBasis: prose(300),
    scenario: prose(500).exactOptional(),
    /** The duty that needs it, of who asks. */
    duty: ownedId.exactOptional(),
  })
  .refine(({ items = [] }) => new Set(items).size === items.length, {
    path: ['items'],
    message: 'must not repeat',
  });
export type DemandInput = z.infer<typeof demandInput>;

/** `demand:meet`: the published entry that meets it. */
export const listingInput = z.strictObject({ id: identifier, resource: ownedId });

/** `demand:refuse` */
export const demandRefusal = z
  .strictObject({
    id: identifier,
    ground: z.enum(DEMAND_REFUSALS),
    reason: prose(500),
    /** `held-by-another`: who. */
    holder: mspId.exactOptional(),
  })
  .refine(({ ground, holder }) => (ground === 'held-by-another') === (holder !== undefined), {
    path: ['holder'],
    message: 'goes with held-by-another',
  });
export type DemandRefusal = z.infer<typeof demandRefusal>;

export interface Demand {
  readonly type: 'demand';
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  readonly names: Names;
  readonly items?: readonly string[];
  readonly purpose: { readonly code: string; readonly text: string };
  readonly legalBasis: string;
  readonly scenario?: string;
  readonly duty?: string;
  readonly state: (typeof DEMAND_STATES)[number];
  /** Until when it is to be listed; absent where no profile says so. */
  readonly dueAt?: string;
  /** `listed`: the entry. */
  readonly resource?: string;
  readonly refusal?: Omit<DemandRefusal, 'id'>;
  readonly stated: Stamp;
  /** Listed, refused or withdrawn. */
  readonly closed?: Stamp;
  readonly changed: Stamp;
}

/** @throws DomainError `CONFLICT_OF_INTEREST`, `NOT_OWNER` */
export function stated(input: DemandInput, stamp: Stamp): Demand {
  ensure(input.provider !== stamp.by, 'CONFLICT_OF_INTEREST', 'Nobody demands data of itself.');
  const own = input.duty === undefined || ownerOf(input.duty) === stamp.by;
  ensure(own, 'NOT_OWNER', 'duty: must be of who asks.');
  return { type: 'demand', ...input, consumer: stamp.by, state: 'open', stated: stamp, changed: stamp };
}

/** @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function listed(demand: Demand, resource: string, stamp: Stamp): Demand {
  ensureAsked(demand, stamp);
  ensure(ownerOf(resource) === stamp.by, 'NOT_OWNER', 'resource: it is another provider’s.');
  return { ...demand, state: 'listed', resource, closed: stamp, changed: stamp };
}

/** @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function refused(demand: Demand, refusal: DemandRefusal, stamp: Stamp): Demand {
  ensureAsked(demand, stamp);
  return { ...demand, state: 'refused', refusal: without(refusal, 'id'), closed: stamp, changed: stamp };
}

/** @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function demandWithdrawn(demand: Demand, stamp: Stamp): Demand {
  ensure(demand.consumer === stamp.by, 'NOT_OWNER', 'Another organisation stated it.');
  ensureDemandOpen(demand);
  return { ...demand, state: 'withdrawn', closed: stamp, changed: stamp };
}

function ensureAsked(demand: Demand, stamp: Stamp): void {
  ensure(demand.provider === stamp.by, 'NOT_OWNER', 'It is demanded of another provider.');
  ensureDemandOpen(demand);
}

function ensureDemandOpen({ state }: Demand): void {
  ensure(state === 'open', 'INVALID_STATE', 'The demand is {state}.', { state });
}
