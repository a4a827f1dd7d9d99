// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import {
  answered,
  correctionAnswer,
  correctionDispute,
  correctionInput,
  disputed,
  disputeOf,
  opened,
  withdrawn,
} from '../../domain/dispute/correction';
import type { Correction } from '../../domain/dispute/correction-records';
import type { Dispute } from '../../domain/dispute/dispute-records';
import { opened as openedDispute } from '../../domain/dispute/dispute-opening';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { Organisation } from '../../domain/records';
import type { Grant } from '../../domain/sharing/grant-records';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { courseOf } from '../../lookups/dispute/dispute-course';
import { subjectFacts } from '../../lookups/dispute/dispute-subject';
import { countCorrection, countDispute } from '../../lookups/members/limits';
import { end, meet, owe } from '../../lookups/obligations';

/** Reports that shared data is wrong, and their answers. All by officers. */
@Info({ title: 'correction', description: 'Wrong data reported, checked and corrected' })
export class CorrectionContract extends CatalogContract {
  constructor() {
    super('correction');
  }

  /** By the consumer of a grant, also one that has ended. `CorrectionInput` → `Correction`. @throws `NOT_PARTY`, `LIMIT_REACHED` */
  @Transaction()
  @Returns('string')
  async open(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const asked = decodeAs(correctionInput, input);
    const known = await ctx.find<Correction>('correction', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A correction has this id already.');
    const grant = await ctx.getKnown<Grant>('grant', asked.grant);
    ensure(grant.terms.consumer === mspId, 'NOT_PARTY', 'Only for the consumer of the grant.');
    const correction = opened(asked, grant, ctx.stamp);
    await countCorrection(ctx, correction);
    return this.store(ctx, await this.owed(ctx, correction), EVENTS.correctionOpened);
  }

  /** By who has to answer: the provider, or who it was handed to. `CorrectionAnswerInput` → `Correction` */
  @Transaction()
  @Returns('string')
  async answer(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const answer = decodeAs(correctionAnswer, input);
    const correction = await ctx.getKnown<Correction>('correction', answer.id);
    const next = answered(correction, answer, ctx.stamp);
    if (answer.outcome === 'handed-over') await ensureSource(ctx, answer.to);
    await meet(ctx, 'correct-data', subjectOf(correction));
    if (answer.outcome !== 'handed-over') return this.store(ctx, next, EVENTS.correctionAnswered);
    return this.store(ctx, await this.owed(ctx, next), EVENTS.correctionHandedOver);
  }

  /** By the consumer, until it is answered. Id → `Correction` */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, id: string): Promise<string> {
    await ctx.authorise();
    const correction = await ctx.getKnown<Correction>('correction', check(identifier, id));
    const next = withdrawn(correction, ctx.stamp);
    await end(ctx, 'correct-data', subjectOf(correction), 'withdrawn');
    return this.store(ctx, next, EVENTS.correctionWithdrawn);
  }

  /**
   * By the consumer, when it was not answered in time or is not content: `{id, dispute, statement}` → `Correction`, and
   * the dispute with it. @throws DomainError `LIMIT_REACHED`, and as the domain's `disputed` does
   */
  @Transaction()
  @Returns('string')
  async dispute(ctx: CatalogContext, input: string): Promise<string> {
    const opener = await ctx.authorise();
    const { id, dispute: disputeId, statement } = decodeAs(correctionDispute, input);
    const correction = await ctx.getKnown<Correction>('correction', id);
    const next = disputed(correction, disputeId, ctx.stamp);
    const known = await ctx.find<Dispute>('dispute', disputeId);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A dispute has this id already.');
    const asked = disputeOf(correction, disputeId, statement);
    const facts = await subjectFacts(ctx, asked.subject);
    const policy = await currentPolicy(ctx);
    const course = await courseOf(ctx, policy);
    const dispute = openedDispute(asked, facts, opener, policy, ctx.stamp, course);
    await countDispute(ctx, dispute);
    await ctx.put(dispute, dispute.id);
    await end(ctx, 'correct-data', subjectOf(correction), 'disputed');
    return this.store(ctx, next, EVENTS.correctionDisputed);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Correction>('correction', check(identifier, id)));
  }

  /** Whoever has to answer owes it from now on. */
  private async owed(ctx: CatalogContext, correction: Correction): Promise<Correction> {
    const { id, answering, consumer, grant, resource } = correction;
    const owing = await owe(ctx, await currentPolicy(ctx), {
      kind: 'correct-data',
      subject: subjectOf(correction),
      owedBy: answering,
      owedTo: consumer,
      cause: { type: 'correction', id },
      grant,
      resource,
    });
    return owing ? { ...correction, dueAt: owing.dueAt } : correction;
  }

  private store(ctx: CatalogContext, correction: Correction, event: EventName): Promise<string> {
    const { id, provider, consumer, answering } = correction;
    ctx.emit(event, { id, organisations: [...new Set([provider, consumer, answering])] });
    return ctx.put(correction, id);
  }
}

/** Only who provides data can be its source: nobody else is made to answer. @throws DomainError `CONDITION_NOT_MET` */
async function ensureSource(ctx: CatalogContext, mspId: string): Promise<void> {
  const organisation = await ctx.find<Organisation>('organisation', mspId);
  const provides = organisation?.status === 'active' && organisation.roles.includes('provider');
  ensure(provides, 'CONDITION_NOT_MET', 'to: is no active provider.');
}

/** Who it is handed to owes an answer of its own. */
const subjectOf = ({ id, answers }: Correction): string => `${id}~${answers.length + 1}`;
