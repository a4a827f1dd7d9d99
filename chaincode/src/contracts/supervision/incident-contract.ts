// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import {
  incidentClosed,
  incidentClosing,
  incidentInput,
  incidentReported,
  type Incident,
} from '../../domain/supervision/incident';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { meet, owe } from '../../lookups/obligations';

/** Incidents of security: when they were noticed, when reported, and their outcome; the reports themselves by digest. */
@Info({ title: 'incident', description: 'Incidents of security' })
export class IncidentContract extends CatalogContract {
  constructor() {
    super('incident');
  }

  /** By an officer of the member whose incident it is. `IncidentInput` → `Incident` */
  @Transaction()
  @Returns('string')
  async report(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const told = decodeAs(incidentInput, input);
    const known = await ctx.find<Incident>('incident', told.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'An incident has this id already.');
    const policy = await currentPolicy(ctx);
    const incident = incidentReported(told, policy, ctx.stamp);
    const owed = await owe(ctx, policy, {
      kind: 'close-incident',
      subject: incident.id,
      owedBy: incident.organisation,
      cause: { type: 'incident', id: incident.id },
    });
    return this.store(ctx, owed ? { ...incident, dueAt: owed.dueAt } : incident, EVENTS.incidentReported);
  }

  /** By an officer of the same member: what came of it. `IncidentClosing` → `Incident` */
  @Transaction()
  @Returns('string')
  async close(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...said } = decodeAs(incidentClosing, input);
    const next = incidentClosed(await ctx.getKnown<Incident>('incident', id), said, ctx.stamp);
    await meet(ctx, 'close-incident', id);
    return this.store(ctx, next, EVENTS.incidentClosed);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Incident>('incident', check(identifier, id)));
  }

  private store(ctx: CatalogContext, incident: Incident, event: EventName): Promise<string> {
    ctx.emit(event, { id: incident.id, organisations: [incident.organisation] });
    return ctx.put(incident, incident.id);
  }
}
