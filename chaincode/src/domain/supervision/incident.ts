// SPDX-License-Identifier: Apache-2.0
/** Incidents of security, reported at once; complaints of persons, handled in time: by reference and digest, never by name. */
import { z } from 'zod';
import type { ResourceVersion } from '../catalogue/resource-records';
import { ensure } from '../errors';
import type { OrganisationRole } from '../names';
import type { Policy, Stamp, WorkingCalendar } from '../records';
import { profileNamed } from '../law/profile';
import { day, identifier, instant, mspId, newIdentifier, ownedId, prose, sha256Hex } from '../text/schema';
import { without } from '../without';
import { DAY_MS, HOUR_MS, localDay, localDayStart, parseDay, parseInstant } from '../calendar/time';

export const INCIDENT_KINDS = ['tampering', 'destruction', 'leak', 'unlawful-use', 'other'] as const;
export const INCIDENT_STATES = ['reported', 'closed'] as const;

/** What an incident or a complaint concerns, as far as it is known. */
const about = z
  .strictObject({
    organisation: mspId.exactOptional(),
    grant: identifier.exactOptional(),
    resource: ownedId.exactOptional(),
  })
  .exactOptional();
export type About = z.infer<typeof about>;

/** `incident:report`. `digest`: of the report, which goes to the authorities by their own ways. */
export const incidentInput = z.strictObject({
  id: newIdentifier,
  kind: z.enum(INCIDENT_KINDS),
  noticedAt: instant,
  text: prose(500),
  digest: sha256Hex,
  about,
});
export type IncidentInput = z.infer<typeof incidentInput>;

/** `incident:close` */
export const incidentClosing = z.strictObject({ id: identifier, text: prose(500), digest: sha256Hex });

export interface Incident extends Readonly<IncidentInput> {
  readonly type: 'incident';
  /** Whose incident it is: who reports it. */
  readonly organisation: string;
  readonly state: (typeof INCIDENT_STATES)[number];
  /** Reported later than the law of the profile allows. */
  readonly late: boolean;
  /** Until when its outcome is to be reported; absent where no profile says so. */
  readonly dueAt?: string;
  readonly closing?: { readonly text: string; readonly digest: string; readonly stamp: Stamp };
  readonly reported: Stamp;
  readonly changed: Stamp;
}

/** @throws DomainError `INVALID_ARGUMENT` for what is noticed later than now */
export function incidentReported(input: IncidentInput, { profile }: Policy, stamp: Stamp): Incident {
  const ageMs = parseInstant(stamp.at) - parseInstant(input.noticedAt);
  ensure(ageMs >= 0, 'INVALID_ARGUMENT', 'noticedAt: must not be in the future.');
  const hours = profileNamed(profile).incidentHours;
  const late = hours !== undefined && ageMs > hours * HOUR_MS;
  return {
    type: 'incident',
    ...input,
    organisation: stamp.by,
    state: 'reported',
    late,
    reported: stamp,
    changed: stamp,
  };
}

/** By who reported it. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function incidentClosed(
  incident: Incident,
  { text, digest }: Omit<z.infer<typeof incidentClosing>, 'id'>,
  stamp: Stamp,
): Incident {
  ensure(incident.organisation === stamp.by, 'NOT_OWNER', 'Another member reported it.');
  ensure(incident.state === 'reported', 'INVALID_STATE', 'The incident is closed.');
  return { ...incident, state: 'closed', closing: { text, digest, stamp }, changed: stamp };
}

export const COMPLAINT_KINDS = [
  'personal-information',
  'duplicate-collection',
  'wrong-data',
  'other',
] as const;
export const COMPLAINT_STATES = ['received', 'answered'] as const;
export const COMPLAINT_OUTCOMES = ['upheld', 'rejected', 'forwarded'] as const;

/** `complaint:receive`. `digest`: of the complaint, which stays where it came in. */
export const complaintInput = z.strictObject({
  id: newIdentifier,
  kind: z.enum(COMPLAINT_KINDS),
  digest: sha256Hex,
  receivedOn: day,
  about,
});
export type ComplaintInput = z.infer<typeof complaintInput>;

/** Who collected data again, and the published entry by which it could have had them. */
export const collected = z.strictObject({ organisation: mspId, resource: ownedId });

/** `complaint:answer`. `correction`, `dispute`: what was opened on account of it. */
export const complaintAnswer = z
  .strictObject({
    id: identifier,
    outcome: z.enum(COMPLAINT_OUTCOMES),
    digest: sha256Hex,
    correction: identifier.exactOptional(),
    dispute: identifier.exactOptional(),
    collected: collected.exactOptional(),
  })
  .refine(({ outcome, collected: found }) => found === undefined || outcome === 'upheld', {
    path: ['collected'],
    message: 'goes with a complaint that is upheld',
  });
export type ComplaintAnswer = z.infer<typeof complaintAnswer>;

export interface Complaint extends Readonly<ComplaintInput> {
  readonly type: 'complaint';
  /** Who received it and answers. */
  readonly organisation: string;
  readonly state: (typeof COMPLAINT_STATES)[number];
  readonly dueAt?: string;
  readonly answer?: Omit<ComplaintAnswer, 'id'> & { readonly stamp: Stamp };
  readonly registered: Stamp;
  readonly changed: Stamp;
}

/** @param calendar of the policy, which says what day it is. @throws DomainError `INVALID_ARGUMENT` for a day to come */
export function complaintReceived(
  input: ComplaintInput,
  { utcOffsetMinutes }: WorkingCalendar,
  stamp: Stamp,
): Complaint {
  const isPast = parseDay(input.receivedOn) <= localDay(parseInstant(stamp.at), utcOffsetMinutes);
  ensure(isPast, 'INVALID_ARGUMENT', 'receivedOn: must not be in the future.');
  return {
    type: 'complaint',
    ...input,
    organisation: stamp.by,
    state: 'received',
    registered: stamp,
    changed: stamp,
  };
}

/**
 * Since when its answer is owed: the law counts from the day on which it came in, so that whoever records it late answers no
 * later. Of what came in before the member was one, since then.
 * @returns milliseconds since 1970, not later than now
 */
export function answerSince(
  { receivedOn, registered }: Complaint,
  { utcOffsetMinutes }: WorkingCalendar,
  joined: Stamp,
): number {
  const now = parseInstant(registered.at);
  const day = parseDay(receivedOn);
  if (day === localDay(now, utcOffsetMinutes)) return now;
  return Math.max(localDayStart(day, utcOffsetMinutes), parseInstant(joined.at));
}

/** By who received it, once. @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `INVALID_ARGUMENT` */
export function complaintAnswered(complaint: Complaint, said: ComplaintAnswer, stamp: Stamp): Complaint {
  ensure(complaint.organisation === stamp.by, 'NOT_OWNER', 'Another member received it.');
  ensure(complaint.state === 'received', 'INVALID_STATE', 'The complaint is answered.');
  const isFound = complaint.kind === 'duplicate-collection' && said.outcome === 'upheld';
  ensure(
    isFound === (said.collected !== undefined),
    'INVALID_ARGUMENT',
    'collected: must be named where a complaint of duplicate collection is upheld, and nowhere else.',
  );
  return { ...complaint, state: 'answered', answer: { ...without(said, 'id'), stamp }, changed: stamp };
}

/**
 * Of another member only an authority finds that it collected again; whoever else received the complaint forwards it.
 * What could have been shared was another's, was not withheld, and was listed when the complaint came in.
 * @param first when the entry was first published
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensureCollectedAgain(
  { organisation, resource }: z.infer<typeof collected>,
  complaint: Complaint,
  answering: readonly OrganisationRole[],
  { current, first }: { readonly current: ResourceVersion; readonly first: Stamp },
): void {
  const mayFind = organisation === complaint.organisation || answering.includes('manager');
  ensure(mayFind, 'CONDITION_NOT_MET', 'Of another member an authority finds it: forward the complaint.');
  const isOthers = !resource.startsWith(`${organisation}:`);
  ensure(isOthers, 'CONDITION_NOT_MET', 'The entry is of the member that collected.');
  const isShared = current.content.sharing.sharingType !== 'not-shared';
  ensure(isShared, 'CONDITION_NOT_MET', 'The entry is not shared.');
  const wasListed = parseInstant(first.at) < (parseDay(complaint.receivedOn) + 1) * DAY_MS;
  ensure(wasListed, 'CONDITION_NOT_MET', 'The entry was not listed when the complaint came in.');
}
