// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { encode } from './domain/canonical-json';
import { DomainError, ensure } from './domain/errors';
import { EVENTS, type EventName } from './domain/events';
import {
  organisationChange,
  organisationInput,
  registered,
  withStatus,
  type OrganisationInput,
} from './domain/organisation';
import type { Organisation } from './domain/records';
import { check, decodeAs, mspId } from './domain/schema';
import { CatalogContext } from './ledger';

/** Members of the consortium, registered by a manager. The first caller founds it by registering itself as one. */
@Info({ title: 'organisation', description: 'Members of the consortium' })
export class OrganisationContract extends CatalogContract {
  constructor() {
    super('organisation');
  }

  @Transaction()
  @Returns('string')
  async register(ctx: CatalogContext, input: string): Promise<string> {
    const organisation = decodeAs(organisationInput, input);
    await this.authoriseRegistration(ctx, organisation);
    const existing = await ctx.find<Organisation>('organisation', organisation.mspId);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The organisation is registered already.');
    return this.store(ctx, registered(organisation, ctx.stamp), EVENTS.organisationRegistered);
  }

  @Transaction()
  @Returns('string')
  async update(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise(['admin', 'officer'], 'manager');
    const change = decodeAs(organisationChange, input);
    const organisation = await ctx.get<Organisation>('organisation', change.mspId);
    const changed = { ...organisation, ...change, changed: ctx.stamp };
    return this.store(ctx, changed, EVENTS.organisationUpdated);
  }

  @Transaction()
  @Returns('string')
  async suspend(ctx: CatalogContext, id: string): Promise<string> {
    return this.setStatus(ctx, id, 'suspended');
  }

  @Transaction()
  @Returns('string')
  async resume(ctx: CatalogContext, id: string): Promise<string> {
    return this.setStatus(ctx, id, 'active');
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Organisation>('organisation', check(mspId, id)));
  }

  @Transaction(false)
  @Returns('string')
  async list(ctx: CatalogContext): Promise<string> {
    return encode(await ctx.list<Organisation>('organisation'));
  }

  private async setStatus(ctx: CatalogContext, id: string, status: Organisation['status']): Promise<string> {
    await ctx.authorise(['admin', 'officer'], 'manager');
    const organisation = await ctx.get<Organisation>('organisation', check(mspId, id));
    if (status === 'suspended' && id === ctx.caller.mspId) {
      throw new DomainError('CONFLICT_OF_INTEREST', 'A manager does not suspend itself.');
    }
    const event = status === 'active' ? EVENTS.organisationResumed : EVENTS.organisationSuspended;
    return this.store(ctx, withStatus(organisation, status, ctx.stamp), event);
  }

  private store(ctx: CatalogContext, organisation: Organisation, event: EventName): Promise<string> {
    ctx.emit(event, { id: organisation.mspId, organisations: [organisation.mspId] });
    return ctx.put(organisation, organisation.mspId);
  }

  private async authoriseRegistration(ctx: CatalogContext, input: OrganisationInput): Promise<void> {
    const members = await ctx.list<Organisation>('organisation');
    if (members.length > 0) {
      await ctx.authorise(['admin', 'officer'], 'manager');
      return;
    }
    const founds =
      ctx.caller.role === 'admin' && input.mspId === ctx.caller.mspId && input.roles.includes('manager');
    ensure(
      founds,
      'ROLE_REQUIRED',
      'The first organisation is a manager, registered by its own administrator.',
    );
  }
}
