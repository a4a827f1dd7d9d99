// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { encode } from './domain/encoding/canonical-json';
import { dutyInput, registeredDuty, repealed } from './domain/catalogue/duty';
import { ensure } from './domain/errors';
import { EVENTS } from './domain/events';
import { ensureOwner } from './domain/members/owned';
import type { Duty } from './domain/records';
import { check, decodeAs, ownedId } from './domain/text/schema';
import { CatalogContext } from './ledger';

/** Duties of organisations, each registered and repealed by its own. A code is used once. */
@Info({ title: 'duty', description: 'What the law makes an organisation do' })
export class DutyContract extends CatalogContract {
  constructor() {
    super('duty');
  }

  /** `DutyInput` → `Duty`. @throws DomainError `ROLE_REQUIRED`, `ALREADY_EXISTS` */
  @Transaction()
  @Returns('string')
  async register(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const duty = registeredDuty(decodeAs(dutyInput, input), mspId, ctx.stamp);
    const existing = await ctx.find<Duty>('duty', duty.id);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The code is in use.');
    ctx.emit(EVENTS.dutyRegistered, { id: duty.id, organisations: [mspId] });
    return ctx.put(duty, duty.id);
  }

  /** By its own organisation. What it was the ground for stays readable. @throws DomainError `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async repeal(ctx: CatalogContext, id: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    ensureOwner(check(ownedId, id), mspId);
    const duty = repealed(await ctx.get<Duty>('duty', id), ctx.stamp);
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
