// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import type { Resource } from '../../domain/catalogue/resource-records';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { Duty, Organisation } from '../../domain/records';
import { ensurePublished } from '../../domain/sharing/offer';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import {
  demandInput,
  demandRefusal,
  demandWithdrawn,
  listed,
  listingInput,
  refused,
  stated,
  type Demand,
} from '../../domain/upkeep/demand';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { countAsked } from '../../lookups/members/limits';
import { end, meet, owe } from '../../lookups/obligations';

/** Demand for data that is not listed: read by every member, so that whoever holds it may say so. */
@Info({ title: 'demand', description: 'Demand for data that is not listed yet' })
export class DemandContract extends CatalogContract {
  constructor() {
    super('demand');
  }

  /** By an officer of a consumer. `DemandInput` → `Demand`. @throws DomainError `LIMIT_REACHED`, `CONDITION_NOT_MET` */
  @Transaction()
  @Returns('string')
  async state(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const asked = decodeAs(demandInput, input);
    const known = await ctx.find<Demand>('demand', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A demand has this id already.');
    const demand = stated(asked, ctx.stamp);
    const { roles } = await ctx.get<Organisation>('organisation', demand.provider);
    ensure(roles.includes('provider'), 'CONDITION_NOT_MET', 'provider: the organisation is none.');
    if (demand.duty !== undefined) await ctx.get<Duty>('duty', demand.duty);
    await countAsked(ctx, demand.consumer, demand.provider, demand);
    const owed = await owe(ctx, await currentPolicy(ctx), {
      kind: 'list-demanded',
      subject: demand.id,
      owedBy: demand.provider,
      owedTo: demand.consumer,
      cause: { type: 'demand', id: demand.id },
    });
    return this.store(ctx, owed ? { ...demand, dueAt: owed.dueAt } : demand, EVENTS.demandStated);
  }

  /** By an officer of the provider: it is listed. `{id, resource}` → `Demand`. @throws DomainError `CONDITION_NOT_MET` */
  @Transaction()
  @Returns('string')
  async meet(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, resource } = decodeAs(listingInput, input);
    const next = listed(await ctx.get<Demand>('demand', id), resource, ctx.stamp);
    ensurePublished(await ctx.get<Resource>('resource', resource));
    await meet(ctx, 'list-demanded', id);
    return this.store(ctx, next, EVENTS.demandListed);
  }

  /** By an officer of the provider: it will not be listed. `DemandRefusal` → `Demand` */
  @Transaction()
  @Returns('string')
  async refuse(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const refusal = decodeAs(demandRefusal, input);
    const next = refused(await ctx.get<Demand>('demand', refusal.id), refusal, ctx.stamp);
    if (refusal.holder !== undefined) await ctx.get<Organisation>('organisation', refusal.holder);
    await meet(ctx, 'list-demanded', refusal.id);
    return this.store(ctx, next, EVENTS.demandRefused);
  }

  /** By an officer of who stated it. Id → `Demand` */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const next = demandWithdrawn(await ctx.get<Demand>('demand', check(identifier, id)), ctx.stamp);
    await end(ctx, 'list-demanded', id, 'withdrawn');
    return this.store(ctx, next, EVENTS.demandWithdrawn);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Demand>('demand', check(identifier, id)));
  }

  private store(ctx: CatalogContext, demand: Demand, event: EventName): Promise<string> {
    ctx.emit(event, { id: demand.id, organisations: [demand.provider, demand.consumer] });
    return ctx.put(demand, demand.id);
  }
}
