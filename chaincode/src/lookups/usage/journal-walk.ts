// SPDX-License-Identifier: Apache-2.0
/** Follows journals from header to header, for all who depend on knowing how far they are whole. */
import { NO_ROOT } from '../../domain/usage/batch';
import { DomainError, ensure } from '../../domain/errors';
import { MAX_BATCHES_AHEAD, MAX_HEADERS_CHECKED, MAX_TALLIES_SUMMED } from '../../domain/usage/journal';
import { isGivenUp, JournalLinks, missingBatch, type Followed } from '../../domain/usage/journal-links';
import { countsTowards } from '../../domain/period/coverage';
import { runningTally, tallyKey, TallySums } from '../../domain/usage/tally-sum';
import type { BatchHeader, Journal, JournalCheckpoint, RunningTally } from '../../domain/usage/usage-records';
import type { CatalogContext } from '../../ledger';

export type JournalPlace = Pick<Journal, 'organisation' | 'id'>;

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
): Promise<Followed> {
  const checkpoint = await ctx.find<JournalCheckpoint>('journal-checkpoint', organisation, id);
  if (!checkpoint) return { batches: 0, root: NO_ROOT };
  const { batches, root, broken } = checkpoint;
  return { batches, root, ...(broken && { broken }) };
}

/** A checkpoint that can be made, with what goes with it. */
export interface Advance {
  readonly checkpoint: JournalCheckpoint;
  readonly sums: TallySums;
  /** What is to stand at the places of batches that are given up. */
  readonly missing: readonly BatchHeader[];
}

/**
 * Follows a journal from its checkpoint up to a batch and sums up what the headers state. It reads batches that are
 * there, which nobody writes again: no batch on its way disturbs it.
 * @throws DomainError `JOURNAL_GAP`, `CONDITION_NOT_MET`
 */
export async function advanceTo(ctx: CatalogContext, place: JournalPlace, batches: number): Promise<Advance> {
  const from = await checkpointOf(ctx, place);
  ensure(batches >= from.batches, 'CONDITION_NOT_MET', 'The journal was followed further already.');
  const isNear = batches - from.batches <= MAX_HEADERS_CHECKED;
  ensure(isNear, 'CONDITION_NOT_MET', 'Make a checkpoint every {most} batches first.', {
    most: MAX_HEADERS_CHECKED,
  });
  const links = new JournalLinks(from);
  const sums = new TallySums();
  const missing: BatchHeader[] = [];
  let givenUpBefore = 0;
  for (let sequence = from.batches + 1; sequence <= batches; sequence += 1) {
    const header = await headerOf(ctx, place, sequence);
    if (header) {
      links.follow(header);
      const { tallies, committed, exchangeForm } = header;
      sums.add(
        tallies.filter(({ period }) => countsTowards(period, committed.at)),
        exchangeForm,
      );
      continue;
    }
    if (sequence >= givenUpBefore) givenUpBefore = await afterGivenUp(ctx, place, sequence, batches);
    const stand = missingBatch(place, sequence, links.followed.root, ctx.stamp);
    links.follow(stand);
    missing.push(stand);
  }
  const fits = sums.size <= MAX_TALLIES_SUMMED;
  ensure(fits, 'CONDITION_NOT_MET', 'More than {most} tallies: take fewer batches.', {
    most: MAX_TALLIES_SUMMED,
  });
  const { organisation, id } = place;
  const checkpoint: JournalCheckpoint = {
    type: 'journal-checkpoint',
    organisation,
    id,
    ...links.followed,
    checked: ctx.stamp,
  };
  return { checkpoint, sums, missing };
}

/** Writes the checkpoint, and adds the sums to those of the former one. @returns the checkpoint's text */
export async function putAdvance(
  ctx: CatalogContext,
  { checkpoint, sums, missing }: Advance,
): Promise<string> {
  const { organisation, id } = checkpoint;
  for (const one of missing) await ctx.put(one, organisation, id, one.sequence);
  for (const { of, sum } of sums.entries()) {
    const key = [organisation, id, ...tallyKey(of)];
    const former = await ctx.find<RunningTally>('tally', ...key);
    if (former) sum.add(former);
    await ctx.put(runningTally(checkpoint, of, sum), ...key);
  }
  return ctx.put(checkpoint, organisation, id);
}

/**
 * Missing batches are passed over when a later one, up to the last that is to be followed, was committed long ago.
 * @returns the number of that one. @throws DomainError `JOURNAL_GAP`
 */
async function afterGivenUp(
  ctx: CatalogContext,
  place: JournalPlace,
  missing: number,
  last: number,
): Promise<number> {
  for (let sequence = missing + 1; sequence <= last; sequence += 1) {
    const header = await headerOf(ctx, place, sequence);
    if (!header) continue;
    if (isGivenUp(header, ctx.now)) return sequence;
    break;
  }
  throw new DomainError('JOURNAL_GAP', 'Batch {missing} is missing.', { missing });
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
      throw new DomainError('JOURNAL_GAP', 'Batch {missing} is missing.', { missing });
  }
}

/** @throws DomainError `JOURNAL_GAP` when a batch is 100 ahead of a missing one: it can be sent again later */
export async function ensureNear(ctx: CatalogContext, place: JournalPlace, sequence: number): Promise<void> {
  if (sequence <= MAX_BATCHES_AHEAD) return;
  const behind = await headerOf(ctx, place, sequence - MAX_BATCHES_AHEAD);
  ensure(behind !== undefined, 'JOURNAL_GAP', 'A batch {most} places before is missing.', {
    most: MAX_BATCHES_AHEAD,
  });
}
