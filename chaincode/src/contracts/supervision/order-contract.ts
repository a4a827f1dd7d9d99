// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { formatInstant } from '../../domain/calendar/time';
import { dueAt } from '../../domain/calendar/working-days';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { articleOf } from '../../domain/law/citation';
import { confirmed, met, neverMet } from '../../domain/law/obligations';
import type { Organisation } from '../../domain/records';
import {
  complianceInput,
  complianceReported,
  concluded,
  conclusionInput,
  ensureOrderable,
  ordered,
  orderInput,
  orderWithdrawn,
  type Order,
} from '../../domain/supervision/order';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { changeOwed, end, owe } from '../../lookups/obligations';

/** Orders to correct what a member failed, by a date, and how they were complied with. */
@Info({ title: 'order', description: 'Orders to correct' })
export class OrderContract extends CatalogContract {
  constructor() {
    super('order');
  }

  /** By an officer of a manager, to another member. `OrderInput` → `Order`. @throws `CONFLICT_OF_INTEREST`, `CONDITION_NOT_MET` */
  @Transaction()
  @Returns('string')
  async issue(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const asked = decodeAs(orderInput, input);
    const known = await ctx.find<Order>('order', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'An order has this id already.');
    const member = await ctx.get<Organisation>('organisation', asked.organisation);
    const policy = await currentPolicy(ctx);
    ensureOrderable(asked, member, policy, ctx.stamp);
    const due = formatInstant(dueAt(ctx.now, asked.within, policy.calendar));
    const order = ordered(asked, due, ctx.stamp);
    const [first = ''] = order.items;
    await owe(ctx, policy, {
      kind: 'comply-order',
      subject: order.id,
      owedBy: order.organisation,
      owedTo: order.issuer,
      cause: { type: 'order', id: order.id },
      // The articles on providers, consumers and authorities each order what they hold somebody to.
      article: articleOf(first),
      dueAt: due,
    });
    return this.store(ctx, order, EVENTS.orderIssued);
  }

  /** By an officer of the member: what it has done. `ComplianceInput` → `Order` */
  @Transaction()
  @Returns('string')
  async report(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...said } = decodeAs(complianceInput, input);
    const next = complianceReported(await ctx.getKnown<Order>('order', id), said, ctx.stamp);
    await changeOwed(ctx, 'comply-order', id, (owed) => met(owed, 'declared', ctx.stamp));
    return this.store(ctx, next, EVENTS.orderReported);
  }

  /** By an officer of the authority that issued it: corrected or not. `ConclusionInput` → `Order` */
  @Transaction()
  @Returns('string')
  async conclude(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...said } = decodeAs(conclusionInput, input);
    const order = await ctx.getKnown<Order>('order', id);
    const next = concluded(order, said, ctx.stamp);
    await changeOwed(ctx, 'comply-order', id, (owed) => {
      if (!said.complied) return neverMet({ ...owed, state: 'open' }, 'not-corrected', ctx.stamp);
      return owed.met ? confirmed(owed, ctx.stamp) : met(owed, 'confirmed', ctx.stamp);
    });
    return this.store(ctx, next, EVENTS.orderConcluded);
  }

  /** By an officer of the authority that issued it, until it is concluded. Id → `Order` */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const next = orderWithdrawn(await ctx.getKnown<Order>('order', check(identifier, id)), ctx.stamp);
    await end(ctx, 'comply-order', id, 'withdrawn');
    return this.store(ctx, next, EVENTS.orderWithdrawn);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Order>('order', check(identifier, id)));
  }

  private store(ctx: CatalogContext, order: Order, event: EventName): Promise<string> {
    ctx.emit(event, { id: order.id, organisations: [order.organisation, order.issuer] });
    return ctx.put(order, order.id);
  }
}
