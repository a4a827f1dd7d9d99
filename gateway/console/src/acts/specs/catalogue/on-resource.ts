// SPDX-License-Identifier: Apache-2.0
/** What can be done with a catalogue entry: submit, review, suspend, resume, retire. */
import type { Schemas } from '../../../api/problem';
import { isApproved, isOfficer, isRefused, only, path, prose, verdictField, type Acting } from '../acting';
import { draftEntry, returningData } from './on-entry';
import type { Operation } from '../../keys/sign';
import { given, textOf, type Act } from '../spec';

type Resource = Schemas['ResourceView'];
type Content = Schemas['ResourceDraft']['content'];
const REASON = 500;

const review = (acting: Acting, { id }: Resource, digest: string): Act => ({
  title: 'act.review.title',
  lead: 'act.review.lead',
  address: path('resources', id, 'review'),
  signing: { operation: 'reviewResource', id, transaction: 'resource:review' },
  audience: 'members',
  shown: [
    { name: acting.say('noun.resource'), value: id },
    { name: acting.say('act.field.contentDigest'), value: digest },
  ],
  fields: [verdictField(acting), { ...prose('reasons', 'act.field.reason', REASON), when: isRefused }],
  body: (values) => ({
    approved: isApproved(values),
    digest,
    ...(isRefused(values) && given(values, 'reasons')),
  }),
});

const submit = ({ id }: Resource): Act => ({
  title: 'act.submitEntry.title',
  lead: 'act.submitEntry.lead',
  address: path('resources', id, 'submission'),
  audience: 'members',
  fields: [],
  body: () => undefined,
});

const withReason = (
  { id }: Resource,
  name: 'suspendEntry' | 'retireEntry',
  step: string,
  operation: Operation,
  transaction: string,
): Act => ({
  title: `act.${name}.title`,
  lead: `act.${name}.lead`,
  address: path('resources', id, step),
  signing: { operation, id, transaction },
  audience: 'members',
  fields: [prose('reason', 'act.field.reason', REASON)],
  body: (values) => ({ reason: textOf(values, 'reason') }),
});

const resume = ({ id }: Resource): Act => ({
  title: 'act.resumeEntry.title',
  lead: 'act.resumeEntry.lead',
  address: path('resources', id, 'resumption'),
  signing: { operation: 'resumeResource', id, transaction: 'resource:resume' },
  audience: 'members',
  fields: [],
  body: () => undefined,
});

/** @param known the content from which the next version is written: the draft, or what is published; undefined: not read */
export function actsOnResource(acting: Acting, resource: Resource, known?: Content): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { state, pending, organisation } = resource;
  const isOwner = acting.isOf(organisation);
  const isManager = acting.wears('manager');
  const isUnderReview = pending?.state === 'submitted';
  return only(
    isUnderReview && isManager && review(acting, resource, pending.digest),
    pending?.state === 'draft' && isOwner && submit(resource),
    pending?.state !== 'submitted' &&
      state !== 'retired' &&
      isOwner &&
      known &&
      draftEntry(acting, { code: resource.code, content: known }),
    state === 'published' && isOwner && acting.wears('provider') && returningData(acting, resource),
    state === 'published' &&
      (isOwner || isManager) &&
      withReason(resource, 'suspendEntry', 'suspension', 'suspendResource', 'resource:suspend'),
    state === 'suspended' && (isOwner || isManager) && resume(resource),
    (state === 'published' || state === 'suspended') &&
      isOwner &&
      withReason(resource, 'retireEntry', 'retirement', 'retireResource', 'resource:retire'),
  );
}
