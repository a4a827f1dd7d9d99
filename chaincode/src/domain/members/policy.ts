// SPDX-License-Identifier: Apache-2.0
/** The rules that the manager sets on chain: deadlines, calendar, reporting time. Versions are never changed. */
import { z } from 'zod';
import { signaturePolicy } from '../acts/signature-policy';
import {
  DEADLINE_STEPS,
  DISPUTE_COURSES,
  PROFILE_NAMES,
  type DeadlineStep,
  type Limits,
  type Policy,
  type Stamp,
} from '../records';
import { extensionDays, obligationDays } from '../law/policy-days';
import { profileNamed } from '../law/profile';
import { count, day, mspId, sortedSet } from '../text/schema';
import { parseDay } from '../calendar/time';
import { isWeekend } from '../calendar/working-days';

const MAX_WORKING_DAYS = 250;
const MAX_RETENTION_YEARS = 100;
const MAX_CALENDAR_DAYS = 1000;
/** Ten years. */
const MAX_REPORT_HOURS = 87_600;
/** Organisations that run peers. */
export const MAX_ENDORSERS = 100;

/** Organisations that may seal uses. */
export const MAX_SEALING = 1000;
/** Two years: longer than the first term of most investigations, and shorter than any record key is kept. */
const MAX_SEALED_DAYS = 730;

const workingDays = count(MAX_WORKING_DAYS);
const deadlines = z.strictObject(
  Object.fromEntries(DEADLINE_STEPS.map((step) => [step, workingDays])) as Record<DeadlineStep, z.ZodInt>,
);
const days = sortedSet(day, MAX_CALENDAR_DAYS, 0);

const calendar = z
  .strictObject({
    // From UTC-12 to UTC+14, in quarter hours: every offset in civil use.
    utcOffsetMinutes: z.int().min(-720).max(840).multipleOf(15),
    holidays: days,
    workdays: days.refine(
      (list) => list.every((text) => isWeekend(parseDay(text))),
      'must be Saturdays or Sundays that are worked',
    ),
  })
  .refine(
    ({ holidays, workdays }) => !workdays.some((text) => holidays.includes(text)),
    'holds a day that is both worked and free',
  );

/** So many ids lie in one record, and so many records are looked at to see whether they have ended. */
const MAX_LIMIT = 1000;
const limit = count(MAX_LIMIT).exactOptional();

/** In force where a policy states none: those set before there were limits, and the built-in one. */
export const DEFAULT_LIMITS: Limits = {
  openRequests: 32,
  standingGrants: 100,
  openDisputes: 32,
  openCorrections: 200,
  openVariations: 8,
  openDemands: 32,
};

/** An hour: clocks that are set by hand, long copies and queues lie within it, a wrong time zone does not. */
export const DEFAULT_TIME_TOLERANCE_SECONDS = 3600;
/** A month: more is never compared. */
const MAX_TIME_TOLERANCE_SECONDS = 2_678_400;

/** How far apart the two sides of an exchange may date it, milliseconds. */
export const timeToleranceOf = ({ timeToleranceSeconds }: Pick<Policy, 'timeToleranceSeconds'>): number =>
  (timeToleranceSeconds ?? DEFAULT_TIME_TOLERANCE_SECONDS) * 1000;

export const limitsOf = ({ limits }: Policy): Limits => ({ ...DEFAULT_LIMITS, ...limits });

const rules = z.strictObject({
  deadlines,
  calendar,
  reportWithinHours: z.int().min(1).max(MAX_REPORT_HOURS),
  timeToleranceSeconds: z.int().min(1).max(MAX_TIME_TOLERANCE_SECONDS).exactOptional(),
  endorsers: sortedSet(mspId, MAX_ENDORSERS).exactOptional(),
  profile: z.enum(PROFILE_NAMES).exactOptional(),
  completeEntries: z.boolean().exactOptional(),
  obligationDays: obligationDays.exactOptional(),
  extensionDays: extensionDays.exactOptional(),
  disputeCourse: z.enum(DISPUTE_COURSES).exactOptional(),
  retentionYears: count(MAX_RETENTION_YEARS).exactOptional(),
  limits: z
    .strictObject(
      Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, limit])) as Record<
        keyof Limits,
        typeof limit
      >,
    )
    .exactOptional(),
  sealing: z
    .strictObject({
      organisations: sortedSet(mspId, MAX_SEALING),
      days: z.int().min(1).max(MAX_SEALED_DAYS),
    })
    .exactOptional(),
  signatures: signaturePolicy.exactOptional(),
});

/** `policy:set`. No policy keeps keys for less than its law asks. */
export const policyInput = rules.refine(
  ({ retentionYears, profile }) =>
    (retentionYears ?? Infinity) >= (profileNamed(profile).retentionYears ?? 0),
  { path: ['retentionYears'], message: 'must be no fewer than the law of the profile asks' },
);
export type PolicyInput = z.infer<typeof policyInput>;

/** What a policy sets, as it was set: for the next one, which changes a part of it. */
export function rulesOf(policy: Policy): PolicyInput {
  const own = Object.keys(rules.shape);
  return Object.fromEntries(Object.entries(policy).filter(([name]) => own.includes(name))) as PolicyInput;
}

/** `policy:read`: a version number as text, or `current`. */
export const policyVersion = z
  .string()
  .regex(/^(?:current|0|[1-9]\d{0,8})$/, 'must be current or a version number');

/** In force until the manager sets one: the regulation's own numbers. `confirm` counts only where it has a clock of its own. */
export const BUILT_IN_POLICY: Policy = {
  type: 'policy',
  version: 0,
  deadlines: {
    review: 2,
    decide: 10,
    confirm: 5,
    answer: 10,
    assign: 5,
    rule: 20,
    remedy: 20,
    appeal: 10,
    'close-period': 10,
  },
  calendar: { utcOffsetMinutes: 480, holidays: [], workdays: [] },
  reportWithinHours: 72,
  profile: 'cn-809',
  set: { at: '1970-01-01T00:00:00.000Z', tx: '0'.repeat(64), by: '' },
};

/** The version that follows. */
export function nextPolicy(current: Policy, input: PolicyInput, stamp: Stamp): Policy {
  return { type: 'policy', version: current.version + 1, ...input, set: stamp };
}
