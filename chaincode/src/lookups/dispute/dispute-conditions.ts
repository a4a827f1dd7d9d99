// SPDX-License-Identifier: Apache-2.0
/** Reads what the steps of a dispute hang on, and checks it. */
import { isOverdue } from '../../domain/dispute/dispute';
import {
  arbitrates,
  drawn,
  ensureImpartial,
  free,
  type Vacancy,
} from '../../domain/dispute/dispute-assignment';
import type { Dispute } from '../../domain/dispute/dispute-records';
import { DomainError, ensure } from '../../domain/errors';
import type { Grant } from '../../domain/sharing/grant-records';
import type { Organisation } from '../../domain/records';
import type { ResourceVersion } from '../../domain/catalogue/resource-records';
import type { CatalogContext } from '../../ledger';

/** Whether the caller acts as a manager over the dispute, and not as a party of it. */
export function isOver(ctx: CatalogContext, { parties }: Dispute, { mspId, roles }: Organisation): boolean {
  return roles.includes('manager') && ctx.caller.role === 'officer' && !parties.includes(mspId);
}

/**
 * A manager names who decides, unless it decided before, and not itself; a party names nobody and has somebody drawn.
 * @throws DomainError `NOT_PARTY`, `CONFLICT_OF_INTEREST`, `ROLE_REQUIRED`, `INVALID_ARGUMENT`
 */
export function ensureAssigns(
  ctx: CatalogContext,
  dispute: Dispute,
  caller: Organisation,
  named: string | undefined,
): void {
  const isParty = dispute.parties.includes(caller.mspId);
  const isManager = caller.roles.includes('manager');
  ensure(isParty || isManager, 'NOT_PARTY', 'Only for a manager or a party of the dispute.');
  if (named === undefined) {
    ensure(isParty, 'INVALID_ARGUMENT', 'arbitrator: must be named.');
    return;
  }
  ensure(isManager, 'ROLE_REQUIRED', 'A manager names who decides.');
  const decided = dispute.arbitrators.some(({ organisation }) => organisation === caller.mspId);
  const own = isParty || decided || named === caller.mspId;
  ensure(!own, 'CONFLICT_OF_INTEREST', 'Nobody names who decides its own case or judges its own ruling.');
  ensure(isOver(ctx, dispute, caller), 'ROLE_REQUIRED', 'Needs a user role: officer.');
}

/** Who decides, as named or drawn. @throws DomainError `NOT_FOUND`, `CONFLICT_OF_INTEREST`, `CONDITION_NOT_MET` */
export async function chosen(
  ctx: CatalogContext,
  dispute: Dispute,
  named: string | undefined,
  { deadline }: Vacancy,
): Promise<string> {
  if (named !== undefined) return fit(ctx, dispute, named);
  ensure(isOverdue(deadline, ctx.stamp), 'CONDITION_NOT_MET', 'A manager has time to name who decides.');
  return drawn(dispute, await ctx.list<Organisation>('organisation'));
}

/** @throws DomainError `CONDITION_NOT_MET` while there is an organisation that could decide it */
export async function ensureNobodyFree(ctx: CatalogContext, dispute: Dispute): Promise<void> {
  const left = free(dispute, await ctx.list<Organisation>('organisation'));
  ensure(
    left.length === 0,
    'CONDITION_NOT_MET',
    'There is an organisation that can decide it: have one drawn.',
  );
}

async function fit(ctx: CatalogContext, dispute: Dispute, named: string): Promise<string> {
  const organisation = await ctx.get<Organisation>('organisation', named);
  ensureImpartial(dispute, named);
  ensure(arbitrates(organisation), 'CONDITION_NOT_MET', 'arbitrator: must be active and arbitrate.');
  return named;
}

/** @throws DomainError `CONDITION_NOT_MET` unless the version that mends the data is published */
export async function ensurePublished(ctx: CatalogContext, { resource, correction }: Dispute): Promise<void> {
  if (!correction || !('resourceVersion' in correction)) return;
  if (resource === undefined) throw new DomainError('CONDITION_NOT_MET', 'The dispute is about no resource.');
  const found = await ctx.find<ResourceVersion>('resource-version', resource, correction.resourceVersion);
  ensure(found !== undefined, 'CONDITION_NOT_MET', 'correction: no such version is published.');
}

/** Stores what a step makes of the grant in dispute, if anything. */
export async function changeGrant(
  ctx: CatalogContext,
  { grant: id }: Dispute,
  change: (grant: Grant) => Grant | undefined,
): Promise<void> {
  if (id === undefined) return;
  const changed = change(await ctx.get<Grant>('grant', id));
  if (changed) await ctx.put(changed, id);
}
