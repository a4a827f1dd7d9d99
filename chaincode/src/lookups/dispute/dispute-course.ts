// SPDX-License-Identifier: Apache-2.0
/** Which course a dispute takes, and who coordinates and decides it where that is no arbitrator. */
import { ensure } from '../../domain/errors';
import { profileNamed } from '../../domain/law/profile';
import type { Coordination, Dispute } from '../../domain/dispute/dispute-records';
import { responsibleFor } from '../../domain/dispute/dispute-coordination';
import type { DisputeCourse, Organisation, Policy } from '../../domain/records';
import type { CatalogContext } from '../../ledger';

/** As the policy says; else as its law does, where there is a government that could decide. */
export async function courseOf(
  ctx: CatalogContext,
  { disputeCourse, profile }: Policy,
): Promise<DisputeCourse> {
  if (disputeCourse !== undefined) return disputeCourse;
  if (profileNamed(profile).disputeCourse === 'arbitration') return 'arbitration';
  const members = await ctx.list<Organisation>('organisation');
  const governed = members.some(({ roles, status }) => status === 'active' && roles.includes('government'));
  return governed ? 'coordination' : 'arbitration';
}

/** The authority that stands over both sides. @throws DomainError `CONDITION_NOT_MET` where there is none */
export async function coordinatorOf(ctx: CatalogContext, dispute: Dispute): Promise<Organisation> {
  const { provider, consumer, opener, respondent, parties } = dispute;
  const members = await ctx.list<Organisation>('organisation');
  const sides = new Set([provider, consumer ?? (opener === provider ? respondent : opener)]);
  const regions = [...sides].map((side) => members.find(({ mspId }) => mspId === side)?.region);
  const found = responsibleFor('manager', regions, parties, members);
  ensure(found !== undefined, 'CONDITION_NOT_MET', 'No authority stands over both sides.');
  return found;
}

/** The government of the authority's level. @throws DomainError `CONDITION_NOT_MET` where there is none */
export async function governmentOf(
  ctx: CatalogContext,
  { region }: Coordination,
  { parties }: Dispute,
): Promise<Organisation> {
  const members = await ctx.list<Organisation>('organisation');
  const found = responsibleFor('government', [region], parties, members);
  ensure(found !== undefined, 'CONDITION_NOT_MET', 'No government of that level is a member.');
  return found;
}
