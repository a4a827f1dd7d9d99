// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { currentPolicy } from './lookups/current-policy';
import { encode } from './domain/encoding/canonical-json';
import { ensure } from './domain/errors';
import { EVENTS, type EventName } from './domain/events';
import { granted } from './domain/sharing/grant';
import type { AccessRequest, Decision } from './domain/sharing/grant-records';
import { ensureCovers } from './domain/sharing/offer';
import type { Deadline } from './domain/records';
import { confirmed, decided, ensureAwaits, submitted, withdrawn } from './domain/sharing/request';
import {
  answerInput,
  ensurePeriod,
  requestInput,
  termsOf,
  type RequestInput,
} from './domain/sharing/request-input';
import { check, decodeAs, identifier } from './domain/text/schema';
import { openDeadline } from './domain/calendar/working-days';
import { countRequest } from './lookups/limits';
import { ensureActive, ensureOffer, ensureSystems, offerOf } from './lookups/grant-conditions';
import { CatalogContext } from './ledger';
import { sharedKeyHash } from './lookups/record-keys';

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
    const { mspId } = await ctx.authorise(['officer'], 'consumer');
    const asked = decodeAs(requestInput, input);
    ensurePeriod(asked, ctx.now);
    const known = await ctx.find<AccessRequest>('request', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A request has this id already.');
    const request = await this.asked(ctx, asked, mspId);
    if (request.state !== 'refused') await countRequest(ctx, request);
    if (request.state === 'granted') await ctx.put(granted(request, ctx.stamp), request.id);
    return this.store(ctx, request);
  }

  /** By an officer of the provider. `AnswerInput` → `AccessRequest`: decided or refused. */
  @Transaction()
  @Returns('string')
  async decide(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise(['officer'], 'provider');
    const answer = decodeAs(answerInput, input);
    const request = await ctx.get<AccessRequest>('request', answer.id);
    ensure(request.terms.provider === mspId, 'NOT_OWNER', 'The resource is of another provider.');
    if (answer.approved) await this.ensureGrantable(ctx, request, 'decide');
    const keyHash = await sharedKeyHash(ctx, request);
    const deadline = await this.deadline(ctx, 'confirm');
    return this.store(ctx, decided(request, answer, ctx.stamp, deadline, keyHash));
  }

  /** By an officer of a manager. `AnswerInput` → `AccessRequest`: granted (with its grant) or refused. */
  @Transaction()
  @Returns('string')
  async confirm(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise(['officer'], 'manager');
    const answer = decodeAs(answerInput, input);
    const request = await ctx.get<AccessRequest>('request', answer.id);
    const { consumer, provider } = request.terms;
    const partial = mspId === consumer && mspId !== provider;
    ensure(!partial, 'CONFLICT_OF_INTEREST', 'A manager does not confirm what it asks of others.');
    if (answer.approved) await this.ensureGrantable(ctx, request, 'confirm');
    const after = confirmed(request, answer, ctx.stamp);
    if (after.state === 'granted') await ctx.put(granted(after, ctx.stamp), after.id);
    return this.store(ctx, after);
  }

  /** By an officer of the consumer, until it is granted or refused. Request id → `AccessRequest`. */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    const { mspId } = await ctx.authorise(['officer'], 'consumer');
    const request = await ctx.get<AccessRequest>('request', check(identifier, id));
    ensure(request.terms.consumer === mspId, 'NOT_OWNER', 'The request is of another consumer.');
    return this.store(ctx, withdrawn(request, ctx.stamp));
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<AccessRequest>('request', check(identifier, id)));
  }

  private async asked(ctx: CatalogContext, input: RequestInput, consumer: string): Promise<AccessRequest> {
    const { current } = await offerOf(ctx, input.resource);
    ensureCovers(current.content, input);
    await ensureSystems(ctx, consumer, input.systems);
    const terms = termsOf(input, current, consumer);
    await ensureActive(ctx, terms.provider);
    const deadline = await this.deadline(ctx, 'decide');
    return submitted(input.id, terms, current.content.sharing, ctx.stamp, deadline);
  }

  /** Nothing that an approval rests on has fallen away since it was asked. */
  private async ensureGrantable(
    ctx: CatalogContext,
    request: AccessRequest,
    step: Decision['step'],
  ): Promise<void> {
    ensureAwaits(request, step);
    await ensureOffer(ctx, request.terms);
    await ensureSystems(ctx, request.terms.consumer, request.terms.systems);
  }

  private async deadline(ctx: CatalogContext, step: Decision['step']): Promise<Deadline> {
    return openDeadline(step, await currentPolicy(ctx), ctx.stamp);
  }

  private store(ctx: CatalogContext, request: AccessRequest): Promise<string> {
    const { provider, consumer } = request.terms;
    ctx.emit(EVENT_OF[request.state], { id: request.id, organisations: [provider, consumer] });
    return ctx.put(request, request.id);
  }
}

const EVENT_OF = {
  submitted: EVENTS.requestSubmitted,
  decided: EVENTS.requestDecided,
  granted: EVENTS.requestGranted,
  refused: EVENTS.requestRefused,
  withdrawn: EVENTS.requestWithdrawn,
} as const satisfies Record<AccessRequest['state'], EventName>;
