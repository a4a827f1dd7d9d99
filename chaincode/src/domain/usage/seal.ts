// SPDX-License-Identifier: Apache-2.0
/**
 * Sealed uses: what is committed to, who may seal and until when, and whether what is disclosed is what was sealed. For the
 * contracts, for gateways that make seals, and for verifiers.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { month, months } from '../calendar/month';
import { DAY_MS, parseInstant } from '../calendar/time';
import { DomainError, ensure } from '../errors';
import type { Policy, Stamp } from '../records';
import { instant, sha256Hex, uuid } from '../text/schema';
import { exchangeText } from './exchange';
import { CLOCK_TOLERANCE_MS } from './judge';
import { leafLine, type ReadLeaf } from './leaf-line';
import type { Seal, SealedMonth } from './seal-records';
import { SIDES, type Leaf, type Side } from './usage-records';

export const SEAL_LIMITS = {
  /** Of one call. */
  seals: 100,
  /** Of an organisation, a month and a side: a closing looks at each. */
  inMonth: 1000,
} as const;

const sealInput = z.strictObject({
  id: uuid,
  side: z.enum(SIDES),
  period: month,
  seal: sha256Hex,
  exchange: sha256Hex,
});
export type SealInput = z.infer<typeof sealInput>;

/** `seal:commit` */
export const sealingInput = z.strictObject({
  seals: z.array(sealInput).min(1).max(SEAL_LIMITS.seals),
  discloseBy: instant,
});
export type SealingInput = z.infer<typeof sealingInput>;

/** What a seal commits to. @param salt 32 bytes, base64url. @throws DomainError `INVALID_ARGUMENT` for what states no exchange */
export function sealOf(leaf: Leaf, salt: string): Pick<Seal, 'seal' | 'exchange'> {
  const text = exchangeText(leaf);
  if (text === undefined)
    throw new DomainError('INVALID_ARGUMENT', 'kind: only a use or a denied attempt is sealed.');
  return { seal: salted(leafLine({ ...leaf, salt: undefined }), salt), exchange: salted(text, salt) };
}

const salted = (text: string, salt: string): string =>
  createHash('sha256').update(text, 'utf8').update(Buffer.from(salt, 'base64url')).digest('hex');

/**
 * @throws DomainError `CONDITION_NOT_MET` where the policy lets the organisation seal nothing, or not until then, or where a
 *   month lies ahead
 */
export function ensureMaySeal(
  organisation: string,
  { seals, discloseBy }: SealingInput,
  { sealing, calendar }: Policy,
  nowMs: number,
): void {
  const isAllowed = sealing?.organisations.includes(organisation) === true;
  ensure(isAllowed, 'CONDITION_NOT_MET', 'The policy does not let the organisation seal uses.');
  const untilMs = parseInstant(discloseBy);
  ensure(untilMs > nowMs, 'CONDITION_NOT_MET', 'discloseBy: must lie ahead.');
  const latest = nowMs + sealing.days * DAY_MS;
  ensure(untilMs <= latest, 'CONDITION_NOT_MET', 'discloseBy: at most {days} days ahead.', {
    days: sealing.days,
  });
  const present = months(calendar.utcOffsetMinutes)(nowMs + CLOCK_TOLERANCE_MS);
  const isPast = seals.every(({ period }) => period <= present);
  ensure(isPast, 'CONDITION_NOT_MET', 'period: a use that is to come is not sealed.');
}

export const sealed = (
  organisation: string,
  input: SealInput,
  discloseBy: string,
  { version }: Pick<Policy, 'version'>,
  stamp: Stamp,
): Seal => ({
  type: 'seal',
  organisation,
  ...input,
  discloseBy,
  policyVersion: version,
  sealed: stamp,
  state: 'sealed',
});

/** What tells apart the obligation to disclose a seal. */
export const sealSubject = ({ organisation, id }: Pick<Seal, 'organisation' | 'id'>): string =>
  `${organisation}:${id}`;

/** The list of a month with some more. @throws DomainError `LIMIT_REACHED` */
export function withSealed(month: SealedMonth, ids: readonly string[]): SealedMonth {
  const all = [...month.ids, ...ids];
  const { inMonth } = SEAL_LIMITS;
  const fits = all.length <= inMonth;
  ensure(fits, 'LIMIT_REACHED', 'At most {most} uses of a month are sealed on a side.', { most: inMonth });
  return { ...month, ids: all };
}

export const emptyMonth = (organisation: string, period: string, side: Side): SealedMonth => ({
  type: 'sealed-month',
  organisation,
  period,
  side,
  ids: [],
});

/** Where a leaf was disclosed. */
export interface DisclosedAt {
  readonly journal: string;
  readonly sequence: number;
}

/**
 * The seal once its leaf is disclosed.
 * @param policy under which it was sealed
 * @throws DomainError `INVALID_STATE` where it was before, `SEAL_MISMATCH` where the leaf is not what was sealed
 */
export function disclosed(
  seal: Seal,
  { leaf, atMs }: ReadLeaf,
  { calendar }: Pick<Policy, 'calendar'>,
  place: DisclosedAt,
  stamp: Stamp,
): Seal {
  ensure(seal.state === 'sealed', 'INVALID_STATE', 'The use was disclosed before.');
  ensureSealed(seal, leaf, months(calendar.utcOffsetMinutes)(atMs));
  const { journal, sequence } = place;
  const late = parseInstant(stamp.at) > parseInstant(seal.discloseBy);
  return { ...seal, state: 'disclosed', disclosed: { ...stamp, journal, sequence, late } };
}

/** @param period local month of the leaf. @throws DomainError `SEAL_MISMATCH` */
export function ensureSealed(
  seal: Pick<Seal, 'side' | 'period' | 'seal' | 'exchange'>,
  leaf: Leaf,
  period: string,
): void {
  const made = sealOf(leaf, leaf.salt ?? '');
  const isSame =
    made.seal === seal.seal &&
    made.exchange === seal.exchange &&
    leaf.side === seal.side &&
    period === seal.period;
  ensure(isSame, 'SEAL_MISMATCH', 'The use is not the one that was sealed.');
}

/** How a sealed use stands as of a time, milliseconds since 1970. */
export const SEAL_STANDINGS = ['sealed', 'overdue', 'disclosed', 'disclosed-late'] as const;
export type SealStanding = (typeof SEAL_STANDINGS)[number];

export function sealStanding(
  { discloseBy, disclosed: done }: Pick<Seal, 'discloseBy' | 'disclosed'>,
  nowMs: number,
): SealStanding {
  if (done) return done.late ? 'disclosed-late' : 'disclosed';
  return nowMs > parseInstant(discloseBy) ? 'overdue' : 'sealed';
}
