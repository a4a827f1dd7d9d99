// SPDX-License-Identifier: Apache-2.0
/** What makes a catalogue out of date, and that it was brought up to date: a duty that is repealed, new in its place, or changed. */
import { z } from 'zod';
import type { Resource } from '../catalogue/resource-records';
import { digestOf } from '../encoding/digest';
import { ensure } from '../errors';
import { ensureDeclarable } from '../growing-lists';
import { ownerOf } from '../members/owned';
import type { Duty, Stamp } from '../records';
import { identifier, newIdentifier, ownedId, prose, sortedSet } from '../text/schema';
import { without } from '../without';
import { parseInstant } from '../calendar/time';

/** Of these, the last two are declared. */
export const CHANGE_KINDS = ['duty-repealed', 'duty-registered', 'law-changed', 'duty-changed'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
export const DECLARED_KINDS = ['law-changed', 'duty-changed'] as const;
export const CHANGE_STATES = ['open', 'updated'] as const;

const MOST_ENTRIES = 200;

/** Ids that the ledger gives itself. */
const OWN_IDS = /^duty-(?:repealed|registered)-/;

/** `change:declare` */
export const changeInput = z.strictObject({
  id: newIdentifier.refine((id) => !OWN_IDS.test(id), 'must not begin as the ledger’s own do'),
  duty: ownedId,
  kind: z.enum(DECLARED_KINDS),
  text: prose(500),
  citation: prose(300).exactOptional(),
});
export type ChangeInput = z.infer<typeof changeInput>;

/** `change:recordUpdate`: entries that were changed, or why none had to be. */
export const updateInput = z
  .strictObject({
    id: identifier,
    entries: sortedSet(ownedId, MOST_ENTRIES).exactOptional(),
    text: prose(500).exactOptional(),
  })
  .refine(({ entries, text }) => entries !== undefined || text !== undefined, {
    path: ['entries'],
    message: 'must name entries, or say why none had to be changed',
  });
export type UpdateInput = z.infer<typeof updateInput>;

/** `change:contestUpdate` */
export const objectionInput = z.strictObject({ id: identifier, reason: prose(500) });

export interface CatalogueUpdate {
  /** Entries that were changed, sorted. */
  readonly entries?: readonly string[];
  /** Why none had to be, or what was done. */
  readonly text?: string;
  readonly stamp: Stamp;
}

export interface CatalogueChange {
  readonly type: 'catalogue-change';
  readonly id: string;
  /** Whose catalogue it is. */
  readonly organisation: string;
  readonly duty: string;
  readonly kind: ChangeKind;
  readonly text?: string;
  readonly citation?: string;
  readonly state: (typeof CHANGE_STATES)[number];
  /** Until when the catalogue is to be updated; absent where no profile says so. */
  readonly dueAt?: string;
  readonly update?: CatalogueUpdate;
  /** Updates that a manager did not accept, oldest first. */
  readonly contested?: readonly {
    readonly update: CatalogueUpdate;
    readonly reason: string;
    readonly stamp: Stamp;
  }[];
  readonly opened: Stamp;
  readonly changed: Stamp;
}

/** What follows from a duty's own end or beginning. */
export function ownChange(
  duty: Duty,
  kind: Exclude<ChangeKind, (typeof DECLARED_KINDS)[number]>,
  stamp: Stamp,
): CatalogueChange {
  const id = `${kind}-${digestOf(duty.id).slice(0, 16)}`;
  return opened({ id, duty: duty.id, kind }, stamp);
}

export function opened(
  change: Pick<CatalogueChange, 'id' | 'duty' | 'kind' | 'text' | 'citation'>,
  stamp: Stamp,
): CatalogueChange {
  return {
    type: 'catalogue-change',
    ...change,
    organisation: ownerOf(change.duty),
    state: 'open',
    opened: stamp,
    changed: stamp,
  };
}

/** @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `LIMIT_REACHED` for a word alone */
export function updated(
  change: CatalogueChange,
  { entries, text }: Omit<UpdateInput, 'id'>,
  stamp: Stamp,
): CatalogueChange {
  ensure(change.organisation === stamp.by, 'NOT_OWNER', 'It is another organisation’s catalogue.');
  ensure(change.state === 'open', 'INVALID_STATE', 'The catalogue is said to be updated.');
  // Entries that were changed end it for good.
  if (entries === undefined) ensureDeclarable(change);
  const update = { ...(entries && { entries }), ...(text !== undefined && { text }), stamp };
  return { ...change, state: 'updated', update, changed: stamp };
}

/**
 * An entry counts once it was changed after the change and is published, withdrawn, or handed in.
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensureUpdated(resource: Resource, change: CatalogueChange): void {
  const since = parseInstant(resource.changed.at) > parseInstant(change.opened.at);
  const isLeft = resource.pending !== undefined && resource.pending.state !== 'submitted';
  ensure(since && !isLeft, 'CONDITION_NOT_MET', 'entries: one of them was not changed and handed in since.');
}

/** A word alone may be doubted; entries that were changed are there. @throws DomainError `INVALID_STATE` */
export function updateContested(change: CatalogueChange, reason: string, stamp: Stamp): CatalogueChange {
  const { update, state } = change;
  ensure(state === 'updated' && update !== undefined, 'INVALID_STATE', 'No update is recorded.');
  ensure(update.entries === undefined, 'INVALID_STATE', 'Its entries were changed.');
  const objection = { update, reason, stamp };
  return {
    ...without(change, 'update'),
    state: 'open',
    contested: [...(change.contested ?? []), objection],
    changed: stamp,
  };
}
