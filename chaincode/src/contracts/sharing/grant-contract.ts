// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import type { Dispute } from '../../domain/dispute/dispute-records';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import {
  declarationInput,
  expired,
  renewalInput,
  renewed,
  resumed,
  revoked,
  ruledOn,
  statusInput,
  suspended,
  suspensionInput,
} from '../../domain/sharing/grant';
import type { Obligation } from '../../domain/law/obligation-records';
import { confirmed, ended, ensureOpen, met } from '../../domain/law/obligations';
import type { AccessRequest, Grant } from '../../domain/sharing/grant-records';
import { ensurePeriod, returnInput } from '../../domain/sharing/request-input';
import { rectificationContested, rectificationOver, rectified } from '../../domain/sharing/rectification';
import type { Organisation } from '../../domain/records';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { currentPolicy } from '../../lookups/members/current-policy';
import { countRequest } from '../../lookups/members/limits';
import { ensureManagesCase, managesCase, type Case } from '../../lookups/members/own-case';
import { deliveryKind, giveGrant } from '../../lookups/sharing/giving';
import { ensureOffer, ensureSomeSystem, returnedRequest } from '../../lookups/sharing/grant-conditions';
import { closedAccounts } from '../../lookups/sharing/grant-ending';
import {
  acceptRectification,
  changeRectification,
  endsUnfiled,
  markUnfiled,
  oweRectification,
  rectificationGoesOn,
} from '../../lookups/sharing/grant-faults';
import { changeOwed, contest } from '../../lookups/obligations';
import { CatalogContext } from '../../ledger';

const hasEnded = ({ state }: Grant): boolean => state === 'revoked' || state === 'expired';

/** How an organisation stands to a grant; one may stand in several ways. */
type Standpoint = 'provider' | 'consumer' | 'manager';

/**
 * Grants, once given. A change takes effect at its commit, and is done by an officer, unless stated otherwise.
 * No transaction here takes transient input; the ledger's own policy endorses.
 */
@Info({ title: 'grant', description: 'Grants and what becomes of them' })
export class GrantContract extends CatalogContract {
  constructor() {
    super('grant');
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Grant>('grant', check(identifier, id)));
  }

  /**
   * By an officer of a provider: data of a lower division, given back to an organisation of it without conditions.
   * `ReturnInput` → `Grant`. @throws DomainError `CONDITION_NOT_MET` unless the one division lies in the other, `LIMIT_REACHED`
   */
  @Transaction()
  @Returns('string')
  async return(ctx: CatalogContext, input: string): Promise<string> {
    const provider = await ctx.authorise();
    const { to, ...given } = decodeAs(returnInput, input);
    ensurePeriod(given, ctx.now);
    const known = await ctx.find<AccessRequest>('request', given.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A request has this id already.');
    ensure(
      given.resource.startsWith(`${provider.mspId}:`),
      'NOT_OWNER',
      'The resource is of another provider.',
    );
    const policy = await currentPolicy(ctx);
    const request = await returnedRequest(ctx, given, provider, to, policy);
    await countRequest(ctx, request);
    await ctx.put(request, request.id);
    const text = await giveGrant(ctx, request, policy);
    ctx.emit(EVENTS.grantReturned, { id: request.id, organisations: [provider.mspId, to] });
    return text;
  }

  /** By the provider, while the conditions hold: `{id, to}` → `Grant`, for the resource's current version. */
  @Transaction()
  @Returns('string')
  async renew(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, to } = decodeAs(renewalInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['provider']);
    const { current } = await ensureOffer(ctx, grant.terms);
    await ensureSomeSystem(ctx, grant.terms.systems);
    return this.store(ctx, renewed(grant, to, current.version, ctx.stamp), EVENTS.grantRenewed);
  }

  /**
   * By the provider or a manager: `{id, reason, rectifyWithin?}` → `Grant`. With working days in which the consumer has
   * to mend what is wrong.
   */
  @Transaction()
  @Returns('string')
  async suspend(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, reason, rectifyWithin } = decodeAs(suspensionInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['provider', 'manager']);
    const next = suspended(grant, { reason }, ctx.stamp);
    if (rectifyWithin === undefined) return this.store(ctx, next, EVENTS.grantSuspended);
    return this.store(ctx, await oweRectification(ctx, next, reason, rectifyWithin), EVENTS.grantSuspended);
  }

  /**
   * By the organisation that suspended it, or a manager that is no party; after a ruling once its dispute is closed:
   * `{id, reason}` → `Grant`. @throws DomainError `CONFLICT_OF_INTEREST`
   */
  @Transaction()
  @Returns('string')
  async resume(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, reason } = decodeAs(statusInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['provider', 'manager']);
    await this.ensureNotRuledOn(ctx, grant);
    const next = resumed(grant, { reason }, ctx.stamp, await managesCase(ctx, organisation, caseOf(grant)));
    await acceptRectification(ctx, grant);
    return this.store(ctx, rectificationOver(next, ctx.stamp), EVENTS.grantResumed);
  }

  /** By the consumer of a suspended grant: what was wrong is mended. `DeclarationInput` → `Grant` */
  @Transaction()
  @Returns('string')
  async rectify(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, text, evidence } = decodeAs(declarationInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['consumer']);
    const next = rectified(grant, { text, ...(evidence && { evidence }), stamp: ctx.stamp }, ctx.stamp);
    await changeRectification(ctx, grant, (owed) => met(owed, 'declared', ctx.stamp));
    return this.store(ctx, next, EVENTS.grantRectificationDeclared);
  }

  /**
   * By the organisation that suspended it, or a manager that is no party: it is not mended, and owed as before, with the days that were left. `{id, reason}` →
   * `Grant`. @throws DomainError `CONFLICT_OF_INTEREST`
   */
  @Transaction()
  @Returns('string')
  async contestRectification(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, reason } = decodeAs(statusInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['provider', 'manager']);
    const byManager = await managesCase(ctx, organisation, caseOf(grant));
    const next = rectificationContested(grant, reason, ctx.stamp, byManager);
    return this.store(ctx, await rectificationGoesOn(ctx, next, reason), EVENTS.grantRectificationContested);
  }

  /**
   * By the provider, a manager, or the consumer that gives it up: `{id, reason}` → `Grant`. A provider that neither
   * announced nor filed it, and whose consumer did not fail to mend a misuse, does so against the law: it is marked.
   */
  @Transaction()
  @Returns('string')
  async revoke(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, reason } = decodeAs(statusInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['provider', 'consumer', 'manager']);
    const unfiled = await endsUnfiled(ctx, grant, organisation.mspId);
    const next = revoked(grant, { reason, ...(unfiled && { unfiled }) }, ctx.stamp);
    if (unfiled) await markUnfiled(ctx, grant);
    return this.store(ctx, await closedAccounts(ctx, next), EVENTS.grantRevoked);
  }

  /** By an officer or system of a party or a manager, once the period is over; changes no verdict. Id → `Grant` */
  @Transaction()
  @Returns('string')
  async expire(ctx: CatalogContext, id: string): Promise<string> {
    const organisation = await ctx.authorise();
    const grant = await this.grantOf(ctx, check(identifier, id), organisation, [
      'provider',
      'consumer',
      'manager',
    ]);
    const next = expired(grant, ctx.stamp);
    return this.store(ctx, await closedAccounts(ctx, next), EVENTS.grantExpired);
  }

  /** By the provider: the data has been delivered, as far as it can say. Id → `Obligation` */
  @Transaction()
  @Returns('string')
  async deliver(ctx: CatalogContext, id: string): Promise<string> {
    const grant = await this.delivered(ctx, id, 'provider');
    return this.delivery(ctx, grant, EVENTS.grantDelivered, (owed) => {
      ensureOpen(owed);
      return met(owed, 'declared', ctx.stamp);
    });
  }

  /** By the consumer: what the provider has declared is so. Id → `Obligation` */
  @Transaction()
  @Returns('string')
  async confirmDelivery(ctx: CatalogContext, id: string): Promise<string> {
    const grant = await this.delivered(ctx, id, 'consumer');
    return this.delivery(ctx, grant, EVENTS.grantDeliveryConfirmed, (owed) => confirmed(owed, ctx.stamp));
  }

  /** By the consumer: what the provider has declared is not so, and is owed as before, with the days that were left. `{id, reason}` → `Obligation` */
  @Transaction()
  @Returns('string')
  async contestDelivery(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { id, reason } = decodeAs(statusInput, input);
    const grant = await this.grantOf(ctx, id, organisation, ['consumer']);
    // Nothing is delivered any more under a grant whose end is recorded.
    const left = (owed: Obligation): Obligation =>
      hasEnded(grant) ? ended(owed, 'grant-ended', ctx.stamp) : owed;
    const owed = await contest(ctx, deliveryKind(grant.terms), id, reason, left);
    return this.told(ctx, grant, EVENTS.grantDeliveryContested, owed);
  }

  private async delivered(ctx: CatalogContext, id: string, by: 'provider' | 'consumer'): Promise<Grant> {
    const organisation = await ctx.authorise();
    return this.grantOf(ctx, check(identifier, id), organisation, [by]);
  }

  /** @throws DomainError `CONDITION_NOT_MET` where nobody owed the delivery, and as `change` does */
  private async delivery(
    ctx: CatalogContext,
    grant: Grant,
    event: EventName,
    change: (owed: Obligation) => Obligation,
  ): Promise<string> {
    return this.told(ctx, grant, event, await changeOwed(ctx, deliveryKind(grant.terms), grant.id, change));
  }

  private told(
    ctx: CatalogContext,
    { id, terms }: Grant,
    event: EventName,
    owed: Obligation | undefined,
  ): string {
    ensure(owed !== undefined, 'CONDITION_NOT_MET', 'Nobody owes the delivery of this grant.');
    ctx.emit(event, { id, organisations: [terms.provider, terms.consumer] });
    return encode(owed);
  }

  /**
   * @throws DomainError `NOT_FOUND`, `NOT_PARTY` when the organisation stands to the grant in none of the ways,
   *   `CONFLICT_OF_INTEREST` when it manages what is its own case
   */
  private async grantOf(
    ctx: CatalogContext,
    id: string,
    organisation: Organisation,
    allowed: readonly Standpoint[],
  ): Promise<Grant> {
    const grant = await ctx.getKnown<Grant>('grant', id);
    const standpoints = {
      provider: grant.terms.provider === organisation.mspId,
      consumer: grant.terms.consumer === organisation.mspId,
      manager: organisation.roles.includes('manager'),
    } satisfies Record<Standpoint, boolean>;
    const known = allowed.filter((standpoint) => standpoints[standpoint]);
    ensure(known.length > 0, 'NOT_PARTY', "Only for the grant's {parties}.", { parties: allowed });
    if (known.every((standpoint) => standpoint === 'manager'))
      await ensureManagesCase(ctx, organisation, caseOf(grant));
    return grant;
  }

  /** @throws DomainError `CONDITION_NOT_MET` while a dispute goes on whose ruling suspended the grant */
  private async ensureNotRuledOn(ctx: CatalogContext, grant: Grant): Promise<void> {
    const id = ruledOn(grant, ctx.stamp);
    if (id === undefined) return;
    const { state } = await ctx.get<Dispute>('dispute', id);
    ensure(state === 'closed', 'CONDITION_NOT_MET', 'A ruling suspended it, and its dispute goes on.');
  }

  private store(ctx: CatalogContext, grant: Grant, event: EventName): Promise<string> {
    const { provider, consumer } = grant.terms;
    ctx.emit(event, { id: grant.id, organisations: [provider, consumer] });
    return ctx.put(grant, grant.id);
  }
}

/** Its parties, and who suspended it. */
const caseOf = ({ terms, state, history }: Grant): Case => {
  const setBy = state === 'suspended' ? history.at(-1)?.stamp.by : undefined;
  return { parties: [terms.provider, terms.consumer], ...(setBy !== undefined && { setBy }) };
};
