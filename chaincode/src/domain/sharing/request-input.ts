// SPDX-License-Identifier: Apache-2.0
/** What a consumer asks and how it is answered, as closed schemas. */
import { z } from 'zod';
import { ensure } from '../errors';
import { REFUSAL_GROUNDS, type Posts, type Terms } from './grant-records';
import { SHARING_MODES, type ResourceVersion } from '../catalogue/resource-records';
import {
  code,
  day,
  identifier,
  instant,
  mspId,
  newIdentifier,
  ownedId,
  prose,
  sha256Hex,
  sortedSet,
} from '../text/schema';
import { DAY_MS, parseDay, parseInstant } from '../calendar/time';

/** Ten years, leap days included. */
export const MAX_PERIOD_MS = 3653 * DAY_MS;

const purposeInput = z.strictObject({ code, text: prose(300) });
const periodInput = z.strictObject({ from: instant, to: instant });

/** A post that agrees and one that enters: nobody agrees with himself. */
export const posts: z.ZodType<Posts> = z
  .strictObject({ agreed: prose(100), entered: prose(100) })
  .refine(({ agreed, entered }) => agreed !== entered, 'agreed must be another post than entered');

/** `request:submit` */
export const requestInput = z.strictObject({
  id: newIdentifier,
  resource: ownedId,
  purpose: purposeInput,
  legalBasis: prose(300),
  scenario: prose(500).exactOptional(),
  posts: posts.exactOptional(),
  mode: z.enum(SHARING_MODES),
  items: sortedSet(code, 500),
  systems: sortedSet(ownedId, 64),
  period: periodInput,
  standing: z.boolean(),
  agreedOn: day.exactOptional(),
  agreement: prose(100).exactOptional(),
});
export type RequestInput = z.infer<typeof requestInput>;

/** Of a member that a refusal has: an approval that has it is told which one. */
const ofRefusals = z.never('goes with a refusal').exactOptional();

const approval = z.strictObject({
  id: identifier,
  approved: z.literal(true),
  reason: prose(500).exactOptional(),
  posts: posts.exactOptional(),
  ground: ofRefusals,
  condition: ofRefusals,
});

const refusal = z
  .strictObject({
    id: identifier,
    approved: z.literal(false),
    reason: prose(500),
    posts: posts.exactOptional(),
    ground: z.enum(REFUSAL_GROUNDS).exactOptional(),
    condition: prose(1000).exactOptional(),
  })
  .refine(({ ground, condition }) => (ground === 'condition') === (condition !== undefined), {
    path: ['condition'],
    message: 'goes with the ground of a condition',
  });

/**
 * `request:decide`, `request:confirm`: a refusal needs a reason, and names the condition of the catalogue that is not
 * met. One that names none rests on none, and says so.
 */
export const answerInput = z.discriminatedUnion('approved', [approval, refusal]);
export type AnswerInput = z.infer<typeof answerInput>;

const MAX_MISSING = 32;

/** `request:askSupplement` */
export const supplementQuestion = z.strictObject({
  id: identifier,
  missing: z.array(prose(200)).min(1).max(MAX_MISSING),
});

/** `request:supplement`: at least one of them. */
export const supplementInput = z
  .strictObject({
    id: identifier,
    scenario: prose(500).exactOptional(),
    posts: posts.exactOptional(),
    text: prose(1000).exactOptional(),
    documents: sortedSet(sha256Hex, 64).exactOptional(),
  })
  .refine((given) => Object.keys(given).length > 1, 'must give something');
export type SupplementInput = z.infer<typeof supplementInput>;

/**
 * A period runs forward, is no longer than ten years and is not over. It starts at the earliest one day before
 * it is asked for (today, anywhere on earth), unless it records an agreement made earlier.
 * @throws DomainError `INVALID_ARGUMENT`
 */
export function ensurePeriod(input: Pick<RequestInput, 'period' | 'agreedOn'>, nowMs: number): void {
  const [from, to] = [parseInstant(input.period.from), parseInstant(input.period.to)];
  ensure(from < to, 'INVALID_ARGUMENT', 'period: must end after it starts.');
  ensure(to - from <= MAX_PERIOD_MS, 'INVALID_ARGUMENT', 'period: must not be longer than ten years.');
  if (input.agreedOn === undefined) {
    ensure(
      from >= nowMs - DAY_MS,
      'INVALID_ARGUMENT',
      'period: starts before the request, without agreedOn.',
    );
    ensure(to > nowMs, 'INVALID_ARGUMENT', 'period: is over.');
    return;
  }
  const agreed = parseDay(input.agreedOn) * DAY_MS;
  ensure(agreed <= nowMs, 'INVALID_ARGUMENT', 'agreedOn: must not be in the future.');
  ensure(agreed < to, 'INVALID_ARGUMENT', 'agreedOn: must be before the end of the period.');
}

/** `grant:return`: what a superior gives back, to whom. */
export const returnInput = z.strictObject({
  id: newIdentifier,
  resource: ownedId,
  to: mspId,
  purpose: purposeInput,
  legalBasis: prose(300),
  scenario: prose(500).exactOptional(),
  mode: z.enum(SHARING_MODES),
  items: sortedSet(code, 500),
  systems: sortedSet(ownedId, 64),
  period: periodInput,
  standing: z.boolean(),
});
export type ReturnInput = z.infer<typeof returnInput>;

/** The terms that are asked for; the version asked for is pinned. */
export function termsOf(
  input: Omit<RequestInput, 'posts'>,
  version: ResourceVersion,
  consumer: string,
): Terms {
  const { resource, purpose, legalBasis, mode, items, systems, period, standing } = input;
  const provider = resource.slice(0, resource.indexOf(':'));
  const parties = { resource, resourceVersion: version.version, provider, consumer };
  return {
    ...parties,
    purpose,
    legalBasis,
    mode,
    items,
    systems,
    period,
    standing,
    ...(input.scenario !== undefined && { scenario: input.scenario }),
    ...(input.agreedOn !== undefined && { agreedOn: input.agreedOn }),
    ...(input.agreement !== undefined && { agreement: input.agreement }),
  };
}
