// SPDX-License-Identifier: Apache-2.0
/** What a misuse makes its consumer owe, and what a provider owes that ends a service of itself. */
import { formatInstant, parseInstant } from '../../domain/calendar/time';
import { dueAt } from '../../domain/calendar/working-days';
import { ensure } from '../../domain/errors';
import type { Obligation } from '../../domain/law/obligation-records';
import { confirmed, ended, neverMet, opened } from '../../domain/law/obligations';
import { ruleOf } from '../../domain/law/profile';
import type { Grant } from '../../domain/sharing/grant-records';
import { ensureRectifying, goesOnUntil, hasFailed, rectifiedBy } from '../../domain/sharing/rectification';
import type { CatalogContext } from '../../ledger';
import { currentPolicy } from '../members/current-policy';
import { rectificationSubject } from './grant-ending';
import { changeOwed, contest, owe } from '../obligations';

/** The suspended grant, and what its consumer owes from now on. */
export async function oweRectification(
  ctx: CatalogContext,
  grant: Grant,
  reason: string,
  workingDays: number,
): Promise<Grant> {
  const policy = await currentPolicy(ctx);
  const due = formatInstant(dueAt(parseInstant(ctx.stamp.at), workingDays, policy.calendar));
  const next = rectifiedBy(grant, reason, due, ctx.stamp);
  const { id, terms, rectification } = next;
  await owe(ctx, policy, {
    kind: 'rectify-use',
    subject: rectificationSubject(id, rectification?.number ?? 1),
    owedBy: terms.consumer,
    owedTo: terms.provider,
    cause: { type: 'grant', id },
    grant: id,
    resource: terms.resource,
    dueAt: due,
  });
  return next;
}

/** @throws DomainError `INVALID_STATE` where nothing is to be rectified */
export async function changeRectification(
  ctx: CatalogContext,
  grant: Grant,
  change: (owed: Obligation) => Obligation,
): Promise<void> {
  const { number } = ensureRectifying(grant);
  await changeOwed(ctx, 'rectify-use', rectificationSubject(grant.id, number), change);
}

/**
 * It was found wanting: what is left of its days goes on.
 * @param grant as it was found
 */
export async function rectificationGoesOn(ctx: CatalogContext, grant: Grant, reason: string): Promise<Grant> {
  const { number } = ensureRectifying(grant);
  const owed = await contest(ctx, 'rectify-use', rectificationSubject(grant.id, number), reason);
  return owed ? goesOnUntil(grant, owed.dueAt) : grant;
}

/** Whoever lets the grant hold again finds it mended, or forgoes that it be. */
export async function acceptRectification(ctx: CatalogContext, grant: Grant): Promise<void> {
  if (!grant.rectification || grant.rectification.outcome !== undefined) return;
  await changeRectification(ctx, grant, (owed) =>
    owed.met ? confirmed(owed, ctx.stamp) : ended(owed, 'resumed', ctx.stamp),
  );
}

/**
 * Whether the caller ends, as its provider, what it neither announced nor filed, without grounds in a misuse that was not
 * mended. @throws DomainError `CONDITION_NOT_MET` while a notice of its own is open
 */
export async function endsUnfiled(
  ctx: CatalogContext,
  grant: Grant,
  caller: string,
): Promise<true | undefined> {
  const { terms, notice, rectification } = grant;
  if (caller !== terms.provider || caller === terms.consumer) return undefined;
  ensure(notice === undefined, 'CONDITION_NOT_MET', 'A notice is open: let it take effect, or take it back.');
  if (rectification && hasFailed(rectification, ctx.stamp)) return undefined;
  return ruleOf('file-service-change', await currentPolicy(ctx)) ? true : undefined;
}

/** What was to be filed before can be filed no more. */
export async function markUnfiled(ctx: CatalogContext, { id, terms }: Grant): Promise<void> {
  const owing = {
    kind: 'file-service-change',
    subject: id,
    owedBy: terms.provider,
    cause: { type: 'grant', id },
    grant: id,
    resource: terms.resource,
    dueAt: ctx.stamp.at,
  } as const;
  const owed = opened(owing, await currentPolicy(ctx), ctx.stamp);
  if (owed) await ctx.put(neverMet(owed, 'unfiled', ctx.stamp), owed.id);
}
