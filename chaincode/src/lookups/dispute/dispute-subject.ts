// SPDX-License-Identifier: Apache-2.0
/** Reads what a dispute is about, and fixes the records it rests on. */
import type { SubjectInput } from '../../domain/dispute/dispute-input';
import { freeze, refuserOf, type SubjectFacts } from '../../domain/dispute/dispute-opening';
import type { FrozenRecord } from '../../domain/dispute/dispute-records';
import { ensure } from '../../domain/errors';
import type { AccessRequest, Grant, Terms } from '../../domain/sharing/grant-records';
import { LeafReader } from '../../domain/usage/leaf-line';
import { inclusionFault } from '../../domain/encoding/merkle';
import type { Closure, Period } from '../../domain/period/period-records';
import type { Resource, ResourceVersion } from '../../domain/catalogue/resource-records';
import {
  belongsToGrant,
  SIDES,
  type BatchHeader,
  type Leaf,
  type Side,
} from '../../domain/usage/usage-records';
import type { CatalogContext } from '../../ledger';

/** Who reports on a side. */
const SIDE_OF = { claim: 'consumer', attestation: 'provider' } as const satisfies Record<Side, keyof Facts>;

type Input<K extends SubjectInput['kind']> = Extract<SubjectInput, { kind: K }>;
type Facts = Omit<SubjectFacts, 'subject'>;

/** @throws DomainError `NOT_FOUND`, `PROOF_INVALID`, `CONDITION_NOT_MET`, or a leaf's fault */
export function subjectFacts(ctx: CatalogContext, subject: SubjectInput): Promise<SubjectFacts> {
  switch (subject.kind) {
    case 'resource':
      return resourceFacts(ctx, subject);
    case 'request':
      return requestFacts(ctx, subject);
    case 'grant':
      return grantFacts(ctx, subject.grant).then((facts) => ({ ...facts, subject }));
    case 'period':
      return periodFacts(ctx, subject);
    case 'batch':
      return batchFacts(ctx, subject);
    case 'event':
      return eventFacts(ctx, subject);
  }
}

async function resourceFacts(ctx: CatalogContext, subject: Input<'resource'>): Promise<SubjectFacts> {
  const { version, organisation: provider } = await ctx.get<Resource>('resource', subject.resource);
  ensure(version > 0, 'CONDITION_NOT_MET', 'The resource was never published.');
  const own = {
    provider,
    resource: subject.resource,
    resourceVersion: version,
    frozen: [await frozenVersion(ctx, subject.resource, version)],
  };
  if (subject.grant === undefined) return { ...own, subject };
  const under = await grantFacts(ctx, subject.grant);
  const fits = under.resource === subject.resource;
  ensure(fits, 'CONDITION_NOT_MET', 'grant: is of another resource.');
  return { ...own, ...under, frozen: distinct([...own.frozen, ...under.frozen]), subject };
}

async function requestFacts(ctx: CatalogContext, subject: Input<'request'>): Promise<SubjectFacts> {
  const request = await ctx.getKnown<AccessRequest>('request', subject.request);
  const refuser = refuserOf(request, ctx.now);
  const facts = await termsFacts(ctx, request.terms);
  const frozen = [freeze(request, request.id), ...facts.frozen];
  return { ...facts, ...(refuser !== undefined && { refuser }), frozen, subject };
}

async function grantFacts(ctx: CatalogContext, id: string): Promise<Facts & { resource: string }> {
  const grant = await ctx.getKnown<Grant>('grant', id);
  const facts = await termsFacts(ctx, grant.terms);
  return { ...facts, grant: id, frozen: [freeze(grant, id), ...facts.frozen] };
}

async function termsFacts(ctx: CatalogContext, terms: Terms): Promise<Facts & { resource: string }> {
  const { resource, resourceVersion, provider, consumer } = terms;
  const { version } = await ctx.get<Resource>('resource', resource);
  return {
    provider,
    consumer,
    resource,
    resourceVersion: version,
    frozen: [await frozenVersion(ctx, resource, resourceVersion)],
  };
}

/** What was closed so far; a side that did not close is no less in dispute. */
async function periodFacts(ctx: CatalogContext, subject: Input<'period'>): Promise<SubjectFacts> {
  const { grant, period } = subject;
  const facts = await grantFacts(ctx, grant);
  const frozen = [...facts.frozen];
  const found = await ctx.find<Period>('period', grant, period);
  if (found) frozen.push(freeze(found, grant, period));
  for (const side of SIDES) {
    const closure = await ctx.find<Closure>('closure', grant, period, side);
    if (closure) frozen.push(freeze(closure, grant, period, side));
  }
  return { ...facts, frozen, subject };
}

async function batchFacts(ctx: CatalogContext, subject: Input<'batch'>): Promise<SubjectFacts> {
  const header = await headerOf(ctx, subject);
  const facts = await reportFacts(ctx, header, subject.grant);
  // A header of an earlier version also tallies what was reported before there was such a grant.
  const reports = header.tallies.some(
    ({ grant, side }) => grant === subject.grant && header.organisation === facts[SIDE_OF[side]],
  );
  ensure(reports, 'CONDITION_NOT_MET', 'grant: the batch reports nothing under it.');
  return { ...facts, subject };
}

async function eventFacts(ctx: CatalogContext, subject: Input<'event'>): Promise<SubjectFacts> {
  const { line, path, ...place } = subject;
  const header = await headerOf(ctx, place);
  const leaf = provenLeaf(header, place.leaf, line, path);
  const facts = await reportFacts(ctx, header, leaf.grant);
  const belongs = belongsToGrant(header)(place.leaf);
  ensure(belongs, 'CONDITION_NOT_MET', 'The event was reported before there was such a grant.');
  return {
    ...facts,
    ...(leaf.case !== undefined && { case: leaf.case }),
    subject: { ...place, id: leaf.id },
  };
}

/** @throws DomainError `PROOF_INVALID` naming what the proof fails on */
function provenLeaf(header: BatchHeader, index: number, line: string, path: readonly string[]): Leaf {
  const fault = inclusionFault(line, { index, size: header.count, root: header.root, path });
  ensure(fault === undefined, 'PROOF_INVALID', 'The leaf is not shown to be in the batch: {fault}.', {
    fault: fault ?? '',
  });
  return new LeafReader().read(line).leaf;
}

async function reportFacts(ctx: CatalogContext, header: BatchHeader, grant: string): Promise<Facts> {
  const facts = await grantFacts(ctx, grant);
  const { organisation, journal, sequence } = header;
  return {
    ...facts,
    reporter: organisation,
    frozen: [...facts.frozen, freeze(header, organisation, journal, sequence)],
  };
}

const headerOf = (
  ctx: CatalogContext,
  { organisation, journal, sequence }: Pick<BatchHeader, 'organisation' | 'journal' | 'sequence'>,
): Promise<BatchHeader> => ctx.get<BatchHeader>('batch', organisation, journal, sequence);

async function frozenVersion(ctx: CatalogContext, id: string, version: number): Promise<FrozenRecord> {
  return freeze(await ctx.get<ResourceVersion>('resource-version', id, version), id, version);
}

const distinct = (records: readonly FrozenRecord[]): FrozenRecord[] => [
  ...new Map(records.map((record) => [`${record.type}/${record.id}`, record])).values(),
];
