// SPDX-License-Identifier: Apache-2.0
/** Reads what the conditions of sharing hang on, and checks them. */
import { ensure } from '../../domain/errors';
import { isBelow } from '../../domain/members/region';
import type { AccessRequest, Terms } from '../../domain/sharing/grant-records';
import { returned } from '../../domain/sharing/request';
import { termsOf, type ReturnInput } from '../../domain/sharing/request-input';
import { ensureCovers, ensurePublished, ensureStillOffered, type Offer } from '../../domain/sharing/offer';
import type { Organisation, Policy, System } from '../../domain/records';
import type { Resource, ResourceVersion } from '../../domain/catalogue/resource-records';
import type { CatalogContext } from '../../ledger';

/** What is offered now of a resource. @throws DomainError `NOT_FOUND`, `CONDITION_NOT_MET` when not published */
export async function offerOf(ctx: CatalogContext, id: string): Promise<Offer> {
  const resource = await ctx.get<Resource>('resource', id);
  ensurePublished(resource);
  return { resource, current: await versionOf(ctx, id, resource.version) };
}

/**
 * The terms can still be had: resource, items, mode and basis as asked for, and both organisations active.
 * @returns the offer. @throws DomainError `CONDITION_NOT_MET`
 */
export async function ensureOffer(ctx: CatalogContext, terms: Terms): Promise<Offer> {
  const offer = await offerOf(ctx, terms.resource);
  const asked = await versionOf(ctx, terms.resource, terms.resourceVersion);
  ensureStillOffered(offer, asked, terms);
  await ensureActive(ctx, terms.provider);
  await ensureActive(ctx, terms.consumer);
  return offer;
}

/** @throws DomainError `CONDITION_NOT_MET` unless the organisation is registered and active */
export async function ensureActive(ctx: CatalogContext, mspId: string): Promise<void> {
  const organisation = await ctx.find<Organisation>('organisation', mspId);
  ensure(
    organisation?.status === 'active',
    'CONDITION_NOT_MET',
    'An organisation of the grant is not active.',
  );
}

/** The consumer's own systems, all in use. @throws DomainError `NOT_OWNER`, `NOT_FOUND`, `CONDITION_NOT_MET` */
export async function ensureSystems(
  ctx: CatalogContext,
  consumer: string,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    ensure(id.startsWith(`${consumer}:`), 'NOT_OWNER', 'systems: all must be of the consumer.');
    const { status } = await ctx.get<System>('system', id);
    ensure(status === 'active', 'CONDITION_NOT_MET', 'systems: one of them is retired.');
  }
}

/**
 * What a superior gives back to a lower division, as a request that needs no answer.
 * @throws DomainError `NOT_FOUND`, `NOT_OWNER`, `CONDITION_NOT_MET`
 */
export async function returnedRequest(
  ctx: CatalogContext,
  given: Omit<ReturnInput, 'to'>,
  provider: Organisation,
  to: string,
  { profile = 'generic' }: Policy,
): Promise<AccessRequest> {
  const { current } = await offerOf(ctx, given.resource);
  const { sharingType } = current.content.sharing;
  ensure(sharingType !== 'not-shared', 'CONDITION_NOT_MET', 'The resource is not shared.');
  ensureCovers(current.content, given);
  const receiver = await ctx.get<Organisation>('organisation', to);
  ensure(receiver.status === 'active', 'CONDITION_NOT_MET', 'to: the organisation is suspended.');
  const isLower =
    provider.region !== undefined &&
    receiver.region !== undefined &&
    isBelow(receiver.region, provider.region);
  ensure(isLower, 'CONDITION_NOT_MET', 'to: must be of a division below the provider’s.');
  await ensureSystems(ctx, to, given.systems);
  return returned({ id: given.id, terms: termsOf(given, current, to), profile }, sharingType, ctx.stamp);
}

/** A standing grant needs someone to go on using it. @throws DomainError `CONDITION_NOT_MET` */
export async function ensureSomeSystem(ctx: CatalogContext, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const system = await ctx.find<System>('system', id);
    if (system?.status === 'active') return;
  }
  ensure(false, 'CONDITION_NOT_MET', 'systems: all of them are retired.');
}

/** @throws DomainError `NOT_FOUND` */
export const versionOf = (ctx: CatalogContext, id: string, version: number): Promise<ResourceVersion> =>
  ctx.get<ResourceVersion>('resource-version', id, version);
