// SPDX-License-Identifier: Apache-2.0
/** What becomes of copies when their grant ends: disposed of as the provider asks, declared, confirmed or contested. */
import { z } from 'zod';
import { ensure } from '../errors';
import { ensureDeclarable } from '../growing-lists';
import type { Stamp, WorkingCalendar } from '../records';
import type { Grant } from '../sharing/grant-records';
import { day, identifier, prose, sha256Hex } from '../text/schema';
import { contractorsWords, type ContractorsWords } from './contractor';
import { without } from '../without';
import { localDay, parseDay, parseInstant } from '../calendar/time';

export const DISPOSAL_METHODS = ['destroy', 'return', 'seal', 'anonymise'] as const;
const method = z.enum(DISPOSAL_METHODS);

/** `disposal:instruct` */
export const instructionInput = z.strictObject({
  grant: identifier,
  method,
  text: prose(1000).exactOptional(),
});

/** `disposal:declare`. `digest`: of the record of disposal; `on`: the day on which it was done. */
export const disposalInput = z.strictObject({
  grant: identifier,
  method,
  digest: sha256Hex,
  on: day,
  text: prose(1000).exactOptional(),
  contractors: contractorsWords.exactOptional(),
});
export type DisposalInput = z.infer<typeof disposalInput>;

/** `disposal:contest` */
export const disposalObjection = z.strictObject({ grant: identifier, reason: prose(500) });

export const DISPOSAL_STATES = ['owed', 'declared', 'confirmed'] as const;

export interface DisposalDeclaration {
  readonly method: (typeof DISPOSAL_METHODS)[number];
  readonly digest: string;
  readonly on: string;
  readonly text?: string;
  /** Of whom the reports on the grant name. */
  readonly contractors?: ContractorsWords;
  readonly stamp: Stamp;
}

/** Of a grant of copies that has ended. Key: [grant]. */
export interface Disposal {
  readonly type: 'disposal';
  readonly grant: string;
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  /** `declared`: only the consumer's word. */
  readonly state: (typeof DISPOSAL_STATES)[number];
  readonly dueAt?: string;
  /** As the provider asks; absent: as the consumer sees fit. */
  readonly instruction?: {
    readonly method: (typeof DISPOSAL_METHODS)[number];
    readonly text?: string;
    readonly stamp: Stamp;
  };
  readonly declaration?: DisposalDeclaration;
  /** Declared and found untrue, oldest first. */
  readonly contested?: readonly {
    readonly declaration: DisposalDeclaration;
    readonly reason: string;
    readonly stamp: Stamp;
  }[];
  readonly confirmed?: Stamp;
  readonly opened: Stamp;
  readonly changed: Stamp;
}

export function disposalOf({ id, terms }: Grant, dueAt: string | undefined, stamp: Stamp): Disposal {
  const { resource, provider, consumer } = terms;
  return {
    type: 'disposal',
    grant: id,
    resource,
    provider,
    consumer,
    state: 'owed',
    ...(dueAt !== undefined && { dueAt }),
    opened: stamp,
    changed: stamp,
  };
}

/** By the provider, until it is declared. @throws DomainError `NOT_PARTY`, `INVALID_STATE` */
export function instructed(
  disposal: Disposal,
  { method: how, text }: Omit<z.infer<typeof instructionInput>, 'grant'>,
  stamp: Stamp,
): Disposal {
  ensureProvider(disposal, stamp);
  ensureState(disposal, 'owed');
  const instruction = { method: how, ...(text !== undefined && { text }), stamp };
  return { ...disposal, instruction, changed: stamp };
}

/** By the consumer. @param calendar of the policy, which says what day it is. @throws DomainError `NOT_PARTY`, `INVALID_STATE`, `INVALID_ARGUMENT` for a day to come, `CONDITION_NOT_MET` for another way than asked */
export function declared(
  disposal: Disposal,
  input: DisposalInput,
  { utcOffsetMinutes }: WorkingCalendar,
  stamp: Stamp,
): Disposal {
  ensure(disposal.consumer === stamp.by, 'NOT_PARTY', "Only for the grant's consumer.");
  ensureState(disposal, 'owed');
  const { method: how, on } = input;
  const isPast = parseDay(on) <= localDay(parseInstant(stamp.at), utcOffsetMinutes);
  ensure(isPast, 'INVALID_ARGUMENT', 'on: must not be in the future.');
  const asAsked = disposal.instruction === undefined || disposal.instruction.method === how;
  ensure(asAsked, 'CONDITION_NOT_MET', 'method: the provider asks for another.');
  ensureDeclarable(disposal);
  const declaration = { ...without(input, 'grant'), stamp };
  return { ...disposal, state: 'declared', declaration, changed: stamp };
}

/** By the provider. @throws DomainError `NOT_PARTY`, `INVALID_STATE` */
export function confirmed(disposal: Disposal, stamp: Stamp): Disposal {
  ensureProvider(disposal, stamp);
  ensureState(disposal, 'declared');
  return { ...disposal, state: 'confirmed', confirmed: stamp, changed: stamp };
}

/** By the provider: it is owed as before. @throws DomainError `NOT_PARTY`, `INVALID_STATE` */
export function contested(disposal: Disposal, reason: string, stamp: Stamp): Disposal {
  ensureProvider(disposal, stamp);
  ensureState(disposal, 'declared');
  const { declaration, ...open } = disposal;
  ensure(declaration !== undefined, 'INVALID_STATE', 'Nothing is declared.');
  const objections = [...(disposal.contested ?? []), { declaration, reason, stamp }];
  return { ...open, state: 'owed', contested: objections, changed: stamp };
}

function ensureProvider({ provider }: Disposal, { by }: Stamp): void {
  ensure(provider === by, 'NOT_PARTY', "Only for the grant's provider.");
}

function ensureState({ state }: Disposal, wanted: Disposal['state']): void {
  ensure(state === wanted, 'INVALID_STATE', 'The disposal is {state}.', { state });
}
