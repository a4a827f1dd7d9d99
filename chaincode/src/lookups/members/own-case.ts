// SPDX-License-Identifier: Apache-2.0
/** Who manages what it is itself a party of: nobody, while there is another that could. docs/decisions/0690 */
import { ensure } from '../../domain/errors';
import type { Organisation } from '../../domain/records';
import type { CatalogContext } from '../../ledger';

/** Whose case something is. */
export interface Case {
  /** Those for whom something hangs on it. */
  readonly parties: readonly (string | undefined)[];
  /** Who set what is to be lifted or judged, and may lift or judge it. */
  readonly setBy?: string;
}

/**
 * Whether an organisation decides something as a manager: it manages, and is no party, or there is nobody else who could: no
 * other active manager that is no party, and not who set it.
 */
export async function managesCase(
  ctx: CatalogContext,
  { mspId, roles }: Organisation,
  { parties, setBy }: Case,
): Promise<boolean> {
  if (!roles.includes('manager')) return false;
  if (!parties.includes(mspId)) return true;
  const members = await ctx.list<Organisation>('organisation');
  return !members.some((one) => {
    if (one.mspId === mspId) return false;
    const isManager = one.roles.includes('manager');
    const isParty = parties.includes(one.mspId);
    if (one.mspId === setBy) return isManager || isParty;
    return isManager && !isParty && one.status === 'active';
  });
}

/** @throws DomainError `CONFLICT_OF_INTEREST` for a manager that is a party where another could decide */
export async function ensureManagesCase(ctx: CatalogContext, by: Organisation, of: Case): Promise<void> {
  const isOwn = by.roles.includes('manager') && !(await managesCase(ctx, by, of));
  ensure(!isOwn, 'CONFLICT_OF_INTEREST', 'A manager does not decide its own case.');
}
