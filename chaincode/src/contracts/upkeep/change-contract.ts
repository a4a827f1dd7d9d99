// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import type { Resource } from '../../domain/catalogue/resource-records';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { ensureOwner } from '../../domain/members/owned';
import type { Duty } from '../../domain/records';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import {
  changeInput,
  ensureUpdated,
  objectionInput,
  opened,
  updateContested,
  updated,
  updateInput,
  type CatalogueChange,
} from '../../domain/upkeep/catalogue-change';
import { CatalogContext } from '../../ledger';
import { oweUpdate } from '../../lookups/catalogue-changes';
import { contest, meet } from '../../lookups/obligations';

/** Changes after which a catalogue has to be updated, and that it was. */
@Info({ title: 'change', description: 'Changes of law and duty that a catalogue has to follow' })
export class ChangeContract extends CatalogContract {
  constructor() {
    super('change');
  }

  /** By the duty's own organisation, or a manager. `ChangeInput` → `CatalogueChange` */
  @Transaction()
  @Returns('string')
  async declare(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId, roles } = await ctx.authorise();
    const told = decodeAs(changeInput, input);
    if (!roles.includes('manager')) ensureOwner(told.duty, mspId);
    await ctx.get<Duty>('duty', told.duty);
    const known = await ctx.find<CatalogueChange>('catalogue-change', told.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A change has this id already.');
    return this.store(ctx, await oweUpdate(ctx, opened(told, ctx.stamp)), EVENTS.changeDeclared);
  }

  /** By the catalogue's own organisation. `UpdateInput` → `CatalogueChange`; entries that it names were changed since. */
  @Transaction()
  @Returns('string')
  async recordUpdate(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...update } = decodeAs(updateInput, input);
    const change = await ctx.get<CatalogueChange>('catalogue-change', id);
    const next = updated(change, update, ctx.stamp);
    for (const entry of update.entries ?? []) {
      ensureOwner(entry, change.organisation);
      ensureUpdated(await ctx.get<Resource>('resource', entry), change);
    }
    await meet(ctx, 'update-catalogue', id, update.entries ? 'act' : 'declared');
    return this.store(ctx, next, EVENTS.changeUpdated);
  }

  /** By a manager: a word that no entry had to be changed is not accepted; the days that were left go on. `{id, reason}` → `CatalogueChange` */
  @Transaction()
  @Returns('string')
  async contestUpdate(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { id, reason } = decodeAs(objectionInput, input);
    const change = await ctx.get<CatalogueChange>('catalogue-change', id);
    ensure(change.organisation !== mspId, 'CONFLICT_OF_INTEREST', 'It is the manager’s own catalogue.');
    const next = updateContested(change, reason, ctx.stamp);
    const owed = await contest(ctx, 'update-catalogue', id, reason);
    return this.store(ctx, owed ? { ...next, dueAt: owed.dueAt } : next, EVENTS.changeContested);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<CatalogueChange>('catalogue-change', check(identifier, id)));
  }

  private store(ctx: CatalogContext, change: CatalogueChange, event: EventName): Promise<string> {
    ctx.emit(event, { id: change.id, organisations: [change.organisation] });
    return ctx.put(change, change.id);
  }
}
