// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import type { Organisation } from '../../domain/records';
import {
  criticised,
  criticismInput,
  ensureOrderable,
  type Criticism,
  type Order,
} from '../../domain/supervision/order';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';

/** Notices of criticism, told to every member. */
@Info({ title: 'criticism', description: 'Notices of criticism' })
export class CriticismContract extends CatalogContract {
  constructor() {
    super('criticism');
  }

  /** By an officer of a manager, of another member. `CriticismInput` → `Criticism`. @throws `CONFLICT_OF_INTEREST`, `CONDITION_NOT_MET` */
  @Transaction()
  @Returns('string')
  async issue(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const asked = decodeAs(criticismInput, input);
    const known = await ctx.find<Criticism>('criticism', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A notice has this id already.');
    const member = await ctx.get<Organisation>('organisation', asked.organisation);
    ensureOrderable(asked, member, await currentPolicy(ctx), ctx.stamp);
    if (asked.order !== undefined) {
      const order = await ctx.get<Order>('order', asked.order);
      const fits = order.organisation === asked.organisation && order.state === 'failed';
      ensure(fits, 'CONDITION_NOT_MET', 'order: must be the member’s, and not complied with.');
    }
    // Named organisations would narrow it: it is told to all.
    ctx.emit(EVENTS.criticismIssued, { id: asked.id });
    return ctx.put(criticised(asked, ctx.stamp), asked.id);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Criticism>('criticism', check(identifier, id)));
  }
}
