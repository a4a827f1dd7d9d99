// SPDX-License-Identifier: Apache-2.0
/**
 * The life of a catalogue entry: draft → submitted → published ⇄ suspended → retired. A published entry stays
 * in force while its next version is written and reviewed. Each function gives the next record or refuses.
 */
import { digestOf } from '../encoding/digest';
import { ensure } from '../errors';
import { ensureGrows, MOST_ENTRIES } from '../growing-lists';
import { ownerOf } from '../members/owned';
import { profileNamed } from '../law/profile';
import type { EntryNeed } from '../law/rule';
import type { Deadline, Policy, Stamp } from '../records';
import { lackingIn } from './completeness';
import { gradeOf } from './grade';
import type { PendingContent, Resource, ResourceContent, ResourceVersion, Review } from './resource-records';
import { without } from '../without';
import { closeDeadline } from '../calendar/working-days';

/** What the profile in force asks of an entry, and whether one that lacks some of it is turned down. */
export type Asked = Pick<Policy, 'profile' | 'completeEntries'>;

/** What the profile in force asks for and the content does not say. */
export const lackingUnder = (content: ResourceContent, { profile }: Asked): EntryNeed[] =>
  lackingIn(content, profileNamed(profile).entryNeeds);

/** @param existing the entry whose next version this is; undefined for a new one */
export function drafted(
  existing: Resource | undefined,
  id: string,
  content: ResourceContent,
  asked: Asked,
  stamp: Stamp,
): Resource {
  const draftOf = (what: ResourceContent, reviews: readonly Review[]): PendingContent => ({
    state: 'draft',
    content: what,
    digest: digestOf(what),
    lacks: lackingUnder(what, asked),
    reviews,
  });
  if (!existing) return { ...blank(id, stamp), pending: draftOf(content, []) };
  ensureNotRetired(existing);
  ensure(existing.pending?.state !== 'submitted', 'INVALID_STATE', 'The content is under review.');
  return { ...existing, pending: draftOf(content, existing.pending?.reviews ?? []), changed: stamp };
}

function blank(id: string, stamp: Stamp): Resource {
  const organisation = ownerOf(id);
  return {
    type: 'resource',
    id,
    organisation,
    code: id.slice(organisation.length + 1),
    state: 'draft',
    version: 0,
    registered: stamp,
    changed: stamp,
  };
}

/**
 * Hands the draft to the manager.
 * @throws DomainError `CONDITION_NOT_MET` where it lacks something and the policy wants entries complete, `LIMIT_REACHED`
 */
export function submitted(resource: Resource, deadline: Deadline, asked: Asked, stamp: Stamp): Resource {
  ensureNotRetired(resource);
  const { pending } = resource;
  ensure(pending?.state === 'draft', 'INVALID_STATE', 'There is no draft to submit.');
  ensureGrows(pending.reviews.length, MOST_ENTRIES.reviews);
  ensure(pending.digest !== resource.digest, 'CONDITION_NOT_MET', 'The draft is what is published already.');
  const lacks = lackingUnder(pending.content, asked);
  const passes = asked.completeEntries !== true || lacks.length === 0;
  ensure(passes, 'CONDITION_NOT_MET', 'The entry lacks: {lacks}.', { lacks });
  return {
    ...resource,
    state: resource.version === 0 ? 'submitted' : resource.state,
    pending: { ...pending, lacks, state: 'submitted', deadline },
    changed: stamp,
  };
}

/** Names a round of review: entry, the version that it is to become, and which round of it. */
export const reviewSubject = ({ id, version, pending }: Resource): string =>
  [id, version + 1, (pending?.reviews.length ?? 0) + 1].join('~');

/** What is under review. @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` when it is not what was read */
export function underReview(resource: Resource, digest: string): PendingContent & { deadline: Deadline } {
  const { pending } = resource;
  ensure(pending?.state === 'submitted', 'INVALID_STATE', 'Nothing is under review.');
  ensure(digest === pending.digest, 'CONDITION_NOT_MET', 'digest: other content.');
  const { deadline } = pending;
  ensure(deadline !== undefined, 'INVALID_STATE', 'The review has no deadline.');
  return { ...pending, deadline };
}

/** Sends the content back to its owner, with reasons. What is published stays so. */
export function returned(resource: Resource, reasons: string, digest: string, stamp: Stamp): Resource {
  const { deadline, ...pending } = underReview(resource, digest);
  const review = { approved: false, reasons, stamp, deadline: closeDeadline(deadline, stamp) };
  return {
    ...resource,
    state: resource.version === 0 ? 'draft' : resource.state,
    pending: { ...pending, state: 'returned', reviews: [...pending.reviews, review] },
    changed: stamp,
  };
}

/** Publishes the content as the next version. A suspended entry stays suspended. */
export function published(
  resource: Resource,
  digest: string,
  asked: Asked,
  stamp: Stamp,
): { resource: Resource; version: ResourceVersion } {
  const pending = underReview(resource, digest);
  const review = { approved: true, stamp, deadline: closeDeadline(pending.deadline, stamp) };
  const version = resource.version + 1;
  const grade = gradeOf(pending.content.items);
  return {
    resource: {
      ...without(resource, 'pending'),
      state: resource.state === 'suspended' ? 'suspended' : 'published',
      version,
      digest: pending.digest,
      changed: stamp,
    },
    version: {
      type: 'resource-version',
      id: resource.id,
      version,
      content: pending.content,
      digest: pending.digest,
      ...(grade !== undefined && { grade }),
      lacks: lackingUnder(pending.content, asked),
      published: stamp,
      reviews: [...pending.reviews, review],
    },
  };
}

/** Takes a published entry out of use for a time. */
export function suspended(resource: Resource, reason: string, stamp: Stamp): Resource {
  ensure(resource.state === 'published', 'INVALID_STATE', 'Only what is published is suspended.');
  return { ...resource, state: 'suspended', suspension: { reason, stamp }, changed: stamp };
}

/** Puts it back. @throws DomainError `NOT_OWNER`, `ROLE_REQUIRED`: who suspended it resumes it. */
export function resumed(resource: Resource, by: { isManager: boolean }, stamp: Stamp): Resource {
  ensure(resource.state === 'suspended', 'INVALID_STATE', 'The resource is not suspended.');
  if (resource.suspension?.stamp.by === resource.organisation) {
    ensure(stamp.by === resource.organisation, 'NOT_OWNER', 'Its owner suspended it and resumes it.');
  } else {
    ensure(by.isManager, 'ROLE_REQUIRED', 'A manager suspended it and resumes it.');
  }
  return { ...without(resource, 'suspension'), state: 'published', changed: stamp };
}

/** Ends it for good. What was published stays readable; a draft is dropped. */
export function retired(resource: Resource, reason: string, stamp: Stamp): Resource {
  ensureNotRetired(resource);
  const kept = without(without(resource, 'pending'), 'suspension');
  return { ...kept, state: 'retired', retirement: { reason, stamp }, changed: stamp };
}

function ensureNotRetired(resource: Resource): void {
  ensure(resource.state !== 'retired', 'INVALID_STATE', 'The resource is retired.');
}
