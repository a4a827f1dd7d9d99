// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import { ensureOwner } from '../../domain/members/owned';
import type { Duty, System } from '../../domain/records';
import { check, decodeAs, ownedId } from '../../domain/text/schema';
import { registeredSystem, retiredSystem, systemInput } from '../../domain/catalogue/system';
import { CatalogContext } from '../../ledger';

/** Information systems, each registered and retired by its own organisation. A code is used once. */
@Info({ title: 'system', description: 'Software that holds or uses data, and the duties it serves' })
export class SystemContract extends CatalogContract {
  constructor() {
    super('system');
  }

  /**
   * `SystemInput` → `System`.
   * @throws DomainError `ROLE_REQUIRED`, `ALREADY_EXISTS`; `NOT_OWNER`, `NOT_FOUND`, `CONDITION_NOT_MET` for a duty
   */
  @Transaction()
  @Returns('string')
  async register(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const system = registeredSystem(decodeAs(systemInput, input), mspId, ctx.stamp);
    const existing = await ctx.find<System>('system', system.id);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The code is in use.');
    for (const duty of system.duties) await this.ensureDuty(ctx, duty);
    ctx.emit(EVENTS.systemRegistered, { id: system.id, organisations: [mspId] });
    return ctx.put(system, system.id);
  }

  /** By its own organisation. @throws DomainError `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async retire(ctx: CatalogContext, id: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    ensureOwner(check(ownedId, id), mspId);
    const system = retiredSystem(await ctx.get<System>('system', id), ctx.stamp);
    ctx.emit(EVENTS.systemRetired, { id, organisations: [mspId] });
    return ctx.put(system, id);
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<System>('system', check(ownedId, id)));
  }

  private async ensureDuty(ctx: CatalogContext, id: string): Promise<void> {
    ensureOwner(id, ctx.caller.mspId);
    const { status } = await ctx.get<Duty>('duty', id);
    ensure(status === 'active', 'CONDITION_NOT_MET', 'duties: one of them is repealed.');
  }
}
