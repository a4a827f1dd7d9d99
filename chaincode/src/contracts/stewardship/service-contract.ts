// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { met, neverMet } from '../../domain/law/obligations';
import type { Policy } from '../../domain/records';
import { isOver, revoked } from '../../domain/sharing/grant';
import type { Grant } from '../../domain/sharing/grant-records';
import {
  announced,
  announcementInput,
  consultationInput,
  consulted,
  filed,
  filingInput,
  inEffect,
  received,
  takenBack,
  type ServiceChange,
} from '../../domain/stewardship/service-change';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { without } from '../../domain/without';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { ensureManagesCase } from '../../lookups/members/own-case';
import { closedAccounts, noticeSubject } from '../../lookups/sharing/grant-ending';
import { changeOwed, end, owe } from '../../lookups/obligations';

/** Notices by which a provider ends or changes a service: announced, talked over, filed with the authority, in effect. */
@Info({ title: 'service', description: 'Services that their providers end or change' })
export class ServiceContract extends CatalogContract {
  constructor() {
    super('service');
  }

  /** By an officer of the provider of a grant that runs, one at a time. `AnnouncementInput` → `ServiceChange` */
  @Transaction()
  @Returns('string')
  async announce(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const told = decodeAs(announcementInput, input);
    const known = await ctx.find<ServiceChange>('service-change', told.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A notice has this id already.');
    const grant = await ctx.getKnown<Grant>('grant', told.grant);
    ensure(grant.terms.provider === mspId, 'NOT_PARTY', "Only for the grant's provider.");
    ensure(!isOver(grant, ctx.now), 'INVALID_STATE', 'The grant is revoked, or its period is over.');
    ensure(
      grant.notice === undefined,
      'INVALID_STATE',
      'A notice is open: let it take effect, or take it back.',
    );
    const policy = await currentPolicy(ctx);
    const change = announced(told, grant, policy, ctx.stamp);
    await ctx.put({ ...grant, notice: told.id, changed: ctx.stamp }, grant.id);
    await this.oweFiling(ctx, policy, change);
    return this.store(ctx, change, EVENTS.serviceAnnounced);
  }

  /** By an officer of the consumer, until it takes effect. `ConsultationInput` → `ServiceChange` */
  @Transaction()
  @Returns('string')
  async consult(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...said } = decodeAs(consultationInput, input);
    return this.store(ctx, consulted(await this.noticeOf(ctx, id), said, ctx.stamp), EVENTS.serviceConsulted);
  }

  /**
   * By an officer of the provider, once, until it takes effect, after the consumer was consulted. `FilingInput` →
   * `ServiceChange`. @throws DomainError `CONDITION_NOT_MET` while the consumer is silent and has time to speak
   */
  @Transaction()
  @Returns('string')
  async file(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...filing } = decodeAs(filingInput, input);
    const change = await this.noticeOf(ctx, id);
    const next = filed(change, filing, ctx.stamp);
    await changeOwed(ctx, 'file-service-change', noticeSubject(change.grant, id), (owed) =>
      met(owed, 'act', ctx.stamp),
    );
    return this.store(ctx, next, EVENTS.serviceFiled);
  }

  /** By an officer of a manager: the filing has come in. Id → `ServiceChange` */
  @Transaction()
  @Returns('string')
  async receive(ctx: CatalogContext, id: string): Promise<string> {
    const member = await ctx.authorise();
    const notice = await this.noticeOf(ctx, check(identifier, id));
    const next = received(notice, ctx.stamp);
    await ensureManagesCase(ctx, member, { parties: [notice.provider, notice.consumer] });
    return this.store(ctx, next, EVENTS.serviceReceived);
  }

  /** By the provider, once its time has come: an end revokes the grant, and says whether it was filed. Id → `ServiceChange` */
  @Transaction()
  @Returns('string')
  async takeEffect(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const next = inEffect(await this.noticeOf(ctx, check(identifier, id)), ctx.stamp);
    const grant = without(await ctx.get<Grant>('grant', next.grant), 'notice');
    ensure(!isOver(grant, ctx.now), 'INVALID_STATE', 'The grant is revoked, or its period is over.');
    await changeOwed(ctx, 'file-service-change', noticeSubject(grant.id, id), (owed) =>
      neverMet(owed, 'unfiled', ctx.stamp),
    );
    await ctx.put(await this.after(ctx, grant, next), grant.id);
    return this.store(ctx, next, EVENTS.serviceEffective);
  }

  /** By an officer of the provider, until it takes effect. Id → `ServiceChange` */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const next = takenBack(await this.noticeOf(ctx, check(identifier, id)), ctx.stamp);
    const grant = await ctx.get<Grant>('grant', next.grant);
    await ctx.put({ ...without(grant, 'notice'), changed: ctx.stamp }, grant.id);
    await end(ctx, 'file-service-change', noticeSubject(grant.id, id), 'withdrawn');
    return this.store(ctx, next, EVENTS.serviceWithdrawn);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<ServiceChange>('service-change', check(identifier, id)));
  }

  private noticeOf(ctx: CatalogContext, id: string): Promise<ServiceChange> {
    return ctx.getKnown<ServiceChange>('service-change', id);
  }

  /** The grant after the notice took effect. */
  private async after(
    ctx: CatalogContext,
    grant: Grant,
    { id, action, reason, effect }: ServiceChange,
  ): Promise<Grant> {
    if (action === 'change') return { ...grant, changed: ctx.stamp };
    const unfiled = effect?.filed === false;
    const cause = { reason, notice: id, ...(unfiled && { unfiled: true as const }) };
    return closedAccounts(ctx, revoked(grant, cause, ctx.stamp));
  }

  private async oweFiling(ctx: CatalogContext, policy: Policy, change: ServiceChange): Promise<void> {
    const { id, grant, resource, provider, effectiveAt } = change;
    await owe(ctx, policy, {
      kind: 'file-service-change',
      subject: noticeSubject(grant, id),
      owedBy: provider,
      cause: { type: 'service-change', id },
      grant,
      resource,
      dueAt: effectiveAt,
    });
  }

  private store(ctx: CatalogContext, change: ServiceChange, event: EventName): Promise<string> {
    const { id, provider, consumer } = change;
    ctx.emit(event, { id, organisations: [provider, consumer] });
    return ctx.put(change, id);
  }
}
