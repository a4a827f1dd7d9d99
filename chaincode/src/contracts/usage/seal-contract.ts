// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { month } from '../../domain/calendar/month';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import { sideName } from '../../domain/period/period';
import { check, decodeAs, mspId, uuid } from '../../domain/text/schema';
import { ensureMaySeal, sealed, sealingInput, sealSubject, withSealed } from '../../domain/usage/seal';
import type { Seal } from '../../domain/usage/seal-records';
import { SIDES } from '../../domain/usage/usage-records';
import { CatalogContext } from '../../ledger';
import { currentPolicy } from '../../lookups/members/current-policy';
import { owe } from '../../lookups/obligations';
import { sealedMonth } from '../../lookups/usage/seals';

/** Uses that are committed to now and disclosed later, as leaves of a batch: see `usage:submit`. */
@Info({ title: 'seal', description: 'Sealed uses' })
export class SealContract extends CatalogContract {
  constructor() {
    super('seal');
  }

  /**
   * By an officer of an organisation that the policy lets seal. Each use has a record of its own, is counted in its month and
   * is owed to be disclosed. `SealingInput` → the seals.
   * @throws DomainError `CONDITION_NOT_MET`, `ALREADY_EXISTS` where an id was sealed before, `LIMIT_REACHED`
   */
  @Transaction()
  @Returns('string')
  async commit(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise();
    const sealing = decodeAs(sealingInput, input);
    const policy = await currentPolicy(ctx);
    ensureMaySeal(organisation, sealing, policy, ctx.now);
    const { seals, discloseBy } = sealing;
    const made = seals.map((one) => sealed(organisation, one, discloseBy, policy, ctx.stamp));
    await this.enter(ctx, organisation, made);
    for (const seal of made) {
      await ctx.put(seal, organisation, seal.id);
      await owe(ctx, policy, {
        kind: 'disclose-sealed',
        subject: sealSubject(seal),
        owedBy: organisation,
        cause: { type: 'seal', id: sealSubject(seal) },
        dueAt: discloseBy,
      });
    }
    ctx.emit(EVENTS.usesSealed, { id: organisation, organisations: [organisation] });
    return encode(made);
  }

  /** MSP id, id → `Seal`. @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, organisation: string, id: string): Promise<string> {
    return encode(await ctx.get<Seal>('seal', check(mspId, organisation), check(uuid, id)));
  }

  /** MSP id, `YYYY-MM`, side → `SealedMonth`, which is empty where nothing was sealed. */
  @Transaction(false)
  @Returns('string')
  async readMonth(ctx: CatalogContext, organisation: string, period: string, side: string): Promise<string> {
    return encode(
      await sealedMonth(ctx, check(mspId, organisation), check(month, period), check(sideName, side)),
    );
  }

  /** @throws DomainError `ALREADY_EXISTS`, `LIMIT_REACHED` */
  private async enter(ctx: CatalogContext, organisation: string, made: readonly Seal[]): Promise<void> {
    const ids = new Set(made.map(({ id }) => id));
    ensure(ids.size === made.length, 'ALREADY_EXISTS', 'An id occurs twice.');
    for (const id of ids) {
      const known = await ctx.find<Seal>('seal', organisation, id);
      ensure(known === undefined, 'ALREADY_EXISTS', 'A use with this id is sealed already.');
    }
    for (const period of new Set(made.map((seal) => seal.period))) {
      for (const side of SIDES) {
        const more = made.filter((seal) => seal.period === period && seal.side === side);
        if (more.length === 0) continue;
        const list = await sealedMonth(ctx, organisation, period, side);
        const next = withSealed(
          list,
          more.map(({ id }) => id),
        );
        await ctx.put(next, organisation, period, side);
      }
    }
  }
}
