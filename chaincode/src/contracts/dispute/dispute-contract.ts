// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { currentPolicy, policyAt } from '../../lookups/members/current-policy';
import {
  changeGrant,
  chosen,
  ensureAssigns,
  ensureNobodyFree,
  ensurePublished,
  isOver,
} from '../../lookups/dispute/dispute-conditions';
import { subjectFacts } from '../../lookups/dispute/dispute-subject';
import { countDispute } from '../../lookups/members/limits';
import { coordinatorOf, courseOf, governmentOf } from '../../lookups/dispute/dispute-course';
import { closedAccounts } from '../../lookups/sharing/grant-ending';
import { end, meet, owe } from '../../lookups/obligations';
import { encode } from '../../domain/encoding/canonical-json';
import {
  accepted,
  answered,
  appealed,
  closed,
  ensureAppealed,
  ensureParty,
  lapsed,
  remedied,
  withdrawn,
} from '../../domain/dispute/dispute';
import { arbitrates, assigned, recused, released, vacancy } from '../../domain/dispute/dispute-assignment';
import {
  answerInput,
  assignInput,
  closeInput,
  openInput,
  proposalInput,
  rulingInput,
  statementInput,
  type RulingInput,
} from '../../domain/dispute/dispute-input';
import {
  ensureArbitrates,
  ensureCoordinates,
  ensureEscalates,
  ensureReferable,
  escalated,
  proposed,
  referred,
  settled,
} from '../../domain/dispute/dispute-coordination';
import { opened } from '../../domain/dispute/dispute-opening';
import type { Dispute } from '../../domain/dispute/dispute-records';
import { ensureRules, grantAfter, grantAfterClosure, ruled } from '../../domain/dispute/dispute-ruling';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { Grant } from '../../domain/sharing/grant-records';
import type { Organisation, Policy } from '../../domain/records';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';

/**
 * Disputes. Each step is measured by the policy that was in force at the opening. A party acts through an officer,
 * an auditing organisation through an auditor too. No transaction here takes transient input; the ledger's own
 * policy endorses.
 */
@Info({ title: 'dispute', description: 'Disputes, rulings and remedies' })
export class DisputeContract extends CatalogContract {
  constructor() {
    super('dispute');
  }

  /**
   * By a party of what it is about, a manager or an auditing organisation. `OpenInput` → `Dispute`
   * @throws DomainError `LIMIT_REACHED` with as many against the respondent as the policy allows at a time
   */
  @Transaction()
  @Returns('string')
  async open(ctx: CatalogContext, input: string): Promise<string> {
    const opener = await ctx.authorise();
    const asked = decodeAs(openInput, input);
    const known = await ctx.find<Dispute>('dispute', asked.id);
    ensure(known === undefined, 'ALREADY_EXISTS', 'A dispute has this id already.');
    const facts = await subjectFacts(ctx, asked.subject);
    const policy = await currentPolicy(ctx);
    const dispute = opened(asked, facts, opener, policy, ctx.stamp, await courseOf(ctx, policy));
    await countDispute(ctx, dispute);
    return this.store(ctx, dispute, EVENTS.disputeOpened);
  }

  /** By the respondent. `AnswerInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async answer(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(answerInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    const next = answered(dispute, said, await policyAt(ctx, dispute.policyVersion), ctx.stamp);
    await ensurePublished(ctx, next);
    return this.store(ctx, next, EVENTS.disputeAnswered);
  }

  /**
   * By an officer of a manager that is no party, who names an organisation; or by a party, when none was named in
   * time: then one is drawn. `{id, arbitrator?}` → `Dispute`
   */
  @Transaction()
  @Returns('string')
  async assign(ctx: CatalogContext, input: string): Promise<string> {
    const caller = await ctx.authorise();
    const { id, arbitrator: named } = decodeAs(assignInput, input);
    const dispute = await this.disputeOf(ctx, id);
    const policy = await policyAt(ctx, dispute.policyVersion);
    ensureAssigns(ctx, dispute, caller, named);
    ensureArbitrates(dispute);
    const due = vacancy(dispute, policy, ctx.stamp, await this.isUnfit(ctx, dispute));
    const arbitrator = await chosen(ctx, dispute, named, due);
    const next = assigned(dispute, arbitrator, due, policy, ctx.stamp, named === undefined);
    return this.store(ctx, next, EVENTS.disputeAssigned);
  }

  /** By a party, where negotiation came to nothing: to the authority that stands over both. `StatementInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async refer(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    ensureReferable(dispute, ctx.stamp);
    const policy = await policyAt(ctx, dispute.policyVersion);
    const coordinator = await coordinatorOf(ctx, dispute);
    const next = referred(dispute, said, coordinator, policy, ctx.stamp);
    await this.oweDecision(ctx, next, 'coordinate-dispute', coordinator.mspId, policy);
    return this.store(ctx, next, EVENTS.disputeReferred);
  }

  /** By an officer of the authority that it is with: a settlement. `ProposalInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async coordinate(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { id, ...proposal } = decodeAs(proposalInput, input);
    const dispute = await this.disputeOf(ctx, id);
    const next = proposed(dispute, proposal, await policyAt(ctx, dispute.policyVersion), ctx.stamp);
    await meet(ctx, 'coordinate-dispute', id);
    return this.store(ctx, next, EVENTS.disputeCoordinated);
  }

  /** By a party that accepts no proposal, or the authority: to its government. `StatementInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async escalate(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    const coordination = ensureEscalates(dispute, ctx.stamp);
    const policy = await policyAt(ctx, dispute.policyVersion);
    const government = await governmentOf(ctx, coordination, dispute);
    const next = escalated(dispute, said, government, policy, ctx.stamp);
    await end(ctx, 'coordinate-dispute', said.id, 'escalated');
    await this.oweDecision(ctx, next, 'decide-dispute', government.mspId, policy);
    return this.store(ctx, next, EVENTS.disputeEscalated);
  }

  /** By an officer of the government that it was put to, for good. `RulingInput` → `Dispute`, and the grant as it then stands. */
  @Transaction()
  @Returns('string')
  async decide(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const ruling = decodeAs(rulingInput, input);
    const dispute = await this.disputeOf(ctx, ruling.id);
    ensureCoordinates(dispute);
    await meet(ctx, 'decide-dispute', ruling.id);
    return this.decided(ctx, dispute, ruling, mspId);
  }

  /** By an arbitrator of the assigned organisation. `RulingInput` → `Dispute`, and the grant as it then stands. */
  @Transaction()
  @Returns('string')
  async rule(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const ruling = decodeAs(rulingInput, input);
    const dispute = await this.disputeOf(ctx, ruling.id);
    ensureArbitrates(dispute);
    return this.decided(ctx, dispute, ruling, mspId);
  }

  /** By an arbitrator of the assigned organisation that ought not to decide it: another one is assigned. `StatementInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async recuse(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    ensureArbitrates(dispute);
    const policy = await policyAt(ctx, dispute.policyVersion);
    return this.store(ctx, recused(dispute, said, policy, ctx.stamp), EVENTS.disputeRecused);
  }

  private async decided(
    ctx: CatalogContext,
    dispute: Dispute,
    ruling: RulingInput,
    mspId: string,
  ): Promise<string> {
    ensureRules(dispute, mspId);
    const asks = dispute.grant !== undefined || ruling.grantAction === undefined;
    ensure(asks, 'CONDITION_NOT_MET', 'grantAction: the dispute is about no grant.');
    const grant = dispute.grant === undefined ? undefined : await ctx.get<Grant>('grant', dispute.grant);
    const policy = await policyAt(ctx, dispute.policyVersion);
    const change = grant && grantAfter(dispute, grant, ruling, ctx.stamp);
    const next = ruled(dispute, ruling, change?.action, policy, ctx.stamp);
    if (change) await this.storeGrant(ctx, change.grant);
    return this.store(ctx, next, EVENTS.disputeRuled);
  }

  /** By a party, once, while the time to appeal runs. `StatementInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async appeal(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    const policy = await policyAt(ctx, dispute.policyVersion);
    return this.store(ctx, appealed(dispute, said, policy, ctx.stamp), EVENTS.disputeAppealed);
  }

  /** By a party that will not appeal, or accepts a settlement: when all do, it ends. `StatementInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async accept(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    if (dispute.state !== 'coordinated')
      return this.store(ctx, accepted(dispute, said, ctx.stamp), EVENTS.disputeAccepted);
    const next = settled(dispute, said, ctx.stamp);
    return this.store(ctx, next, next.state === 'closed' ? EVENTS.disputeClosed : EVENTS.disputeAccepted);
  }

  /**
   * By a party or a manager, once the time to assign somebody on appeal is over and no organisation is free to decide
   * it: the appeal ends and the first ruling stands. `StatementInput` → `Dispute`
   */
  @Transaction()
  @Returns('string')
  async lapse(ctx: CatalogContext, input: string): Promise<string> {
    const caller = await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    if (!isOver(ctx, dispute, caller)) ensureParty(dispute, caller.mspId);
    ensureAppealed(dispute);
    const policy = await policyAt(ctx, dispute.policyVersion);
    const { deadline } = vacancy(dispute, policy, ctx.stamp, await this.isUnfit(ctx, dispute));
    const next = lapsed(dispute, said, deadline, policy, ctx.stamp);
    await ensureNobodyFree(ctx, dispute);
    return this.store(ctx, { ...next, arbitrators: released(dispute, ctx.stamp) }, EVENTS.disputeLapsed);
  }

  /** By the party that answers for it: what the ruling asks is done. `AnswerInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async remedy(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(answerInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    const next = remedied(dispute, said, await policyAt(ctx, dispute.policyVersion), ctx.stamp);
    await ensurePublished(ctx, next);
    return this.store(ctx, next, EVENTS.disputeRemedied);
  }

  /** By a party or a manager; who may say what: `closed` in `domain/dispute.ts`. `CloseInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async close(ctx: CatalogContext, input: string): Promise<string> {
    const caller = await ctx.authorise();
    const said = decodeAs(closeInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    const next = closed(dispute, said, ctx.stamp, isOver(ctx, dispute, caller));
    await changeGrant(ctx, next, (grant) => grantAfterClosure(next, grant, ctx.stamp));
    return this.store(ctx, next, EVENTS.disputeClosed);
  }

  /** By the opener, until it is ruled. `StatementInput` → `Dispute` */
  @Transaction()
  @Returns('string')
  async withdraw(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(statementInput, input);
    const dispute = await this.disputeOf(ctx, said.id);
    const next = withdrawn(dispute, said, ctx.stamp);
    await end(ctx, 'coordinate-dispute', said.id, 'withdrawn');
    await end(ctx, 'decide-dispute', said.id, 'withdrawn');
    return this.store(ctx, next, EVENTS.disputeWithdrawn);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Dispute>('dispute', check(identifier, id)));
  }

  private disputeOf(ctx: CatalogContext, id: string): Promise<Dispute> {
    return ctx.getKnown<Dispute>('dispute', id);
  }

  /** Whether who is to rule no longer arbitrates. */
  private async isUnfit(ctx: CatalogContext, { state, arbitrators }: Dispute): Promise<boolean> {
    const last = arbitrators.at(-1);
    if (state !== 'assigned' || !last) return false;
    return !arbitrates(await ctx.get<Organisation>('organisation', last.organisation));
  }

  private async oweDecision(
    ctx: CatalogContext,
    dispute: Dispute,
    kind: 'coordinate-dispute' | 'decide-dispute',
    owedBy: string,
    policy: Policy,
  ): Promise<void> {
    const { id, opener, grant, resource, pending } = dispute;
    await owe(ctx, policy, {
      kind,
      subject: id,
      owedBy,
      owedTo: opener,
      cause: { type: 'dispute', id },
      ...(grant !== undefined && { grant }),
      ...(resource !== undefined && { resource }),
      ...(pending && { dueAt: pending.dueAt }),
    });
  }

  private async storeGrant(ctx: CatalogContext, grant: Grant): Promise<void> {
    await ctx.put(grant.state === 'revoked' ? await closedAccounts(ctx, grant) : grant, grant.id);
  }

  private store(ctx: CatalogContext, dispute: Dispute, event: EventName): Promise<string> {
    const deciding = dispute.arbitrators.map(({ organisation }) => organisation);
    const { coordination } = dispute;
    const organisations = [
      ...new Set([...dispute.parties, ...(coordination ? [coordination.organisation] : []), ...deciding]),
    ];
    ctx.emit(event, { id: dispute.id, organisations });
    return ctx.put(dispute, dispute.id);
  }
}
