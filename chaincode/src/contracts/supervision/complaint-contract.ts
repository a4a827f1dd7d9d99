// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import type { Correction } from '../../domain/dispute/correction-records';
import type { Dispute } from '../../domain/dispute/dispute-records';
import { encode } from '../../domain/encoding/canonical-json';
import { formatInstant } from '../../domain/calendar/time';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import {
  answerSince,
  complaintAnswer,
  complaintAnswered,
  complaintInput,
  complaintReceived,
  ensureCollectedAgain,
  type Complaint,
  type ComplaintAnswer,
} from '../../domain/supervision/incident';
import type { Organisation } from '../../domain/records';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { policySince } from '../../lookups/members/policy-at';
import { offerOf, versionOf } from '../../lookups/sharing/grant-conditions';
import { meet, owe } from '../../lookups/obligations';

/** Complaints of persons: that one came in, and how it was answered. Who complained of what stays where it came in. */
@Info({ title: 'complaint', description: 'Complaints, by reference and digest' })
export class ComplaintContract extends CatalogContract {
  constructor() {
    super('complaint');
  }

  /** By an officer of the member that received it. `ComplaintInput` → `Complaint` */
  @Transaction()
  @Returns('string')
  async receive(ctx: CatalogContext, input: string): Promise<string> {
    const receiver = await ctx.authorise();
    const told = decodeAs(complaintInput, input);
    const known = await ctx.find<Complaint>('complaint', told.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A complaint has this id already.');
    const { calendar } = await currentPolicy(ctx);
    const complaint = complaintReceived(told, calendar, ctx.stamp);
    const received = answerSince(complaint, calendar, receiver.registered);
    const { policy, since } = await policySince(ctx, 'answer-complaint', received);
    const owed = await owe(ctx, policy, {
      kind: 'answer-complaint',
      subject: complaint.id,
      owedBy: complaint.organisation,
      cause: { type: 'complaint', id: complaint.id },
      startedAt: formatInstant(since),
    });
    return this.store(ctx, owed ? { ...complaint, dueAt: owed.dueAt } : complaint, EVENTS.complaintReceived);
  }

  /** By an officer of the same member, once. `ComplaintAnswer` → `Complaint`. What it names must be there. */
  @Transaction()
  @Returns('string')
  async answer(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(complaintAnswer, input);
    const next = complaintAnswered(await ctx.getKnown<Complaint>('complaint', said.id), said, ctx.stamp);
    if (said.correction !== undefined) await ctx.getKnown<Correction>('correction', said.correction);
    if (said.dispute !== undefined) await ctx.getKnown<Dispute>('dispute', said.dispute);
    if (said.collected !== undefined) await this.ensureCollected(ctx, said.collected, next);
    await meet(ctx, 'answer-complaint', said.id);
    return this.store(ctx, next, EVENTS.complaintAnswered);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Complaint>('complaint', check(identifier, id)));
  }

  /** @throws DomainError `NOT_FOUND`, `CONDITION_NOT_MET` */
  private async ensureCollected(
    ctx: CatalogContext,
    collected: NonNullable<ComplaintAnswer['collected']>,
    complaint: Complaint,
  ): Promise<void> {
    await ctx.get<Organisation>('organisation', collected.organisation);
    const { roles } = await ctx.get<Organisation>('organisation', complaint.organisation);
    const { current } = await offerOf(ctx, collected.resource);
    const first = await versionOf(ctx, collected.resource, 1);
    ensureCollectedAgain(collected, complaint, roles, { current, first: first.published });
  }

  private store(ctx: CatalogContext, complaint: Complaint, event: EventName): Promise<string> {
    ctx.emit(event, { id: complaint.id, organisations: [complaint.organisation] });
    return ctx.put(complaint, complaint.id);
  }
}
