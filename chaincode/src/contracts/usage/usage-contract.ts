// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { currentPolicy } from '../../lookups/members/current-policy';
import { afterClosing, closable, type ClosedSide } from '../../domain/period/after-closing';
import { parseInstant } from '../../domain/calendar/time';
import { batchOrder, readBatch, type BatchOrder, type ReadBatch } from '../../domain/usage/batch';
import { sealBatch } from '../../domain/usage/batch-header';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS } from '../../domain/events';
import { batchSequence, ensureOpen } from '../../domain/usage/journal';
import type { JudgedGrant } from '../../domain/usage/judge';
import type { Closure } from '../../domain/period/period-records';
import type { Policy } from '../../domain/records';
import { check, code, decodeAs, mspId } from '../../domain/text/schema';
import type { TallyOf } from '../../domain/usage/tally-sum';
import type { BatchHeader, BatchReceipt, Journal } from '../../domain/usage/usage-records';
import { ensureNear } from '../../lookups/usage/journal-walk';
import type { Grant } from '../../domain/sharing/grant-records';
import { deliveryKind } from '../../lookups/sharing/giving';
import { judgedGrants } from '../../lookups/usage/judged-grants';
import { shownByUse } from '../../domain/law/obligations';
import { changeOwed } from '../../lookups/obligations';
import { disclosures, putDisclosed, toldOpenly } from '../../lookups/usage/seals';
import { CatalogContext } from '../../ledger';

const LEAVES_ARGUMENT = 1;

/** Usage, a batch per transaction. The leaves stay in the block; the state keeps a header under a key of its own. */
@Info({ title: 'usage', description: 'Batches of usage events' })
export class UsageContract extends CatalogContract {
  constructor() {
    super('usage');
  }

  /**
   * Commits a batch with its verdicts. Writes keys that nothing else writes, so that batches commit in parallel: one,
   * one more for each (grant, month) that the reporter had closed, for each sealed use that is disclosed its seal and what was
   * owed with it, and with the first attested use of a grant the end of what its provider owed: delivery.
   * @param order canonical JSON `{journal, previousRoot, sequence}`
   * @param leaves the deflated leaves, see `domain/batch.ts`; read from the raw arguments, since the dispatcher decodes
   *   every argument as text
   * @returns `BatchReceipt`
   * @throws DomainError `JOURNAL_CLOSED`, `SEQUENCE_TAKEN`, `JOURNAL_GAP`, `BATCH_MALFORMED`, `BATCH_TOO_LARGE`, `DUPLICATE_ID`,
   *   `NOT_PARTY`, or a leaf's fault; of a leaf with a salt `NOT_FOUND`, `INVALID_STATE`, `SEAL_MISMATCH`
   */
  @Transaction()
  @Returns('string')
  async submit(ctx: CatalogContext, order: string, leaves: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise();
    const place = decodeAs(batchOrder, order);
    await ensurePlace(ctx, organisation, place);
    ensure(leaves.length > 0, 'BATCH_MALFORMED', 'The batch is empty.');
    const batch = readBatch(ctx.rawArgument(LEAVES_ARGUMENT));
    const policy = await currentPolicy(ctx);
    const grants = await judgedGrants(ctx, batch);
    const closed = await closedBefore(ctx, batch, grants, policy);
    const disclosing = await disclosures(ctx, organisation, batch, place);
    const header = sealBatch(batch, {
      organisation,
      order: place,
      grants,
      policy,
      closed,
      sealed: disclosing.settings,
      openly: await toldOpenly(ctx, organisation, batch, policy),
      nowMs: ctx.now,
      stamp: ctx.stamp,
    });
    await ctx.put(header, organisation, place.journal, place.sequence);
    await markLate(ctx, header, closed);
    await putDisclosed(ctx, disclosing);
    for (const { id, terms } of attested(batch, grants))
      await changeOwed(ctx, deliveryKind(terms), id, (owed) => shownByUse(owed, ctx.stamp));
    ctx.emit(EVENTS.usageCommitted, { id: `${organisation}:${place.journal}:${place.sequence}` });
    return encode(receipt(header));
  }

  /** The header of a batch. */
  @Transaction(false)
  @Returns('string')
  async readHeader(
    ctx: CatalogContext,
    organisation: string,
    journal: string,
    sequence: string,
  ): Promise<string> {
    const key = [check(mspId, organisation), check(code, journal), Number(check(batchSequence, sequence))];
    return encode(await ctx.get<BatchHeader>('batch', ...key));
  }
}

async function ensurePlace(ctx: CatalogContext, organisation: string, order: BatchOrder): Promise<void> {
  ensureOpen(await ctx.get<Journal>('journal', organisation, order.journal));
  const taken = await ctx.find<BatchHeader>('batch', organisation, order.journal, order.sequence);
  ensure(taken === undefined, 'SEQUENCE_TAKEN', 'The journal has a batch with this sequence.');
  await ensureNear(ctx, { organisation, id: order.journal }, order.sequence);
}

/** What of the batch's months its reporter has closed. Reads nothing for months that still run. */
async function closedBefore(
  ctx: CatalogContext,
  { leaves }: ReadBatch,
  grants: ReadonlyMap<string, unknown>,
  { calendar }: Policy,
): Promise<ClosedSide[]> {
  const closed: ClosedSide[] = [];
  for (const of of closable(leaves, ctx.now, calendar.utcOffsetMinutes)) {
    if (!grants.has(of.grant)) continue;
    const closure = await ctx.find<Closure>('closure', of.grant, of.period, of.side);
    if (closure) closed.push({ ...of, sinceMs: closedSince(closure) });
  }
  return closed;
}

/**
 * Grants of which the batch attests a use: their data has been delivered. Looked at only where the grant says that
 * delivery is owed; the obligation is written once, at the first such use.
 */
function attested({ leaves }: ReadBatch, grants: ReadonlyMap<string, JudgedGrant>): Set<Grant> {
  const found = new Set<Grant>();
  for (const { leaf } of leaves) {
    if (leaf.side !== 'attestation' || leaf.kind !== 'use' || leaf.outcome !== 'ok') continue;
    const { grant } = grants.get(leaf.grant) ?? {};
    if (grant?.deliverBy !== undefined) found.add(grant);
  }
  return found;
}

/** When the side was closed for the first time. */
const closedSince = ({ deadline, closed }: Closure): number => parseInstant(deadline.doneAt ?? closed.at);

async function markLate(ctx: CatalogContext, header: BatchHeader, closed: readonly TallyOf[]): Promise<void> {
  for (const of of closed) {
    const mark = afterClosing(header, of, ctx.stamp);
    const { grant, period, side, organisation, journal, sequence } = mark;
    await ctx.put(mark, grant, period, side, organisation, journal, sequence);
  }
}

function receipt({ journal, sequence, root, count, violations }: BatchHeader): BatchReceipt {
  return { journal, sequence, root, count, violations };
}
