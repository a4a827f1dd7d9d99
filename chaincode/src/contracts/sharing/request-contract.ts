// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { currentPolicy, policyAt } from '../../lookups/members/current-policy';
import { changeOwed, end, meet, owe } from '../../lookups/obligations';
import { goesOn, paused } from '../../domain/law/obligations';
import { profileNamed } from '../../domain/law/profile';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { AccessRequest, Decision } from '../../domain/sharing/grant-records';
import { ensureCovers } from '../../domain/sharing/offer';
import { statedConditions, unmetBy } from '../../domain/sharing/stated-conditions';
import type { Deadline, Organisation, Policy } from '../../domain/records';
import {
  confirmDeadline,
  confirmed,
  decided,
  ensureAwaits,
  ensureStated,
  submitted,
  supplementAsked,
  supplemented,
  withdrawn,
} from '../../domain/sharing/request';
import {
  answerInput,
  ensurePeriod,
  requestInput,
  supplementInput,
  supplementQuestion,
  termsOf,
  type AnswerInput,
  type RequestInput,
} from '../../domain/sharing/request-input';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { openDeadline } from '../../domain/calendar/working-days';
import { giveGrant } from '../../lookups/sharing/giving';
import { countRequest } from '../../lookups/members/limits';
import {
  ensureActive,
  ensureOffer,
  ensureSystems,
  offerOf,
  versionOf,
} from '../../lookups/sharing/grant-conditions';
import { CatalogContext } from '../../ledger';
import { sharedKeyHash } from '../../lookups/sharing/record-keys';

/**
 * Requests for access. A request becomes a grant of the same id: on the spot where sharing is unconditional,
 * otherwise when the provider has approved it (with the record key deposited: `key:deposit`) and a manager
 * has confirmed it. No transaction here takes transient input; the ledger's own policy endorses.
 */
@Info({ title: 'request', description: 'Requests for access to a resource' })
export class RequestContract extends CatalogContract {
  constructor() {
    super('request');
  }

  /**
   * By an officer of the consumer. `RequestInput` → `AccessRequest`: submitted, granted or refused by law.
   * @throws DomainError `LIMIT_REACHED` with as many for the resource as the policy allows at a time
   */
  @Transaction()
  @Returns('string')
  async submit(ctx: CatalogContext, input: string): Promise<string> {
    const consumer = await ctx.authorise();
    const asked = decodeAs(requestInput, input);
    ensurePeriod(asked, ctx.now);
    const known = await ctx.find<AccessRequest>('request', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A request has this id already.');
    const policy = await currentPolicy(ctx);
    const request = await this.asked(ctx, asked, consumer, policy);
    if (request.state !== 'refused') await countRequest(ctx, request);
    if (request.state === 'granted') await giveGrant(ctx, request, policy);
    if (request.pending) await this.oweAnswer(ctx, request, 'answer-request', policy, request.pending);
    return this.store(ctx, request);
  }

  /** By an officer of the provider. `AnswerInput` → `AccessRequest`: decided or refused. */
  @Transaction()
  @Returns('string')
  async decide(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const answer = decodeAs(answerInput, input);
    const request = await ctx.getKnown<AccessRequest>('request', answer.id);
    ensure(request.terms.provider === mspId, 'NOT_OWNER', 'The resource is of another provider.');
    await this.ensureAnswerable(ctx, request, answer, 'decide');
    const keyHash = await sharedKeyHash(ctx, request);
    const policy = await confirmPolicy(ctx, request);
    const deadline = confirmDeadline(request, policy, ctx.stamp);
    const next = decided(request, answer, ctx.stamp, deadline, keyHash);
    await meet(ctx, 'answer-request', request.id);
    if (next.pending) await this.oweAnswer(ctx, next, 'confirm-request', policy, next.pending);
    return this.store(ctx, next);
  }

  /** By an officer of the provider, once, while it has to decide: `{id, missing}` → `AccessRequest`; the clock stops. */
  @Transaction()
  @Returns('string')
  async askSupplement(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { id, missing } = decodeAs(supplementQuestion, input);
    const request = await ctx.getKnown<AccessRequest>('request', id);
    ensure(request.terms.provider === mspId, 'NOT_OWNER', 'The resource is of another provider.');
    const next = supplementAsked(request, missing, ctx.stamp);
    await changeOwed(ctx, 'answer-request', id, (owed) => paused(owed, ctx.stamp));
    return this.store(ctx, next, EVENTS.requestSupplementAsked);
  }

  /** By an officer of the consumer: what was missing. `SupplementInput` → `AccessRequest`; the clock goes on. */
  @Transaction()
  @Returns('string')
  async supplement(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const given = decodeAs(supplementInput, input);
    const request = await ctx.getKnown<AccessRequest>('request', given.id);
    ensure(request.terms.consumer === mspId, 'NOT_OWNER', 'The request is of another consumer.');
    const { calendar } = await policyAt(ctx, request.pending?.policyVersion ?? 0);
    const next = supplemented(request, given, calendar, ctx.stamp);
    await changeOwed(ctx, 'answer-request', given.id, (owed) => goesOn(owed, calendar, ctx.stamp));
    return this.store(ctx, next, EVENTS.requestSupplemented);
  }

  /** By an officer of a manager. `AnswerInput` → `AccessRequest`: granted (with its grant) or refused. */
  @Transaction()
  @Returns('string')
  async confirm(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const answer = decodeAs(answerInput, input);
    const request = await ctx.getKnown<AccessRequest>('request', answer.id);
    const { consumer, provider } = request.terms;
    const partial = mspId === consumer && mspId !== provider;
    ensure(!partial, 'CONFLICT_OF_INTEREST', 'A manager does not confirm what it asks of others.');
    await this.ensureAnswerable(ctx, request, answer, 'confirm');
    const after = confirmed(request, answer, ctx.stamp);
    if (after.state === 'granted') await giveGrant(ctx, after, await currentPolicy(ctx));
    await meet(ctx, 'confirm-request', request.id);
    return this.store(ctx, after);
  }

  /** By an officer of the consumer, until it is granted or refused. Request id → `AccessRequest`. */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const request = await ctx.getKnown<AccessRequest>('request', check(identifier, id));
    ensure(request.terms.consumer === mspId, 'NOT_OWNER', 'The request is of another consumer.');
    const next = withdrawn(request, ctx.stamp);
    await end(ctx, 'answer-request', id, 'withdrawn');
    await end(ctx, 'confirm-request', id, 'withdrawn');
    return this.store(ctx, next);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<AccessRequest>('request', check(identifier, id)));
  }

  private async asked(
    ctx: CatalogContext,
    input: RequestInput,
    asker: Organisation,
    policy: Policy,
  ): Promise<AccessRequest> {
    const consumer = asker.mspId;
    const { current } = await offerOf(ctx, input.resource);
    ensureCovers(current.content, input);
    await ensureSystems(ctx, consumer, input.systems);
    const terms = termsOf(input, current, consumer);
    await ensureActive(ctx, terms.provider);
    const deadline = openDeadline('decide', policy, ctx.stamp);
    const { id, posts } = input;
    const { profile = 'generic' } = policy;
    const unmet = unmetBy(current.content, terms, asker);
    const asking = { id, terms, profile, unmet, ...(posts && { posts }) };
    return submitted(asking, current.content.sharing, ctx.stamp, deadline);
  }

  private async oweAnswer(
    ctx: CatalogContext,
    { id, terms }: AccessRequest,
    kind: 'answer-request' | 'confirm-request',
    policy: Policy,
    { dueAt }: Deadline,
  ): Promise<void> {
    const { provider, consumer, resource } = terms;
    await owe(ctx, policy, {
      kind,
      subject: id,
      ...(kind === 'answer-request' && { owedBy: provider }),
      owedTo: consumer,
      cause: { type: 'request', id },
      grant: id,
      resource,
      dueAt,
    });
  }

  /** An approval rests on what still holds; a refusal on a condition that the version asked for states, or on none. */
  private async ensureAnswerable(
    ctx: CatalogContext,
    request: AccessRequest,
    answer: AnswerInput,
    step: Decision['step'],
  ): Promise<void> {
    ensureAwaits(request, step);
    const { terms } = request;
    if (answer.approved) {
      await ensureOffer(ctx, terms);
      await ensureSystems(ctx, terms.consumer, terms.systems);
      return;
    }
    const { content } = await versionOf(ctx, terms.resource, terms.resourceVersion);
    ensureStated(answer, statedConditions(content), request.unmet);
  }

  private store(
    ctx: CatalogContext,
    request: AccessRequest,
    event: EventName = EVENT_OF[request.state],
  ): Promise<string> {
    const { provider, consumer } = request.terms;
    ctx.emit(event, { id: request.id, organisations: [provider, consumer] });
    return ctx.put(request, request.id);
  }
}

/** The second half of one clock is measured as the first was, whatever the manager, who owes it, has set since. */
function confirmPolicy(ctx: CatalogContext, { profile, pending }: AccessRequest): Promise<Policy> {
  const isOneClock = pending !== undefined && profileNamed(profile).hasOneClock;
  return isOneClock ? policyAt(ctx, pending.policyVersion) : currentPolicy(ctx);
}

const EVENT_OF = {
  submitted: EVENTS.requestSubmitted,
  decided: EVENTS.requestDecided,
  granted: EVENTS.requestGranted,
  refused: EVENTS.requestRefused,
  withdrawn: EVENTS.requestWithdrawn,
} as const satisfies Record<AccessRequest['state'], EventName>;
