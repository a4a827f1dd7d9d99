// SPDX-License-Identifier: Apache-2.0
/** A grant comes into force, and what is owed with it. */
import type { Policy } from '../../domain/records';
import { granted } from '../../domain/sharing/grant';
import type { AccessRequest, Grant, Terms } from '../../domain/sharing/grant-records';
import { heldDuring } from '../../domain/sharing/grant-standing';
import { retentionYears } from '../../domain/sharing/retention';
import { yearOf } from '../../domain/stewardship/use-report';
import type { CatalogContext } from '../../ledger';
import { owe } from '../obligations';
import { oweReport } from './use-reports';

/** Under which article data are delivered: to who asked for them, or back to whom they are of. */
export const deliveryKind = ({ flow }: Terms): 'deliver-data' | 'return-data' =>
  flow === 'return' ? 'return-data' : 'deliver-data';

/** Stores the grant of a request, and what both sides owe with it. @returns the grant's JSON */
export async function giveGrant(
  ctx: CatalogContext,
  request: AccessRequest,
  policy: Policy,
): Promise<string> {
  const { provider, consumer, resource } = request.terms;
  const years = retentionYears(policy);
  const grant = { ...granted(request, ctx.stamp), ...(years !== undefined && { retentionYears: years }) };
  await oweReport(ctx, policy, grant, yearOf(heldDuring(grant).from, policy.calendar.utcOffsetMinutes));
  const owed = await owe(ctx, policy, {
    kind: deliveryKind(request.terms),
    subject: request.id,
    owedBy: provider,
    owedTo: consumer,
    cause: { type: 'grant', id: request.id },
    grant: request.id,
    resource,
  });
  return ctx.put<Grant>({ ...grant, ...(owed && { deliverBy: owed.dueAt }) }, grant.id);
}
