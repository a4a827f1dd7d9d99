// SPDX-License-Identifier: Apache-2.0
/** What begins and ends to be owed when a grant ends, however it ends. */
import type { Grant } from '../../domain/sharing/grant-records';
import { leavesCopies } from '../../domain/sharing/mode';
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

/** Copies outlive their grant; what is looked up does not. */
async function oweDisposal(ctx: CatalogContext, grant: Grant): Promise<void> {
  const { mode, provider, consumer, resource } = grant.terms;
  if (!leavesCopies(mode)) return;
  const owed = await owe(ctx, await currentPolicy(ctx), {
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
  await ctx.put(disposalOf(grant, owed?.dueAt, ctx.stamp), grant.id);
}
