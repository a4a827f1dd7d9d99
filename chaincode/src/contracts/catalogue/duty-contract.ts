// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { dutyInput, registeredDuty, repealed } from '../../domain/catalogue/duty';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import { ensureOwner } from '../../domain/members/owned';
import type { Duty } from '../../domain/records';
import { check, decodeAs, ownedId } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { followDuty } from '../../lookups/catalogue-changes';

/** Duties of organisations, each registered and repealed by its own. A code is used once. */
@Info({ title: 'duty', description: 'What the law makes an organisation do' })
export class DutyContract extends CatalogContract {
  constructor() {
    super('duty');
  }

  /**
   * `DutyInput` → `Duty`. In the place of another, a provider's catalogue has to follow it.
   * @throws DomainError `ROLE_REQUIRED`, `ALREADY_EXISTS`; `NOT_OWNER`, `NOT_FOUND` for the duty that it replaces
   */
  @Transaction()
  @Returns('string')
  async register(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { mspId } = organisation;
    const duty = registeredDuty(decodeAs(dutyInput, input), mspId, ctx.stamp);
    const existing = await ctx.find<Duty>('duty', duty.id);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The code is in use.');
    if (duty.replaces !== undefined) {
      ensureOwner(duty.replaces, mspId);
      await ctx.get<Duty>('duty', duty.replaces);
      await followDuty(ctx, organisation, duty, 'duty-registered');
    }
    ctx.emit(EVENTS.dutyRegistered, { id: duty.id, organisations: [mspId] });
    return ctx.put(duty, duty.id);
  }

  /** By its own organisation. What it was the ground for stays readable. @throws DomainError `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async repeal(ctx: CatalogContext, id: string): Promise<string> {
    const organisation = await ctx.authorise();
    const { mspId } = organisation;
    ensureOwner(check(ownedId, id), mspId);
    const duty = repealed(await ctx.get<Duty>('duty', id), ctx.stamp);
    await followDuty(ctx, organisation, duty, 'duty-repealed');
    ctx.emit(EVENTS.dutyRepealed, { id, organisations: [mspId] });
    return ctx.put(duty, id);
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Duty>('duty', check(ownedId, id)));
  }
}
