// SPDX-License-Identifier: Apache-2.0
/** Opens and ends obligations inside the transaction that causes it. */
import type { EndReason, Obligation, ObligationBasis } from '../domain/law/obligation-records';
import { contested, ended, idOf, met, opened, type Owing } from '../domain/law/obligations';
import type { ObligationKind, Policy } from '../domain/records';
import type { CatalogContext } from '../ledger';
import { policyAt } from './members/current-policy';

/** Owes nothing where the policy's profile knows no such obligation. @returns the obligation that is owed now */
export async function owe(
  ctx: CatalogContext,
  policy: Policy,
  owing: Owing,
): Promise<Obligation | undefined> {
  const obligation = opened(owing, policy, ctx.stamp);
  if (obligation) await ctx.put(obligation, obligation.id);
  return obligation;
}

/** What was begun before there were obligations owes none: then nothing is written. */
export async function changeOwed(
  ctx: CatalogContext,
  kind: ObligationKind,
  subject: string,
  change: (obligation: Obligation) => Obligation,
): Promise<Obligation | undefined> {
  const obligation = await ctx.find<Obligation>('obligation', idOf(kind, subject));
  if (!obligation) return undefined;
  const next = change(obligation);
  if (next !== obligation) await ctx.put(next, next.id);
  return next;
}

export const meet = (
  ctx: CatalogContext,
  kind: ObligationKind,
  subject: string,
  basis: ObligationBasis = 'act',
): Promise<Obligation | undefined> => changeOwed(ctx, kind, subject, (one) => met(one, basis, ctx.stamp));

export const end = (
  ctx: CatalogContext,
  kind: ObligationKind,
  subject: string,
  reason: EndReason,
): Promise<Obligation | undefined> => changeOwed(ctx, kind, subject, (one) => ended(one, reason, ctx.stamp));

/**
 * What was declared is not so.
 * @param after what else becomes of it in the same transaction, which reads nothing that it wrote
 * @returns what is owed again, with the days that were left when it was declared
 */
export async function contest(
  ctx: CatalogContext,
  kind: ObligationKind,
  subject: string,
  reason: string,
  after: (obligation: Obligation) => Obligation = (one) => one,
): Promise<Obligation | undefined> {
  const owed = await ctx.find<Obligation>('obligation', idOf(kind, subject));
  if (!owed) return undefined;
  const { calendar } = await policyAt(ctx, owed.policyVersion);
  const next = after(contested(owed, reason, calendar, ctx.stamp));
  await ctx.put(next, next.id);
  return next;
}
