// SPDX-License-Identifier: Apache-2.0
/** The life of an obligation: open → met, or fallen away. What is late follows from its times; nothing is written for it. */
import { z } from 'zod';
import { ensure } from '../errors';
import { ensureDeclarable } from '../growing-lists';
import type { ObjectType } from '../names';
import type { ObligationKind, Policy, Stamp, WorkingCalendar } from '../records';
import { count, prose, screened } from '../text/schema';
import { formatInstant, parseInstant } from '../calendar/time';
import { dueAt, extendedTo, resumedDue } from '../calendar/working-days';
import type { EndReason, Extension, Obligation, ObligationBasis } from './obligation-records';
import { ruleOf } from './profile';

export const obligationId = screened(
  '[a-z][a-z-]{0,31}~[A-Za-z0-9][A-Za-z0-9._:~-]{0,199}',
  'must be the id of an obligation',
);

/** `obligation:askExtension` */
export const extensionInput = z.strictObject({ id: obligationId, days: count(250), reason: prose(500) });

/** `obligation:answerExtension`: a refusal needs a reason. */
export const extensionAnswer = z.discriminatedUnion('approved', [
  z.strictObject({ id: obligationId, approved: z.literal(true), reason: prose(500).exactOptional() }),
  z.strictObject({ id: obligationId, approved: z.literal(false), reason: prose(500) }),
]);
export type ExtensionAnswer = z.infer<typeof extensionAnswer>;

export const idOf = (kind: ObligationKind, subject: string): string => `${kind}~${subject}`;

/** What is to be owed. */
export interface Owing {
  readonly kind: ObligationKind;
  /** Tells apart what is owed of one kind. */
  readonly subject: string;
  /** MSP id; absent: any organisation with the role that the rule names. */
  readonly owedBy?: string;
  readonly owedTo?: string;
  readonly cause: { readonly type: ObjectType; readonly id: string };
  readonly grant?: string;
  readonly resource?: string;
  /** Where it is owed under another article than the rule's. */
  readonly article?: string;
  /** Where another clock says until when. */
  readonly dueAt?: string;
  /** Since when it is owed, where that was before it is written. */
  readonly startedAt?: string;
}

/** @returns undefined where the policy's profile knows no such obligation */
export function opened(owing: Owing, policy: Policy, stamp: Stamp): Obligation | undefined {
  const { kind, subject, cause, ...rest } = owing;
  const rule = ruleOf(kind, policy);
  if (!rule) return undefined;
  const due = dueAt(parseInstant(owing.startedAt ?? stamp.at), rule.workingDays, policy.calendar);
  return {
    type: 'obligation',
    id: idOf(kind, subject),
    kind,
    profile: policy.profile ?? 'generic',
    ...(rule.article !== undefined && { article: rule.article }),
    ...(owing.owedBy === undefined && rule.owedBy === 'manager' && { owedByRole: 'manager' as const }),
    cause: { ...cause, tx: stamp.tx },
    policyVersion: policy.version,
    startedAt: stamp.at,
    dueAt: formatInstant(due),
    state: 'open',
    changed: stamp,
    ...rest,
  };
}

/** Done, late or not, by whoever does it. What is over already stays as it is. @throws DomainError `LIMIT_REACHED` for a declaration */
export function met(obligation: Obligation, basis: ObligationBasis, stamp: Stamp): Obligation {
  if (obligation.state !== 'open') return obligation;
  if (basis === 'declared') ensureDeclarable(obligation);
  const late = isAfter(obligation.pausedAt ?? stamp.at, obligation.dueAt);
  const { at, tx, by } = stamp;
  const owedBy = obligation.owedBy ?? by;
  return { ...obligation, owedBy, state: 'met', met: { at, tx, by, late, basis }, changed: stamp };
}

/**
 * A use of what was to come shows that it came: what is open is met, and what was declared is no longer anybody's word, so that
 * who has used it does not deny it afterwards. When it was declared, and whether that was late, stays.
 */
export function shownByUse(obligation: Obligation, stamp: Stamp): Obligation {
  const { met: done } = obligation;
  if (done?.basis !== 'declared') return met(obligation, 'use', stamp);
  return { ...obligation, met: { ...done, basis: 'use' }, changed: stamp };
}

/** Nothing is owed any more: `missed` when it was due before. */
export function ended(obligation: Obligation, reason: EndReason, stamp: Stamp): Obligation {
  if (obligation.state !== 'open') return obligation;
  const late = isAfter(obligation.pausedAt ?? stamp.at, obligation.dueAt);
  return { ...obligation, state: late ? 'missed' : 'void', ended: { reason, stamp }, changed: stamp };
}

/** It can no longer be done: missed, whenever that was to be. */
export const neverMet = (obligation: Obligation, reason: EndReason, stamp: Stamp): Obligation =>
  obligation.state === 'open'
    ? { ...obligation, state: 'missed', ended: { reason, stamp }, changed: stamp }
    : obligation;

/** The clock stands still. */
export const paused = (obligation: Obligation, stamp: Stamp): Obligation =>
  obligation.state === 'open' ? { ...obligation, pausedAt: stamp.at, changed: stamp } : obligation;

/** The clock goes on. */
export function goesOn(
  { pausedAt, ...obligation }: Obligation,
  calendar: WorkingCalendar,
  stamp: Stamp,
): Obligation {
  if (pausedAt === undefined) return obligation;
  const due = resumedDue(obligation.dueAt, pausedAt, stamp.at, calendar);
  return { ...obligation, dueAt: due, changed: stamp };
}

/**
 * @param allowed working days by which the policy lets it be extended; undefined: not at all
 * @throws DomainError `INVALID_STATE` once it is over or was asked before, `CONDITION_NOT_MET` after it was due
 */
export function extensionAsked(
  obligation: Obligation,
  { days, reason }: Pick<Extension, 'days' | 'reason'>,
  allowed: number | undefined,
  stamp: Stamp,
): Obligation {
  ensureOpen(obligation);
  ensure(obligation.extension === undefined, 'INVALID_STATE', 'An extension was asked for before.');
  ensure(allowed !== undefined, 'CONDITION_NOT_MET', 'What is owed is not extended.');
  ensure(days <= allowed, 'CONDITION_NOT_MET', 'days: at most {most}.', { most: allowed });
  const inTime = !isAfter(obligation.pausedAt ?? stamp.at, obligation.dueAt);
  ensure(inTime, 'CONDITION_NOT_MET', 'It is overdue: more time is asked for before.');
  return { ...obligation, extension: { days, reason, asked: stamp }, changed: stamp };
}

/** @throws DomainError `INVALID_STATE` where nothing waits for an answer */
export function extensionAnswered(
  obligation: Obligation,
  { approved, reason }: Omit<ExtensionAnswer, 'id'>,
  calendar: WorkingCalendar,
  stamp: Stamp,
): Obligation {
  ensureOpen(obligation);
  const { extension } = obligation;
  const waits = extension !== undefined && extension.answer === undefined;
  ensure(waits, 'INVALID_STATE', 'No extension waits for an answer.');
  const answer = { approved, ...(reason !== undefined && { reason }), stamp };
  const due = approved ? extendedTo(obligation.dueAt, extension.days, calendar) : obligation.dueAt;
  return { ...obligation, dueAt: due, extension: { ...extension, answer }, changed: stamp };
}

/** Who is owed says that what was declared is so. @throws DomainError `INVALID_STATE` */
export function confirmed(obligation: Obligation, stamp: Stamp): Obligation {
  const { met: done } = ensureDeclared(obligation);
  return { ...obligation, met: { ...done, basis: 'confirmed' }, changed: stamp };
}

/**
 * Who is owed says that what was declared is not so: it is owed as before. The clock stood still while who is owed it looked, so that
 * nobody is made late by another's silence.
 * @throws DomainError `INVALID_STATE`
 */
export function contested(
  obligation: Obligation,
  reason: string,
  calendar: WorkingCalendar,
  stamp: Stamp,
): Obligation {
  const { met: done, ...open } = ensureDeclared(obligation);
  const objection = { declaredAt: done.at, reason, stamp };
  return {
    ...open,
    state: 'open',
    dueAt: resumedDue(open.dueAt, done.at, stamp.at, calendar),
    contested: [...(obligation.contested ?? []), objection],
    changed: stamp,
  };
}

type Declared = Obligation & { readonly met: NonNullable<Obligation['met']> };

function ensureDeclared(obligation: Obligation): Declared {
  const { met: done } = obligation;
  ensure(done?.basis === 'declared', 'INVALID_STATE', 'Nothing is declared that waits to be confirmed.');
  return { ...obligation, met: done };
}

/** @throws DomainError `INVALID_STATE` */
export function ensureOpen({ state }: Obligation): void {
  ensure(state === 'open', 'INVALID_STATE', 'The obligation is {state}.', { state });
}

export const OBLIGATION_STANDINGS = [
  'open',
  'paused',
  'overdue',
  'met',
  'met-late',
  'missed',
  'void',
] as const;
export type ObligationStanding = (typeof OBLIGATION_STANDINGS)[number];

/** How an obligation stands as of a time, milliseconds since 1970. */
export function standingOf(
  { state, met: done, dueAt: due, pausedAt }: Pick<Obligation, 'state' | 'met' | 'dueAt' | 'pausedAt'>,
  nowMs: number,
): ObligationStanding {
  if (state === 'met') return done?.late === true ? 'met-late' : 'met';
  if (state !== 'open') return state;
  if (pausedAt !== undefined) return isAfter(pausedAt, due) ? 'overdue' : 'paused';
  return nowMs > parseInstant(due) ? 'overdue' : 'open';
}

const isAfter = (at: string, due: string): boolean => parseInstant(at) > parseInstant(due);
