// SPDX-License-Identifier: Apache-2.0
/** A grant comes into force, and what is owed with it. */
import type { Obligation } from '../../domain/law/obligation-records';
import type { Policy } from '../../domain/records';
import { granted } from '../../domain/sharing/grant';
import type { AccessRequest, Grant, Terms } from '../../domain/sharing/grant-records';
import { wasOver } from '../../domain/sharing/grant-standing';
import { retentionYears } from '../../domain/sharing/retention';
import type { CatalogContext } from '../../ledger';
import { owe } from '../obligations';
import { firstReportYear, oweReport } from './use-reports';

/** Under which article data are delivered: to who asked for them, or back to whom they are of. */
export const deliveryKind = ({ flow }: Terms): 'deliver-data' | 'return-data' =>
  flow === 'return' ? 'return-data' : 'deliver-data';

/** Stores the grant of a request, and what both sides owe with it: nothing where it was over before. @returns the grant's JSON */
export async function giveGrant(
  ctx: CatalogContext,
  request: AccessRequest,
  policy: Policy,
): Promise<string> {
  const years = retentionYears(policy);
  const grant = { ...granted(request, ctx.stamp), ...(years !== undefined && { retentionYears: years }) };
  await oweReport(ctx, policy, grant, firstReportYear(grant, policy));
  const owed = wasOver(grant) ? undefined : await oweDelivery(ctx, request, policy);
  return ctx.put<Grant>({ ...grant, ...(owed && { deliverBy: owed.dueAt }) }, grant.id);
}

const oweDelivery = (
  ctx: CatalogContext,
  { id, terms }: AccessRequest,
  policy: Policy,
): Promise<Obligation | undefined> =>
  owe(ctx, policy, {
    kind: deliveryKind(terms),
    subject: id,
    owedBy: terms.provider,
    owedTo: terms.consumer,
    cause: { type: 'grant', id },
    grant: id,
    resource: terms.resource,
  });
