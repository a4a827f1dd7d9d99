// SPDX-License-Identifier: Apache-2.0
import { Contract } from 'fabric-contract-api';
import 'reflect-metadata';
import { isSignable } from '../domain/acts/signable';
import { rightOf } from '../domain/rights/rights';
import { CatalogContext } from '../ledger';
import { admitAct, recordAct } from '../lookups/members/signed-acts';

/** What the dispatcher knows of a contract's methods. */
interface DescribedMethod {
  readonly name: string;
  parameters?: unknown;
}

/**
 * What every contract of the package shares: its context, and that a decision may carry the signature of the person who
 * decides. Thin: a method decodes, calls the domain, stores.
 */
export abstract class CatalogContract extends Contract {
  constructor(name: string) {
    super(name);
    this.takeSignatures(name);
  }

  override createContext(): CatalogContext {
    return new CatalogContext();
  }

  /**
   * What the table of rights does not allow nobody does, whether or not the method asks.
   * @throws DomainError as `authorise` and `admitAct`; nothing is written before the decision itself is made
   */
  override async beforeTransaction(ctx: CatalogContext): Promise<void> {
    const right = rightOf(ctx.called);
    const asksLater = right?.entrances === 'open' || right?.founds === true;
    if (!asksLater) await ctx.authorise();
    const act = await admitAct(ctx);
    if (act) ctx.act = act;
  }

  override async afterTransaction(ctx: CatalogContext): Promise<void> {
    if (ctx.act) await recordAct(ctx, ctx.act);
  }

  /**
   * The dispatcher refuses any other number of arguments than it finds described. A decision has one or two, which
   * `admitAct` checks in its place.
   */
  private takeSignatures(contract: string): void {
    const methods = (Reflect.getMetadata('fabric:transactions', this) ?? []) as DescribedMethod[];
    for (const method of methods) if (isSignable(`${contract}:${method.name}`)) delete method.parameters;
  }
}
