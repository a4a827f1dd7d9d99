// SPDX-License-Identifier: Apache-2.0
/** An authority orders a member to correct what it failed, by a date, and says how that went; or criticises it before all. */
import { z } from 'zod';
import { DomainError, ensure } from '../errors';
import { liabilityItems } from '../law/liability';
import { rolesEver } from '../members/former-roles';
import type { Organisation, Policy, Stamp } from '../records';
import {
  count,
  identifier,
  mspId,
  newIdentifier,
  prose,
  screened,
  sha256Hex,
  sortedSet,
} from '../text/schema';
import { parseInstant } from '../calendar/time';
import { without } from '../without';

const MAX_ITEMS = 19;
const MAX_WORKING_DAYS = 250;
const MAX_DOCUMENTS = 64;

/** An item of the law: article and number. */
const item = screened('[1-9]\\d-[1-9]', 'must be an item of the law, as 39-4');
const rests = {
  /** Digest of the supervision report that it rests on. */
  report: sha256Hex.exactOptional(),
  document: sha256Hex.exactOptional(),
};

/** `order:issue`. `within`: working days. */
export const orderInput = z.strictObject({
  id: newIdentifier,
  organisation: mspId,
  items: sortedSet(item, MAX_ITEMS),
  text: prose(1000),
  within: count(MAX_WORKING_DAYS),
  ...rests,
});
export type OrderInput = z.infer<typeof orderInput>;

/** `order:report` */
export const complianceInput = z.strictObject({
  id: identifier,
  text: prose(1000),
  evidence: sortedSet(sha256Hex, MAX_DOCUMENTS).exactOptional(),
});

/** `order:conclude` */
export const conclusionInput = z.strictObject({ id: identifier, complied: z.boolean(), text: prose(1000) });

export const ORDER_STATES = ['issued', 'reported', 'complied', 'failed', 'withdrawn'] as const;

export interface Order {
  readonly type: 'order';
  readonly id: string;
  /** Who is to correct it. */
  readonly organisation: string;
  /** The authority. */
  readonly issuer: string;
  readonly items: readonly string[];
  readonly text: string;
  readonly report?: string;
  readonly document?: string;
  readonly state: (typeof ORDER_STATES)[number];
  readonly dueAt: string;
  /** What the member says that it has done. */
  readonly compliance?: {
    readonly text: string;
    readonly evidence?: readonly string[];
    readonly stamp: Stamp;
  };
  readonly conclusion?: { readonly complied: boolean; readonly text: string; readonly stamp: Stamp };
  readonly issued: Stamp;
  readonly changed: Stamp;
}

/**
 * Each article is of one side: a member answers for what it was, and for what it is no more.
 * @throws DomainError `CONFLICT_OF_INTEREST`; `CONDITION_NOT_MET` for an item that the law in force has not, or that is of a side on
 *   which the member never was
 */
export function ensureOrderable(
  { items }: Pick<OrderInput, 'items'>,
  organisation: Organisation,
  { profile }: Policy,
  { by }: Stamp,
): void {
  ensure(organisation.mspId !== by, 'CONFLICT_OF_INTEREST', 'Nobody orders itself.');
  const known = liabilityItems(profile);
  const holds = items.every((one) => known.some(({ item: name }) => name === one));
  ensure(holds, 'CONDITION_NOT_MET', 'items: the law of the profile has no such item.');
  const ever = rolesEver(organisation);
  const other = known.find(({ item: name, side }) => items.includes(name) && ever?.has(side) === false);
  if (other === undefined) return;
  throw new DomainError(
    'CONDITION_NOT_MET',
    'items: one of them is of a {side}, which the member never was.',
    { side: other.side },
  );
}

export function ordered(asked: OrderInput, dueAt: string, stamp: Stamp): Order {
  const input = without(asked, 'within');
  return { type: 'order', ...input, issuer: stamp.by, state: 'issued', dueAt, issued: stamp, changed: stamp };
}

/** By the member, again until it is concluded. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function complianceReported(
  order: Order,
  { text, evidence }: Omit<z.infer<typeof complianceInput>, 'id'>,
  stamp: Stamp,
): Order {
  ensure(order.organisation === stamp.by, 'NOT_OWNER', 'Another member is to correct it.');
  ensure(order.state === 'issued', 'INVALID_STATE', 'The order is {state}.', { state: order.state });
  const compliance = { text, ...(evidence && { evidence }), stamp };
  return { ...order, state: 'reported', compliance, changed: stamp };
}

/** By the authority: once it is reported, or its time is over. @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `CONDITION_NOT_MET` */
export function concluded(
  order: Order,
  { complied, text }: Omit<z.infer<typeof conclusionInput>, 'id'>,
  stamp: Stamp,
): Order {
  ensureIssuer(order, stamp);
  const isOver = parseInstant(stamp.at) > parseInstant(order.dueAt);
  const waits = order.state === 'issued' && !complied && !isOver;
  ensure(!waits, 'CONDITION_NOT_MET', 'There is time to correct it.');
  return {
    ...order,
    state: complied ? 'complied' : 'failed',
    conclusion: { complied, text, stamp },
    changed: stamp,
  };
}

/** By the authority, until it is concluded. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function orderWithdrawn(order: Order, stamp: Stamp): Order {
  ensureIssuer(order, stamp);
  return { ...order, state: 'withdrawn', changed: stamp };
}

function ensureIssuer({ issuer, state }: Order, { by }: Stamp): void {
  ensure(issuer === by, 'NOT_OWNER', 'Another authority issued it.');
  ensure(state === 'issued' || state === 'reported', 'INVALID_STATE', 'The order is {state}.', { state });
}

/** `criticism:issue`. `order`: one that was not complied with. */
export const criticismInput = z.strictObject({
  id: newIdentifier,
  organisation: mspId,
  items: sortedSet(item, MAX_ITEMS),
  text: prose(1000),
  order: identifier.exactOptional(),
  ...rests,
});
export type CriticismInput = z.infer<typeof criticismInput>;

/** A notice of criticism: every member may read it. */
export interface Criticism extends Readonly<CriticismInput> {
  readonly type: 'criticism';
  readonly issuer: string;
  readonly changed: Stamp;
}

export const criticised = (input: CriticismInput, stamp: Stamp): Criticism => ({
  type: 'criticism',
  ...input,
  issuer: stamp.by,
  changed: stamp,
});
