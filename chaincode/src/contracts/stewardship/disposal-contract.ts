// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { Obligation } from '../../domain/law/obligation-records';
import { confirmed as obligationConfirmed, met } from '../../domain/law/obligations';
import type { Grant } from '../../domain/sharing/grant-records';
import { leavesCopies } from '../../domain/sharing/mode';
import {
  confirmed,
  contested,
  declared,
  disposalInput,
  disposalObjection,
  disposalOf,
  instructed,
  instructionInput,
  type Disposal,
} from '../../domain/stewardship/disposal';
import { ensureAllGaveWord } from '../../domain/stewardship/contractor';
import { check, decodeAs, identifier } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { contractorsUnder } from '../../lookups/sharing/use-reports';
import { changeOwed, contest } from '../../lookups/obligations';

/** What becomes of copies when their grant ends, its expiry recorded. By officers. */
@Info({ title: 'disposal', description: 'What becomes of copies when their grant ends' })
export class DisposalContract extends CatalogContract {
  constructor() {
    super('disposal');
  }

  /** By the provider: how. `InstructionInput` → `Disposal` */
  @Transaction()
  @Returns('string')
  async instruct(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { grant, ...how } = decodeAs(instructionInput, input);
    const next = instructed(await this.disposalOf(ctx, grant), how, ctx.stamp);
    return this.store(ctx, next, EVENTS.disposalInstructed);
  }

  /** By the consumer: done, by its contractors too. `DisposalInput` → `Disposal` */
  @Transaction()
  @Returns('string')
  async declare(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const said = decodeAs(disposalInput, input);
    const { calendar } = await currentPolicy(ctx);
    const next = declared(await this.disposalOf(ctx, said.grant), said, calendar, ctx.stamp);
    ensureAllGaveWord(await contractorsUnder(ctx, said.grant), said.contractors);
    await this.change(ctx, next, (owed) => met(owed, 'declared', ctx.stamp));
    return this.store(ctx, next, EVENTS.disposalDeclared);
  }

  /** By the provider: it is so. Grant id → `Disposal` */
  @Transaction()
  @Returns('string')
  async confirm(ctx: CatalogContext, grant: string): Promise<string> {
    await ctx.authorise();
    const next = confirmed(await this.disposalOf(ctx, check(identifier, grant)), ctx.stamp);
    await this.change(ctx, next, (owed) => obligationConfirmed(owed, ctx.stamp));
    return this.store(ctx, next, EVENTS.disposalConfirmed);
  }

  /** By the provider: it is not so, and owed as before, with the days that were left. `{grant, reason}` → `Disposal` */
  @Transaction()
  @Returns('string')
  async contest(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const { grant, reason } = decodeAs(disposalObjection, input);
    const next = contested(await this.disposalOf(ctx, grant), reason, ctx.stamp);
    const owed = await contest(ctx, 'dispose-data', grant, reason);
    return this.store(ctx, owed ? { ...next, dueAt: owed.dueAt } : next, EVENTS.disposalContested);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, grant: string): Promise<string> {
    return encode(await ctx.get<Disposal>('disposal', check(identifier, grant)));
  }

  /** @throws DomainError `CONDITION_NOT_MET` where no copies were given, `INVALID_STATE` while the grant runs */
  private async disposalOf(ctx: CatalogContext, id: string): Promise<Disposal> {
    const grant = await ctx.getKnown<Grant>('grant', id);
    const { provider, consumer, mode } = grant.terms;
    const { mspId } = ctx.caller;
    ensure(mspId === provider || mspId === consumer, 'NOT_PARTY', 'Only for the parties of the grant.');
    ensure(leavesCopies(mode), 'CONDITION_NOT_MET', 'No copies are given under the grant.');
    const found = await ctx.find<Disposal>('disposal', id);
    if (found) return found;
    const isEnded = grant.state === 'revoked' || grant.state === 'expired';
    ensure(isEnded, 'INVALID_STATE', 'The grant runs, or its end is not recorded.');
    // It ended before disposals were kept: nothing is owed for it.
    return disposalOf(grant, undefined, ctx.stamp);
  }

  private async change(
    ctx: CatalogContext,
    { grant }: Disposal,
    change: (owed: Obligation) => Obligation,
  ): Promise<void> {
    await changeOwed(ctx, 'dispose-data', grant, change);
  }

  private store(ctx: CatalogContext, disposal: Disposal, event: EventName): Promise<string> {
    const { grant, provider, consumer } = disposal;
    ctx.emit(event, { id: grant, organisations: [provider, consumer] });
    return ctx.put(disposal, grant);
  }
}
