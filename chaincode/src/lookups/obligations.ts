// SPDX-License-Identifier: Apache-2.0
/** Opens and ends obligations inside the transaction that causes it. */
import type { EndReason, Obligation, ObligationBasis } from '../domain/law/obligation-records';
import { ended, idOf, met, opened, type Owing } from '../domain/law/obligations';
import type { ObligationKind, Policy } from '../domain/records';
import type { CatalogContext } from '../ledger';

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
