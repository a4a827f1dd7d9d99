// SPDX-License-Identifier: Apache-2.0
/** What begins and ends to be owed when a grant ends, however it ends. */
import type { Obligation } from '../../domain/law/obligation-records';
import type { Grant } from '../../domain/sharing/grant-records';
import { leavesCopies } from '../../domain/sharing/mode';
import { wasOver } from '../../domain/sharing/grant-standing';
import { rectificationOver } from '../../domain/sharing/rectification';
import { disposalOf } from '../../domain/stewardship/disposal';
import { lapsed, type ServiceChange } from '../../domain/stewardship/service-change';
import { without } from '../../domain/without';
import type { CatalogContext } from '../../ledger';
import { currentPolicy } from '../members/current-policy';
import { deliveryKind } from './giving';
import { end, owe } from '../obligations';

export const rectificationSubject = (grant: string, number: number): string => `${grant}~${number}`;
export const noticeSubject = (grant: string, notice: string): string => `${grant}~${notice}`;

/** @param grant as it ended. @returns the grant as it is to be stored */
export async function closedAccounts(ctx: CatalogContext, grant: Grant): Promise<Grant> {
  await end(ctx, deliveryKind(grant.terms), grant.id, 'grant-ended');
  if (grant.rectification?.outcome === undefined && grant.rectification)
    await end(ctx, 'rectify-use', rectificationSubject(grant.id, grant.rectification.number), 'grant-ended');
  await lapseNotice(ctx, grant);
  await oweDisposal(ctx, grant);
  return without(rectificationOver(grant, ctx.stamp), 'notice');
}

async function lapseNotice(ctx: CatalogContext, { id, notice }: Grant): Promise<void> {
  if (notice === undefined) return;
  const change = await ctx.get<ServiceChange>('service-change', notice);
  await ctx.put(lapsed(change, ctx.stamp), notice);
  await end(ctx, 'file-service-change', noticeSubject(id, notice), 'grant-ended');
}

/**
 * Copies outlive their grant; what is looked up does not. Where the grant was over before it came to the ledger, no time runs: the
 * provider may still say how its copies are to be disposed of.
 */
async function oweDisposal(ctx: CatalogContext, grant: Grant): Promise<void> {
  if (!leavesCopies(grant.terms.mode)) return;
  const owed = wasOver(grant) ? undefined : await oweInTime(ctx, grant);
  await ctx.put(disposalOf(grant, owed?.dueAt, ctx.stamp), grant.id);
}

async function oweInTime(ctx: CatalogContext, grant: Grant): Promise<Obligation | undefined> {
  const { provider, consumer, resource } = grant.terms;
  return owe(ctx, await currentPolicy(ctx), {
    kind: 'dispose-data',
    subject: grant.id,
    owedBy: consumer,
    owedTo: provider,
    cause: { type: 'grant', id: grant.id },
    grant: grant.id,
    resource,
    // A period that is over is recorded when somebody looks: the copies are no longer needed since its end.
    startedAt: grant.history.at(-1)?.effective ?? ctx.stamp.at,
  });
}
