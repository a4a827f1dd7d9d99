// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { CURRENT, currentPolicy, policyAt } from '../../lookups/members/current-policy';
import { encode } from '../../domain/encoding/canonical-json';
import { EVENTS } from '../../domain/events';
import { ensureWithinLaw } from '../../domain/law/policy-days';
import { nextPolicy, policyInput, policyVersion } from '../../domain/members/policy';
import { check, decodeAs } from '../../domain/text/schema';
import { CatalogContext } from '../../ledger';

/** The manager's policy, in versions that stay readable: what was judged by one can be judged again. */
@Info({ title: 'policy', description: 'Deadlines, calendar and reporting time' })
export class PolicyContract extends CatalogContract {
  constructor() {
    super('policy');
  }

  /** Sets the next version. @throws DomainError `ROLE_REQUIRED`, `CONDITION_NOT_MET` for more days than the law of its profile gives */
  @Transaction()
  @Returns('string')
  async set(ctx: CatalogContext, input: string): Promise<string> {
    await ctx.authorise();
    const set = decodeAs(policyInput, input);
    ensureWithinLaw(set);
    const policy = nextPolicy(await currentPolicy(ctx), set, ctx.stamp);
    ctx.emit(EVENTS.policySet, { id: String(policy.version) });
    await ctx.put(policy, policy.version);
    return ctx.put(policy, CURRENT);
  }

  /** One version by number (0 is the built-in one), or `current`. @throws DomainError `NOT_FOUND` */
  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, version: string): Promise<string> {
    if (check(policyVersion, version) === CURRENT) return encode(await currentPolicy(ctx));
    return encode(await policyAt(ctx, Number(version)));
  }
}
