// SPDX-License-Identifier: Apache-2.0
/** Sealed uses: the ones of a month, and those that a batch discloses. */
import { ofLeaf, type ReadBatch } from '../../domain/usage/batch';
import type { Policy } from '../../domain/records';
import { parseInstant } from '../../domain/calendar/time';
import { disclosed, emptyMonth, sealSubject, type DisclosedAt } from '../../domain/usage/seal';
import type { Seal, SealedMonth } from '../../domain/usage/seal-records';
import type { SealedSetting } from '../../domain/usage/judge';
import type { Side } from '../../domain/usage/usage-records';
import type { CatalogContext } from '../../ledger';
import { policyAt } from '../members/current-policy';
import { meet } from '../obligations';

export async function sealedMonth(
  ctx: CatalogContext,
  organisation: string,
  period: string,
  side: Side,
): Promise<SealedMonth> {
  const found = await ctx.find<SealedMonth>('sealed-month', organisation, period, side);
  return found ?? emptyMonth(organisation, period, side);
}

/** How many uses of a month an organisation has sealed on a side and not disclosed. */
export async function countSealed(
  ctx: CatalogContext,
  organisation: string,
  period: string,
  side: Side,
): Promise<number> {
  const { ids } = await sealedMonth(ctx, organisation, period, side);
  let open = 0;
  for (const id of ids) {
    const seal = await ctx.get<Seal>('seal', organisation, id);
    if (seal.state === 'sealed') open += 1;
  }
  return open;
}

/** What a batch discloses: the seals as they stand from now on, and what their leaves are judged by, by id of the leaf. */
export interface Disclosures {
  readonly seals: readonly Seal[];
  readonly settings: ReadonlyMap<string, SealedSetting>;
}

/**
 * Looks only at leaves that have a salt.
 * @throws DomainError `NOT_FOUND` where the organisation has sealed no such use, `INVALID_STATE`, `SEAL_MISMATCH`
 */
export async function disclosures(
  ctx: CatalogContext,
  organisation: string,
  { leaves }: ReadBatch,
  place: DisclosedAt,
): Promise<Disclosures> {
  const seals: Seal[] = [];
  const settings = new Map<string, SealedSetting>();
  for (const [index, read] of leaves.entries()) {
    const { id, salt } = read.leaf;
    if (salt === undefined) continue;
    const seal = await ctx.get<Seal>('seal', organisation, id);
    const policy = await policyAt(ctx, seal.policyVersion);
    const next = ofLeaf(index, () => disclosed(seal, read, policy, place, ctx.stamp));
    const sealedMs = parseInstant(seal.sealed.at);
    const { reportWithinHours } = policy;
    settings.set(id, { sealedMs, reportWithinHours, isLate: next.disclosed?.late === true });
    seals.push(next);
  }
  return { seals, settings };
}

/**
 * Ids of leaves that are told openly although the organisation had sealed them, whatever month or side they now say. Looks up
 * each such id where the organisation ever sealed anything, and once whether it did. A verdict and no refusal: the place
 * of a batch in its journal may be bound before the use is sealed.
 */
export async function toldOpenly(
  ctx: CatalogContext,
  organisation: string,
  { leaves }: ReadBatch,
  { version }: Pick<Policy, 'version'>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const open = leaves.filter(({ leaf }) => leaf.salt === undefined);
  // Under the built-in policy, before any was set, nobody has sealed anything.
  if (version === 0 || open.length === 0) return found;
  if (!(await ctx.hasAny('sealed-month', organisation))) return found;
  for (const { leaf } of open) {
    const seal = await ctx.find<Seal>('seal', organisation, leaf.id);
    if (seal) found.add(leaf.id);
  }
  return found;
}

/** Keeps that they are disclosed, which is what was owed. */
export async function putDisclosed(ctx: CatalogContext, { seals }: Disclosures): Promise<void> {
  for (const seal of seals) {
    await ctx.put(seal, seal.organisation, seal.id);
    await meet(ctx, 'disclose-sealed', sealSubject(seal));
  }
}
