// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import { confirmed, met } from '../../domain/law/obligations';
import type { Organisation } from '../../domain/records';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import {
  askInput,
  declareInput,
  designated,
  designationInput,
  endedSource,
  ensureOfSubject,
  reasonInput,
  sourceUpdateContested,
  updateAsked,
  updateConfirmed,
  updateDeclared,
  type DesignationInput,
  type SourceAgency,
  type SourceUpdate,
} from '../../domain/upkeep/source-agency';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { offerOf } from '../../lookups/sharing/grant-conditions';
import { countAsked } from '../../lookups/members/limits';
import { changeOwed, contest, owe } from '../../lookups/obligations';

/** Source agencies: named by a manager, helped by the others that collect the same. */
@Info({ title: 'source', description: 'Source agencies and what is asked of the others' })
export class SourceContract extends CatalogContract {
  constructor() {
    super('source');
  }

  /** By a manager. `DesignationInput` → `SourceAgency`. @throws DomainError `NOT_FOUND`, `CONDITION_NOT_MET` */
  @Transaction()
  @Returns('string')
  async designate(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const named = decodeAs(designationInput, input);
    const known = await ctx.find<SourceAgency>('source-agency', named.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A designation has this id already.');
    await this.ensureProviders(ctx, named);
    for (const entry of named.items) {
      const { current } = await offerOf(ctx, entry.resource);
      ensureOfSubject(named, entry, current);
    }
    return this.store(ctx, designated(named, ctx.stamp), EVENTS.sourceDesignated);
  }

  /** By a manager. `{id, reason}` → `SourceAgency`. @throws DomainError `INVALID_STATE` */
  @Transaction()
  @Returns('string')
  async end(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, reason } = decodeAs(reasonInput, input);
    const source = await ctx.get<SourceAgency>('source-agency', id);
    return this.store(ctx, endedSource(source, reason, ctx.stamp), EVENTS.sourceEnded);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<SourceAgency>('source-agency', check(identifier, id)));
  }

  /** By the agency, of a collector. `{id, source, collector, text}` → `SourceUpdate`. @throws DomainError `LIMIT_REACHED` */
  @Transaction()
  @Returns('string')
  async askUpdate(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const asked = decodeAs(askInput, input);
    const known = await ctx.find<SourceUpdate>('source-update', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'An update has this id already.');
    const source = await ctx.get<SourceAgency>('source-agency', asked.source);
    const update = updateAsked(source, asked, ctx.stamp);
    await countAsked(ctx, mspId, update.organisation, update);
    const owed = await owe(ctx, await currentPolicy(ctx), {
      kind: 'supply-source',
      subject: update.id,
      owedBy: update.organisation,
      owedTo: update.agency,
      cause: { type: 'source-update', id: update.id },
    });
    const next = owed ? { ...update, dueAt: owed.dueAt } : update;
    return this.storeUpdate(ctx, next, EVENTS.sourceUpdateAsked);
  }

  /** By the collector: it is done, as far as it can say. `{id, text}` → `SourceUpdate` */
  @Transaction()
  @Returns('string')
  async declareUpdate(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, text } = decodeAs(declareInput, input);
    const next = updateDeclared(await this.updateOf(ctx, id), text, ctx.stamp);
    await changeOwed(ctx, 'supply-source', id, (owed) => met(owed, 'declared', ctx.stamp));
    return this.storeUpdate(ctx, next, EVENTS.sourceUpdateDeclared);
  }

  /** By the agency: it is so. Id → `SourceUpdate` */
  @Transaction()
  @Returns('string')
  async confirmUpdate(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const next = updateConfirmed(await this.updateOf(ctx, check(identifier, id)), ctx.stamp);
    await changeOwed(ctx, 'supply-source', id, (owed) => confirmed(owed, ctx.stamp));
    return this.storeUpdate(ctx, next, EVENTS.sourceUpdateConfirmed);
  }

  /** By the agency: it is not so, and owed as before, with the days that were left. `{id, reason}` → `SourceUpdate` */
  @Transaction()
  @Returns('string')
  async contestUpdate(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, reason } = decodeAs(reasonInput, input);
    const next = sourceUpdateContested(await this.updateOf(ctx, id), reason, ctx.stamp);
    const owed = await contest(ctx, 'supply-source', id, reason);
    return this.storeUpdate(ctx, owed ? { ...next, dueAt: owed.dueAt } : next, EVENTS.sourceUpdateContested);
  }

  @Transaction(false)
  @Returns('string')
  async readUpdate(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await this.updateOf(ctx, check(identifier, id)));
  }

  private updateOf(ctx: CatalogContext, id: string): Promise<SourceUpdate> {
    return ctx.get<SourceUpdate>('source-update', id);
  }

  private async ensureProviders(
    ctx: CatalogContext,
    { agency, collectors }: DesignationInput,
  ): Promise<void> {
    for (const one of [agency, ...collectors]) {
      const { roles } = await ctx.get<Organisation>('organisation', one);
      ensure(roles.includes('provider'), 'CONDITION_NOT_MET', 'An organisation named is no provider.');
    }
  }

  private store(ctx: CatalogContext, source: SourceAgency, event: EventName): Promise<string> {
    const organisations = [source.organisation, ...source.collectors];
    ctx.emit(event, { id: source.id, organisations });
    return ctx.put(source, source.id);
  }

  private storeUpdate(ctx: CatalogContext, update: SourceUpdate, event: EventName): Promise<string> {
    ctx.emit(event, { id: update.id, organisations: [update.agency, update.organisation] });
    return ctx.put(update, update.id);
  }
}
