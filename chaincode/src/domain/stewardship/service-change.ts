// SPDX-License-Identifier: Apache-2.0
/** A provider ends or changes a service that it gives: announced, talked over with the consumer, filed, in effect. */
import { z } from 'zod';
import { ensure } from '../errors';
import type { Policy, Stamp } from '../records';
import type { Grant } from '../sharing/grant-records';
import { identifier, instant, newIdentifier, prose, sha256Hex } from '../text/schema';
import { formatInstant, parseInstant } from '../calendar/time';
import { dueAt } from '../calendar/working-days';
import { ruleOf } from '../law/profile';

export const SERVICE_CHANGES = ['end', 'change'] as const;
export const SERVICE_CHANGE_STATES = ['announced', 'effective', 'withdrawn', 'lapsed'] as const;

/** `service:announce`. `effectiveAt`: from when on; not before the announcement. */
export const announcementInput = z.strictObject({
  id: newIdentifier,
  grant: identifier,
  action: z.enum(SERVICE_CHANGES),
  reason: prose(1000),
  /** What is ended or becomes another. */
  text: prose(1000).exactOptional(),
  effectiveAt: instant,
});
export type AnnouncementInput = z.infer<typeof announcementInput>;

/** `service:consult`: what the consumer says to it. */
export const consultationInput = z.strictObject({
  id: identifier,
  agreed: z.boolean(),
  text: prose(1000).exactOptional(),
});

/** `service:file`: the document that went to the authority, and its number there. */
export const filingInput = z.strictObject({
  id: identifier,
  document: sha256Hex,
  reference: prose(100).exactOptional(),
});

export interface ServiceChange {
  readonly type: 'service-change';
  readonly id: string;
  readonly grant: string;
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  readonly action: (typeof SERVICE_CHANGES)[number];
  readonly reason: string;
  readonly text?: string;
  readonly effectiveAt: string;
  /** `lapsed`: the grant ended otherwise before it took effect. */
  readonly state: (typeof SERVICE_CHANGE_STATES)[number];
  /** Until when it is not filed while the consumer says nothing; absent: nobody is waited for. */
  readonly consultUntil?: string;
  /** What the consumer said last; absent while it has said nothing. */
  readonly consultation?: { readonly agreed: boolean; readonly text?: string; readonly stamp: Stamp };
  readonly filing?: { readonly document: string; readonly reference?: string; readonly stamp: Stamp };
  /** A manager has received the filing. */
  readonly received?: Stamp;
  /** `effective`: whether it was filed and talked over by then: fixed, whatever comes later. */
  readonly effect?: { readonly filed: boolean; readonly consulted: boolean; readonly stamp: Stamp };
  readonly announced: Stamp;
  readonly changed: Stamp;
}

/** @throws DomainError `INVALID_ARGUMENT` for what would have taken effect already */
export function announced(
  input: AnnouncementInput,
  { terms }: Grant,
  policy: Policy,
  stamp: Stamp,
): ServiceChange {
  const { resource, provider, consumer } = terms;
  const isAhead = parseInstant(input.effectiveAt) >= parseInstant(stamp.at);
  ensure(isAhead, 'INVALID_ARGUMENT', 'effectiveAt: must not be in the past.');
  const consultUntil = consultedUntil(policy, stamp);
  return {
    type: 'service-change',
    ...input,
    resource,
    provider,
    consumer,
    state: 'announced',
    ...(consultUntil !== undefined && { consultUntil }),
    announced: stamp,
    changed: stamp,
  };
}

/** By the consumer, as often as it likes until it takes effect: the last word counts. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function consulted(
  change: ServiceChange,
  { agreed, text }: Omit<z.infer<typeof consultationInput>, 'id'>,
  stamp: Stamp,
): ServiceChange {
  ensure(change.consumer === stamp.by, 'NOT_OWNER', 'Another consumer is concerned.');
  ensureAnnounced(change);
  const consultation = { agreed, ...(text !== undefined && { text }), stamp };
  return { ...change, consultation, changed: stamp };
}

/** How long the consumer has to speak; undefined where nothing has to be filed, and nobody is waited for. */
function consultedUntil(policy: Policy, { at }: Stamp): string | undefined {
  const rule = ruleOf('file-service-change', policy);
  return rule && formatInstant(dueAt(parseInstant(at), rule.workingDays, policy.calendar));
}

/**
 * By the provider, once and before it takes effect. What is filed was talked over: the consumer has spoken, or has let its
 * time pass.
 * @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `CONDITION_NOT_MET`
 */
export function filed(
  change: ServiceChange,
  { document, reference }: Omit<z.infer<typeof filingInput>, 'id'>,
  stamp: Stamp,
): ServiceChange {
  ensureProvider(change, stamp);
  ensureAnnounced(change);
  ensure(change.filing === undefined, 'INVALID_STATE', 'It was filed before.');
  const { consultation, consultUntil } = change;
  const hasTime = consultUntil !== undefined && parseInstant(stamp.at) <= parseInstant(consultUntil);
  ensure(
    consultation !== undefined || !hasTime,
    'CONDITION_NOT_MET',
    'The consumer is consulted first: it has not spoken, and still has time to.',
  );
  const filing = { document, ...(reference !== undefined && { reference }), stamp };
  return { ...change, filing, changed: stamp };
}

/** By a manager that is not the provider. @throws DomainError `CONFLICT_OF_INTEREST`, `INVALID_STATE` */
export function received(change: ServiceChange, stamp: Stamp): ServiceChange {
  ensure(change.provider !== stamp.by, 'CONFLICT_OF_INTEREST', 'Nobody files with itself.');
  ensure(change.filing !== undefined, 'INVALID_STATE', 'Nothing was filed.');
  ensure(change.received === undefined, 'INVALID_STATE', 'The filing was received before.');
  return { ...change, received: stamp, changed: stamp };
}

/** By the provider, once its time has come. @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `CONDITION_NOT_MET` */
export function inEffect(change: ServiceChange, stamp: Stamp): ServiceChange {
  ensureProvider(change, stamp);
  ensureAnnounced(change);
  const isDue = parseInstant(stamp.at) >= parseInstant(change.effectiveAt);
  ensure(isDue, 'CONDITION_NOT_MET', 'It takes effect later.');
  const { filing, consultation } = change;
  const effect = { filed: filing !== undefined, consulted: consultation !== undefined, stamp };
  return { ...change, state: 'effective', effect, changed: stamp };
}

/** By the provider, until it takes effect. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function takenBack(change: ServiceChange, stamp: Stamp): ServiceChange {
  ensureProvider(change, stamp);
  ensureAnnounced(change);
  return { ...change, state: 'withdrawn', changed: stamp };
}

/** The grant ended otherwise. What is over already stays as it is. */
export const lapsed = (change: ServiceChange, stamp: Stamp): ServiceChange =>
  change.state === 'announced' ? { ...change, state: 'lapsed', changed: stamp } : change;

function ensureProvider({ provider }: ServiceChange, { by }: Stamp): void {
  ensure(provider === by, 'NOT_OWNER', 'The service is another provider’s.');
}

function ensureAnnounced({ state }: ServiceChange): void {
  ensure(state === 'announced', 'INVALID_STATE', 'The notice is {state}.', { state });
}
