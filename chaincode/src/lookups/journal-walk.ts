// SPDX-License-Identifier: Apache-2.0
/** Follows journals from header to header, for all who depend on their being whole. */
import { NO_ROOT } from '../domain/usage/batch';
import { DomainError, ensure } from '../domain/errors';
import { follow, MAX_BATCHES_AHEAD, MAX_HEADERS_CHECKED } from '../domain/usage/journal';
import type { BatchHeader, Journal, JournalCheckpoint } from '../domain/usage/usage-records';
import type { CatalogContext } from '../ledger';

export type Reached = Pick<JournalCheckpoint, 'batches' | 'root'>;
export type JournalPlace = Pick<Journal, 'organisation' | 'id'>;
type Visit = (header: BatchHeader) => void;

export function headerOf(
  ctx: CatalogContext,
  { organisation, id }: JournalPlace,
  sequence: number,
): Promise<BatchHeader | undefined> {
  return ctx.find<BatchHeader>('batch', organisation, id, sequence);
}

/** How far the chain has followed the journal already. */
export async function checkpointOf(
  ctx: CatalogContext,
  { organisation, id }: JournalPlace,
): Promise<Reached> {
  const checkpoint = await ctx.find<JournalCheckpoint>('journal-checkpoint', organisation, id);
  return checkpoint ?? { batches: 0, root: NO_ROOT };
}

/**
 * Follows a journal from its checkpoint up to a batch.
 * @throws DomainError `JOURNAL_GAP`, `CONDITION_NOT_MET`
 */
export async function walkTo(
  ctx: CatalogContext,
  place: JournalPlace,
  batches: number,
  visit?: Visit,
): Promise<Reached> {
  const from = await checkpointOf(ctx, place);
  ensure(batches >= from.batches, 'CONDITION_NOT_MET', 'The journal was followed further already.');
  const isNear = batches - from.batches <= MAX_HEADERS_CHECKED;
  ensure(isNear, 'CONDITION_NOT_MET', `Make a checkpoint every ${MAX_HEADERS_CHECKED} batches first.`);
  let { root } = from;
  for (let sequence = from.batches + 1; sequence <= batches; sequence += 1) {
    const header = follow(root, sequence, await headerOf(ctx, place, sequence));
    visit?.(header);
    ({ root } = header);
  }
  return { batches, root };
}

/**
 * Follows a journal from its checkpoint to its newest batch, and makes sure that none lies behind a gap.
 * @param allowed headers to follow, at most
 * @throws DomainError `JOURNAL_GAP`, `CONDITION_NOT_MET`
 */
export async function walkToHead(
  ctx: CatalogContext,
  place: JournalPlace,
  allowed: number,
  visit: Visit,
): Promise<Reached> {
  let { batches, root } = await checkpointOf(ctx, place);
  const last = batches + allowed;
  for (;;) {
    const header = await headerOf(ctx, place, batches + 1);
    if (!header) break;
    ensure(batches < last, 'CONDITION_NOT_MET', 'Make a checkpoint of the journals first.');
    visit(follow(root, batches + 1, header));
    [batches, root] = [batches + 1, header.root];
  }
  await ensureNothingAfter(ctx, place, batches + 1);
  return { batches, root };
}

/**
 * A batch commits at most 100 ahead of a missing one: see `ensureNear`. So this many reads show that there is none.
 * @throws DomainError `JOURNAL_GAP` when there is one after the missing batch
 */
export async function ensureNothingAfter(
  ctx: CatalogContext,
  place: JournalPlace,
  missing: number,
): Promise<void> {
  for (let ahead = 1; ahead < MAX_BATCHES_AHEAD; ahead += 1) {
    if (await headerOf(ctx, place, missing + ahead))
      throw new DomainError('JOURNAL_GAP', `Batch ${missing} is missing.`);
  }
}

/** @throws DomainError `JOURNAL_GAP` when a batch is 100 ahead of a missing one: it can be sent again later */
export async function ensureNear(ctx: CatalogContext, place: JournalPlace, sequence: number): Promise<void> {
  if (sequence <= MAX_BATCHES_AHEAD) return;
  const behind = await headerOf(ctx, place, sequence - MAX_BATCHES_AHEAD);
  ensure(behind !== undefined, 'JOURNAL_GAP', `A batch ${MAX_BATCHES_AHEAD} places before is missing.`);
}
