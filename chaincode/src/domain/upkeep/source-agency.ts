// SPDX-License-Identifier: Apache-2.0
/** Source agencies 数源部门: who answers for data that several collect, and what the others owe it. */
import { z } from 'zod';
import type { ResourceVersion } from '../catalogue/resource-records';
import { ensure } from '../errors';
import { ensureDeclarable } from '../growing-lists';
import { ownerOf } from '../members/owned';
import type { Names, Stamp } from '../records';
import { code, identifier, mspId, names, newIdentifier, ownedId, prose, sortedSet } from '../text/schema';
import { without } from '../without';

export const SOURCE_STATES = ['in-force', 'ended'] as const;
export const SOURCE_UPDATE_STATES = ['asked', 'declared', 'confirmed'] as const;

const MOST = 100;

/** Items of an entry; absent: all of them. */
export const sourceItems = z.strictObject({ resource: ownedId, items: sortedSet(code, 500).exactOptional() });

/** `source:designate`: a subject, who answers for it, who else collects it, and where it stands in the catalogue. */
export const designationInput = z
  .strictObject({
    id: newIdentifier,
    names: names(100),
    agency: mspId,
    collectors: sortedSet(mspId, MOST),
    items: z.array(sourceItems).min(1).max(MOST),
    basis: prose(500),
  })
  .refine(({ agency, collectors }) => !collectors.includes(agency), {
    path: ['collectors'],
    message: 'must be others than the agency',
  })
  .refine(({ items }) => new Set(items.map(({ resource }) => resource)).size === items.length, {
    path: ['items'],
    message: 'must not repeat',
  });
export type DesignationInput = z.infer<typeof designationInput>;

/** `source:end`, `source:contestUpdate` */
export const reasonInput = z.strictObject({ id: identifier, reason: prose(500) });

/** `source:askUpdate`: by the agency, of one of the collectors. */
export const askInput = z.strictObject({
  id: newIdentifier,
  source: identifier,
  collector: mspId,
  text: prose(500),
});

/** `source:declareUpdate` */
export const declareInput = z.strictObject({ id: identifier, text: prose(500) });

export interface SourceAgency {
  readonly type: 'source-agency';
  readonly id: string;
  /** The subject. */
  readonly names: Names;
  readonly organisation: string;
  /** MSP ids, sorted. */
  readonly collectors: readonly string[];
  readonly items: readonly { readonly resource: string; readonly items?: readonly string[] }[];
  readonly basis: string;
  readonly state: (typeof SOURCE_STATES)[number];
  readonly designated: Stamp;
  readonly ending?: { readonly reason: string; readonly stamp: Stamp };
  readonly changed: Stamp;
}

/** What the agency asked a collector to bring up to date. */
export interface SourceUpdate {
  readonly type: 'source-update';
  readonly id: string;
  readonly source: string;
  readonly agency: string;
  /** The collector, who owes it. */
  readonly organisation: string;
  readonly text: string;
  readonly state: (typeof SOURCE_UPDATE_STATES)[number];
  readonly dueAt?: string;
  readonly declaration?: { readonly text: string; readonly stamp: Stamp };
  readonly contested?: readonly {
    readonly declaration: { readonly text: string; readonly stamp: Stamp };
    readonly reason: string;
    readonly stamp: Stamp;
  }[];
  readonly asked: Stamp;
  readonly changed: Stamp;
}

export function designated({ agency, ...input }: DesignationInput, stamp: Stamp): SourceAgency {
  return {
    type: 'source-agency',
    ...input,
    organisation: agency,
    state: 'in-force',
    designated: stamp,
    changed: stamp,
  };
}

/** An entry of the subject is the agency's or a collector's and holds the items. @throws DomainError `CONDITION_NOT_MET` */
export function ensureOfSubject(
  { agency, collectors }: Pick<DesignationInput, 'agency' | 'collectors'>,
  { resource, items = [] }: DesignationInput['items'][number],
  { content }: ResourceVersion,
): void {
  const owner = ownerOf(resource);
  const isTheirs = owner === agency || collectors.includes(owner);
  ensure(isTheirs, 'CONDITION_NOT_MET', 'items: an entry is neither the agency’s nor a collector’s.');
  const held = new Set(content.items.map((item) => item.code));
  const holds = items.every((item) => held.has(item));
  ensure(holds, 'CONDITION_NOT_MET', 'items: an entry does not hold all of them.');
}

/** @throws DomainError `INVALID_STATE` */
export function ensureInForce({ state }: SourceAgency): void {
  ensure(state === 'in-force', 'INVALID_STATE', 'The designation has ended.');
}

export function endedSource(source: SourceAgency, reason: string, stamp: Stamp): SourceAgency {
  ensureInForce(source);
  return { ...source, state: 'ended', ending: { reason, stamp }, changed: stamp };
}

/** @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `CONDITION_NOT_MET` */
export function updateAsked(
  source: SourceAgency,
  { id, collector, text }: z.infer<typeof askInput>,
  stamp: Stamp,
): SourceUpdate {
  ensure(source.organisation === stamp.by, 'NOT_OWNER', 'Another organisation is the source agency.');
  ensureInForce(source);
  const collects = source.collectors.includes(collector);
  ensure(collects, 'CONDITION_NOT_MET', 'collector: it is none of the subject’s.');
  return {
    type: 'source-update',
    id,
    source: source.id,
    agency: source.organisation,
    organisation: collector,
    text,
    state: 'asked',
    asked: stamp,
    changed: stamp,
  };
}

/** By the collector. @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `LIMIT_REACHED` */
export function updateDeclared(update: SourceUpdate, text: string, stamp: Stamp): SourceUpdate {
  ensure(update.organisation === stamp.by, 'NOT_OWNER', 'Another organisation was asked.');
  ensure(update.state === 'asked', 'INVALID_STATE', 'The update is {state}.', { state: update.state });
  ensureDeclarable(update);
  return { ...update, state: 'declared', declaration: { text, stamp }, changed: stamp };
}

/** By the agency. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function updateConfirmed(update: SourceUpdate, stamp: Stamp): SourceUpdate {
  declarationOf(update, stamp);
  return { ...update, state: 'confirmed', changed: stamp };
}

/** By the agency: owed as before. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function sourceUpdateContested(update: SourceUpdate, reason: string, stamp: Stamp): SourceUpdate {
  const objection = { declaration: declarationOf(update, stamp), reason, stamp };
  return {
    ...without(update, 'declaration'),
    state: 'asked',
    contested: [...(update.contested ?? []), objection],
    changed: stamp,
  };
}

function declarationOf(
  { agency, state, declaration }: SourceUpdate,
  stamp: Stamp,
): NonNullable<SourceUpdate['declaration']> {
  ensure(agency === stamp.by, 'NOT_OWNER', 'Another organisation asked for it.');
  ensure(state === 'declared' && declaration !== undefined, 'INVALID_STATE', 'Nothing is declared.');
  return declaration;
}
