// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { isOver, varied, widened } from '../../domain/sharing/grant';
import type { Grant } from '../../domain/sharing/grant-records';
import {
  answered,
  asked,
  variationAnswer,
  variationInput,
  withdrawn,
  type Variation,
} from '../../domain/stewardship/variation';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { ensureOffer, ensureSystems } from '../../lookups/sharing/grant-conditions';
import { countVariation } from '../../lookups/members/limits';
import { end, meet, owe } from '../../lookups/obligations';

/** Wider use, another purpose, third parties: asked for by the consumer of a grant, by consent of its provider only. */
@Info({ title: 'variation', description: 'What consumers ask for beyond their grants' })
export class VariationContract extends CatalogContract {
  constructor() {
    super('variation');
  }

  /** By an officer of the consumer of a grant that runs. `VariationInput` → `Variation`. @throws `NOT_PARTY`, `CONDITION_NOT_MET`, `LIMIT_REACHED` */
  @Transaction()
  @Returns('string')
  async ask(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const wanted = decodeAs(variationInput, input);
    const known = await ctx.find<Variation>('variation', wanted.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A variation has this id already.');
    const grant = await ctx.getKnown<Grant>('grant', wanted.grant);
    ensure(grant.terms.consumer === mspId, 'NOT_PARTY', "Only for the grant's consumer.");
    await this.ensurePossible(ctx, grant, wanted.adds);
    const variation = asked(wanted, grant, ctx.stamp);
    await countVariation(ctx, variation);
    return this.store(ctx, await this.owed(ctx, variation), EVENTS.variationAsked);
  }

  /** By an officer of the provider. `VariationAnswer` → `Variation`, and the grant as it then stands. */
  @Transaction()
  @Returns('string')
  async answer(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(variationAnswer, input);
    const variation = await ctx.getKnown<Variation>('variation', said.id);
    const next = answered(variation, said, ctx.stamp);
    if (said.approved) await this.vary(ctx, variation);
    await meet(ctx, 'answer-variation', variation.id);
    return this.store(ctx, next, said.approved ? EVENTS.grantVaried : EVENTS.variationRefused);
  }

  /** By an officer of the consumer, until it is answered. Id → `Variation` */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const variation = await ctx.getKnown<Variation>('variation', check(identifier, id));
    const next = withdrawn(variation, ctx.stamp);
    await end(ctx, 'answer-variation', id, 'withdrawn');
    return this.store(ctx, next, EVENTS.variationWithdrawn);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Variation>('variation', check(identifier, id)));
  }

  private async vary(ctx: CatalogContext, { id, grant: of, adds }: Variation): Promise<void> {
    const grant = await ctx.get<Grant>('grant', of);
    const resourceVersion = await this.ensurePossible(ctx, grant, adds);
    await ctx.put(varied(grant, { id, adds, resourceVersion }, ctx.stamp), of);
  }

  /** What is added can be had now. @returns the version of the resource that it is had of */
  private async ensurePossible(ctx: CatalogContext, grant: Grant, adds: Variation['adds']): Promise<number> {
    ensure(!isOver(grant, ctx.now), 'INVALID_STATE', 'The grant is revoked, or its period is over.');
    const { current } = await ensureOffer(ctx, widened(grant.terms, adds));
    await ensureSystems(ctx, grant.terms.consumer, adds.systems ?? []);
    return current.version;
  }

  private async owed(ctx: CatalogContext, variation: Variation): Promise<Variation> {
    const { id, grant, resource, provider, consumer } = variation;
    const owing = await owe(ctx, await currentPolicy(ctx), {
      kind: 'answer-variation',
      subject: id,
      owedBy: provider,
      owedTo: consumer,
      cause: { type: 'variation', id },
      grant,
      resource,
    });
    return owing ? { ...variation, dueAt: owing.dueAt } : variation;
  }

  private store(ctx: CatalogContext, variation: Variation, event: EventName): Promise<string> {
    const { id, grant, provider, consumer } = variation;
    const subject = event === EVENTS.grantVaried ? grant : id;
    ctx.emit(event, { id: subject, organisations: [provider, consumer] });
    return ctx.put(variation, id);
  }
}
