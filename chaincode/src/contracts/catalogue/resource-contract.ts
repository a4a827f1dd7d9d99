// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { currentPolicy } from '../../lookups/members/current-policy';
import { ensureManagesCase } from '../../lookups/members/own-case';
import { end, meet, owe } from '../../lookups/obligations';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { ensureOwner, ownedBy } from '../../domain/members/owned';
import type { Organisation, System } from '../../domain/records';
import {
  drafted,
  published,
  resumed,
  retired,
  returned,
  submitted,
  reviewSubject,
  suspended,
} from '../../domain/catalogue/resource';
import {
  draftInput,
  endingInput,
  reviewInput,
  versionNumber,
  type ReviewInput,
} from '../../domain/catalogue/resource-input';
import type { Resource, ResourceVersion } from '../../domain/catalogue/resource-records';
import { check, decodeAs, ownedId } from '../../domain/text/schema';
import { openDeadline } from '../../domain/calendar/working-days';
import { CatalogContext } from '../../ledger';

/** The catalogue: written by providers, published by managers, in versions that never change. */
@Info({ title: 'resource', description: 'Catalogue entries and their versions' })
export class ResourceContract extends CatalogContract {
  constructor() {
    super('resource');
  }

  /**
   * A new entry, or the next version of one. `{code, content}` → `Resource`.
   * @throws DomainError `INVALID_STATE`; `NOT_OWNER`, `NOT_FOUND`, `CONDITION_NOT_MET` for the system
   */
  @Transaction()
  @Returns('string')
  async draft(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { code, content } = decodeAs(draftInput, input);
    const id = ownedBy(mspId, code);
    const existing = await ctx.find<Resource>('resource', id);
    const next = drafted(existing, id, content, await currentPolicy(ctx), ctx.stamp);
    ensureOwner(content.system, mspId);
    await this.ensureSystem(ctx, content.system);
    return this.store(ctx, next, EVENTS.resourceDrafted);
  }

  /** Hands the draft to the manager, whose time starts. @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` */
  @Transaction()
  @Returns('string')
  async submit(ctx: CatalogContext, id: string): Promise<string> {
    const resource = await this.own(ctx, id);
    const policy = await currentPolicy(ctx);
    const deadline = openDeadline('review', policy, ctx.stamp);
    const next = submitted(resource, deadline, policy, ctx.stamp);
    if (next.pending) await this.ensureSystem(ctx, next.pending.content.system);
    await owe(ctx, policy, {
      kind: 'review-catalogue',
      subject: reviewSubject(next),
      owedTo: next.organisation,
      cause: { type: 'resource', id },
      resource: id,
      dueAt: deadline.dueAt,
    });
    return this.store(ctx, next, EVENTS.resourceSubmitted);
  }

  /**
   * By a manager, of its own entries too. `ReviewInput` → `Resource`.
   * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async review(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const review = decodeAs(reviewInput, input);
    const resource = await ctx.get<Resource>('resource', review.id);
    if (review.approved) return this.publish(ctx, resource, review);
    const next = returned(resource, review.reasons, review.digest, ctx.stamp);
    await meet(ctx, 'review-catalogue', reviewSubject(resource));
    return this.store(ctx, next, EVENTS.resourceReturned);
  }

  /** By its owner or a manager. `{id, reason}` → `Resource`. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async suspend(ctx: CatalogContext, input: string): Promise<string> {
    const member = await ctx.authorise();
    const { id, reason } = decodeAs(endingInput, input);
    if (!isManager(member)) ensureOwner(id, member.mspId);
    const next = suspended(await ctx.get<Resource>('resource', id), reason, ctx.stamp);
    return this.store(ctx, next, EVENTS.resourceSuspended);
  }

  /**
   * By whoever suspended it: its owner, or a manager, for a manager's own entry another one.
   * @throws DomainError `NOT_OWNER`, `ROLE_REQUIRED`, `INVALID_STATE`, `CONFLICT_OF_INTEREST`
   */
  @Transaction()
  @Returns('string')
  async resume(ctx: CatalogContext, id: string): Promise<string> {
    const member = await ctx.authorise();
    if (!isManager(member)) ensureOwner(check(ownedId, id), member.mspId);
    const resource = await ctx.get<Resource>('resource', check(ownedId, id));
    const next = resumed(resource, { isManager: isManager(member) }, ctx.stamp);
    const setBy = resource.suspension?.stamp.by;
    if (setBy !== undefined && setBy !== member.mspId)
      await ensureManagesCase(ctx, member, { parties: [resource.organisation], setBy });
    return this.store(ctx, next, EVENTS.resourceResumed);
  }

  /** By its owner, for good. `{id, reason}` → `Resource`. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async retire(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { id, reason } = decodeAs(endingInput, input);
    ensureOwner(id, mspId);
    const resource = await ctx.get<Resource>('resource', id);
    const next = retired(resource, reason, ctx.stamp);
    await end(ctx, 'review-catalogue', reviewSubject(resource), 'resource-retired');
    return this.store(ctx, next, EVENTS.resourceRetired);
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Resource>('resource', check(ownedId, id)));
  }

  /** A published version, by number. @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async readVersion(ctx: CatalogContext, id: string, version: string): Promise<string> {
    const number = Number(check(versionNumber, version));
    return encode(await ctx.get<ResourceVersion>('resource-version', check(ownedId, id), number));
  }

  private async publish(ctx: CatalogContext, under: Resource, review: ReviewInput): Promise<string> {
    const { resource, version } = published(under, review.digest, await currentPolicy(ctx), ctx.stamp);
    await this.ensureSystem(ctx, version.content.system);
    await meet(ctx, 'review-catalogue', reviewSubject(under));
    await ctx.put(version, version.id, version.version);
    return this.store(ctx, resource, EVENTS.resourcePublished);
  }

  private store(ctx: CatalogContext, resource: Resource, event: EventName): Promise<string> {
    ctx.emit(event, { id: resource.id, organisations: [resource.organisation] });
    return ctx.put(resource, resource.id);
  }

  private async own(ctx: CatalogContext, id: string): Promise<Resource> {
    const { mspId } = await ctx.authorise();
    ensureOwner(check(ownedId, id), mspId);
    return ctx.get<Resource>('resource', id);
  }

  private async ensureSystem(ctx: CatalogContext, id: string): Promise<void> {
    const { status } = await ctx.get<System>('system', id);
    ensure(status === 'active', 'CONDITION_NOT_MET', 'system: it is retired.');
  }
}

const isManager = (organisation: Organisation): boolean => organisation.roles.includes('manager');
