// SPDX-License-Identifier: Apache-2.0
/** The life of a grant: active ⇄ suspended → revoked or expired; a standing one may be renewed. */
import { z } from 'zod';
import { digestOf } from '../encoding/digest';
import { ensure } from '../errors';
import { ensureGrows, MOST_ENTRIES } from '../growing-lists';
import type {
  AccessRequest,
  Grant,
  GrantChange,
  Purpose,
  StatusChange,
  Terms,
  TermsChange,
  Widening,
} from './grant-records';
import { standingAt } from './grant-standing';
import type { Stamp } from '../records';
import { MAX_PERIOD_MS } from './request-input';
import { count, identifier, instant, prose, sha256Hex, sortedSet } from '../text/schema';
import { DAY_MS, formatInstant, parseDay, parseInstant } from '../calendar/time';

/** `grant:renew`: the new end of the period. */
export const renewalInput = z.strictObject({ id: identifier, to: instant });

/** `grant:resume`, `grant:revoke`, `grant:contestDelivery`, `grant:contestRectification` */
export const statusInput = z.strictObject({ id: identifier, reason: prose(500) });

const MAX_WORKING_DAYS = 250;

/** `grant:suspend`. `rectifyWithin`: working days in which the consumer has to mend what is wrong. */
export const suspensionInput = z.strictObject({
  id: identifier,
  reason: prose(500),
  rectifyWithin: count(MAX_WORKING_DAYS).exactOptional(),
});

const MAX_DOCUMENTS = 64;

/** `grant:rectify` */
export const declarationInput = z.strictObject({
  id: identifier,
  text: prose(1000),
  evidence: sortedSet(sha256Hex, MAX_DOCUMENTS).exactOptional(),
});

/** SHA-256 of the canonical JSON (RFC 8785) of `{id, terms}`, lower-case hex. */
export function grantHash(id: string, terms: Terms): string {
  return digestOf({ id, terms });
}

/**
 * The grant of a request. It holds from now on, or from the day of the earlier agreement that it records.
 * @throws DomainError `CONDITION_NOT_MET` when its period is over before it starts to hold
 */
export function granted({ id, terms, recordKeyHash }: AccessRequest, stamp: Stamp): Grant {
  const effective =
    terms.agreedOn === undefined ? stamp.at : formatInstant(parseDay(terms.agreedOn) * DAY_MS);
  const inTime = parseInstant(effective) < parseInstant(terms.period.to);
  ensure(inTime, 'CONDITION_NOT_MET', 'The period asked for is over.');
  const change = termsChange('granted', id, terms, effective, stamp);
  return {
    type: 'grant',
    id,
    terms,
    hash: change.hash,
    ...(recordKeyHash !== undefined && { recordKeyHash }),
    state: 'active',
    history: [change],
    changed: stamp,
  };
}

/**
 * A standing grant goes on to a later end, for the resource version that is current now.
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` when it is not standing, `INVALID_ARGUMENT` for the end,
 *   `LIMIT_REACHED`
 */
export function renewed(grant: Grant, to: string, resourceVersion: number, stamp: Stamp): Grant {
  const effective = effectiveAt(grant, stamp);
  ensure(grant.terms.standing, 'CONDITION_NOT_MET', 'The grant is not a standing one: ask anew.');
  ensureRuns(grant, effective);
  ensure(grant.state === 'active', 'INVALID_STATE', 'The grant is suspended.');
  ensureLater(grant.terms.period.to, to, effective);
  ensureRoomFor(grant, stamp);
  const terms = { ...grant.terms, resourceVersion, period: { ...grant.terms.period, to } };
  const change = termsChange('renewed', grant.id, terms, formatInstant(effective), stamp);
  return { ...grant, terms, hash: change.hash, history: [...grant.history, change], changed: stamp };
}

/**
 * The grant with what its provider agreed to add, for the resource version that is current now.
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` where the terms hold part of it already, `LIMIT_REACHED`
 */
export function varied(
  grant: Grant,
  {
    id,
    adds,
    resourceVersion,
  }: { readonly id: string; readonly adds: Widening; readonly resourceVersion: number },
  stamp: Stamp,
): Grant {
  const effective = effectiveAt(grant, stamp);
  ensureRuns(grant, effective);
  ensureRoomFor(grant, stamp);
  const terms = { ...widened(grant.terms, adds), resourceVersion };
  const change = {
    ...termsChange('varied', grant.id, terms, formatInstant(effective), stamp),
    variation: id,
    added: adds,
  };
  return { ...grant, terms, hash: change.hash, history: [...grant.history, change], changed: stamp };
}

const codesOf = (purposes: readonly Purpose[]): string[] => purposes.map(({ code }) => code);

/** @throws DomainError `CONDITION_NOT_MET` where the terms hold part of it already */
export function widened(terms: Terms, { items, systems, purposes, thirdParties }: Widening): Terms {
  const all = [...(terms.purposes ?? []), ...(purposes ?? [])];
  const known = new Set([terms.purpose.code, ...codesOf(terms.purposes ?? [])]);
  const isNew = !codesOf(purposes ?? []).some((code) => known.has(code));
  ensure(isNew, 'CONDITION_NOT_MET', 'purposes: the terms hold one of them already.');
  const parties = union('thirdParties', terms.thirdParties ?? [], thirdParties);
  return {
    ...terms,
    items: union('items', terms.items, items),
    systems: union('systems', terms.systems, systems),
    ...(all.length > 0 && { purposes: all }),
    ...(parties.length > 0 && { thirdParties: parties }),
  };
}

function union(field: string, old: readonly string[], added: readonly string[] = []): string[] {
  const isNew = !added.some((name) => old.includes(name));
  ensure(isNew, 'CONDITION_NOT_MET', '{field}: the terms hold one of them already.', { field });
  return [...old, ...added].sort();
}

/** Why a grant stops or starts to hold: a reason, the dispute that was ruled so, or the notice that took effect. */
export type Cause =
  | { readonly reason: string; readonly notice?: string; readonly unfiled?: true }
  | { readonly dispute: string };

/** @throws DomainError `INVALID_STATE`, `LIMIT_REACHED` unless a ruling suspends it */
export function suspended(grant: Grant, cause: Cause, stamp: Stamp): Grant {
  ensureRuns(grant, effectiveAt(grant, stamp));
  ensure(grant.state === 'active', 'INVALID_STATE', 'The grant is suspended already.');
  if (!('dispute' in cause)) ensureRoomFor(grant, stamp);
  return withStatus(grant, 'suspended', cause, stamp);
}

/**
 * @param byManager whether who resumes it does so as a manager, and decides no case of its own
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` where another organisation suspended it
 */
export function resumed(grant: Grant, cause: Cause, stamp: Stamp, byManager: boolean): Grant {
  ensureRuns(grant, effectiveAt(grant, stamp));
  ensure(grant.state === 'suspended', 'INVALID_STATE', 'The grant is not suspended.');
  const own = lastChange(grant).stamp.by === stamp.by;
  ensure(own || byManager, 'CONDITION_NOT_MET', 'Who suspended it resumes it, or a manager.');
  return withStatus(grant, 'resumed', cause, stamp);
}

/** Ends the grant for good, by the provider, a manager, or the consumer that gives it up. @throws `INVALID_STATE` */
export function revoked(grant: Grant, cause: Cause, stamp: Stamp): Grant {
  ensureRuns(grant, effectiveAt(grant, stamp));
  return withStatus(grant, 'revoked', cause, stamp);
}

/** Records that the period is over. @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` before its end */
export function expired(grant: Grant, stamp: Stamp): Grant {
  const open = grant.state === 'active' || grant.state === 'suspended';
  ensure(open, 'INVALID_STATE', 'The grant is {state}.', { state: grant.state });
  const { to } = grant.terms.period;
  ensure(parseInstant(stamp.at) >= parseInstant(to), 'CONDITION_NOT_MET', 'The period is not over.');
  const change: StatusChange = { action: 'expired', effective: to, stamp };
  return { ...grant, state: 'expired', history: [...grant.history, change], changed: stamp };
}

/** The dispute whose ruling holds the grant up now; undefined where none does, or the grant has ended. */
export function ruledOn(grant: Grant, stamp: Stamp): string | undefined {
  if (grant.state !== 'suspended' || isOver(grant, effectiveAt(grant, stamp))) return undefined;
  const last = lastChange(grant);
  return 'dispute' in last ? last.dispute : undefined;
}

/** Whether the grant has ended for good as of a time. */
export function isOver(grant: Grant, atMs: number): boolean {
  const standing = standingAt(grant, atMs);
  return standing === 'revoked' || standing === 'expired';
}

function withStatus(
  grant: Grant,
  action: 'suspended' | 'resumed' | 'revoked',
  cause: Cause,
  stamp: Stamp,
): Grant {
  const effective = formatInstant(effectiveAt(grant, stamp));
  const state = action === 'resumed' ? 'active' : action;
  const change: StatusChange = { action, ...cause, effective, stamp };
  return { ...grant, state, history: [...grant.history, change], changed: stamp };
}

function termsChange(
  action: TermsChange['action'],
  id: string,
  terms: Terms,
  effective: string,
  stamp: Stamp,
): TermsChange {
  const { resourceVersion, period } = terms;
  return { action, resourceVersion, period, hash: grantHash(id, terms), effective, stamp };
}

const lastChange = ({ history }: Grant): GrantChange => history.at(-1) ?? history[0];

/** A client's clock may be minutes behind another's: a change never takes effect before the one it follows. */
function effectiveAt(grant: Grant, { at }: Stamp): number {
  return Math.max(parseInstant(at), parseInstant(lastChange(grant).effective));
}

function ensureRuns(grant: Grant, atMs: number): void {
  ensure(!isOver(grant, atMs), 'INVALID_STATE', 'The grant is revoked, or its period is over.');
}

/** Whoever begins something; what lifts or ends it needs no room. @throws DomainError `LIMIT_REACHED` */
function ensureRoomFor({ terms, history }: Grant, { by }: Stamp): void {
  const isParty = by === terms.provider || by === terms.consumer;
  ensureGrows(history.length, isParty ? MOST_ENTRIES.history : MOST_ENTRIES.historyOfManagers);
}

function ensureLater(end: string, to: string, nowMs: number): void {
  const newEnd = parseInstant(to);
  ensure(newEnd > parseInstant(end), 'INVALID_ARGUMENT', 'to: must be later than the present end.');
  ensure(newEnd - nowMs <= MAX_PERIOD_MS, 'INVALID_ARGUMENT', 'to: must not be more than ten years away.');
}
