// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import type { Obligation } from '../../domain/law/obligation-records';
import {
  extensionAnswer,
  extensionAnswered,
  extensionAsked,
  extensionInput,
  obligationId,
} from '../../domain/law/obligations';
import { ruleOf } from '../../domain/law/profile';
import type { AccessRequest } from '../../domain/sharing/grant-records';
import { extended } from '../../domain/sharing/request';
import type { Variation } from '../../domain/stewardship/variation';
import { check, decodeAs } from '../../domain/text/schema';
import type { CatalogueChange } from '../../domain/upkeep/catalogue-change';
import { CatalogContext } from '../../ledger';
import { policyAt } from '../../lookups/members/current-policy';
import { ensureManagesCase } from '../../lookups/members/own-case';

/** What is owed. Opened and ended by what causes it; here more time is asked for and given. */
@Info({ title: 'obligation', description: 'What is owed, by whom and until when' })
export class ObligationContract extends CatalogContract {
  constructor() {
    super('obligation');
  }

  /** @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, id: string): Promise<string> {
    return encode(await ctx.get<Obligation>('obligation', check(obligationId, id)));
  }

  /**
   * By an officer of who owes it, once, before it is due: `{id, days, reason}` → `Obligation`
   * @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async askExtension(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId, roles } = await ctx.authorise();
    const asked = decodeAs(extensionInput, input);
    const owed = await ctx.getKnown<Obligation>('obligation', asked.id);
    const { owedBy, owedByRole } = owed;
    const owes =
      owedBy === undefined ? owedByRole !== undefined && roles.includes(owedByRole) : owedBy === mspId;
    ensure(owes, 'NOT_OWNER', 'Another organisation owes it.');
    const rule = ruleOf(owed.kind, await policyAt(ctx, owed.policyVersion));
    const next = extensionAsked(owed, asked, rule?.extensionDays, ctx.stamp);
    return this.store(ctx, next, EVENTS.obligationExtensionAsked);
  }

  /**
   * By an officer of a manager that does not owe it itself and, where there is another, is not owed it; who is owed it is told.
   * `ExtensionAnswer` → `Obligation`
   * @throws DomainError `CONFLICT_OF_INTEREST`, `INVALID_STATE`
   */
  @Transaction()
  @Returns('string')
  async answerExtension(ctx: CatalogContext, input: string): Promise<string> {
    const member = await ctx.authorise();
    const answer = decodeAs(extensionAnswer, input);
    const owed = await ctx.getKnown<Obligation>('obligation', answer.id);
    const asker = owed.extension?.asked.by;
    ensure(member.mspId !== asker, 'CONFLICT_OF_INTEREST', 'Nobody gives itself more time.');
    // What an order asks for is owed to the authority, which orders it as such.
    const creditor = owed.cause.type === 'order' ? undefined : owed.owedTo;
    await ensureManagesCase(ctx, member, { parties: [owed.owedBy, creditor] });
    const { calendar } = await policyAt(ctx, owed.policyVersion);
    const next = extensionAnswered(owed, answer, calendar, ctx.stamp);
    if (answer.approved) await moveClock(ctx, next);
    const event = answer.approved ? EVENTS.obligationExtended : EVENTS.obligationExtensionRefused;
    return this.store(ctx, next, event);
  }

  private store(ctx: CatalogContext, owed: Obligation, event: EventName): Promise<string> {
    const concerned = [owed.owedBy, owed.owedTo, owed.extension?.asked.by];
    const organisations = [...new Set(concerned.filter((one) => one !== undefined))];
    ctx.emit(event, { id: owed.id, organisations });
    return ctx.put(owed, owed.id);
  }
}

/** What is asked says itself until when it is owed. */
async function moveClock(ctx: CatalogContext, { cause, dueAt }: Obligation): Promise<void> {
  const { type, id } = cause;
  if (type === 'request') {
    const request = await ctx.get<AccessRequest>(type, id);
    await ctx.put(extended(request, dueAt, ctx.stamp), id);
  } else if (type === 'variation') {
    const variation = await ctx.get<Variation>(type, id);
    await ctx.put({ ...variation, dueAt, changed: ctx.stamp }, id);
  } else if (type === 'catalogue-change') {
    const change = await ctx.get<CatalogueChange>(type, id);
    await ctx.put({ ...change, dueAt, changed: ctx.stamp }, id);
  }
}
