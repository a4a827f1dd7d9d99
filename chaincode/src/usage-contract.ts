// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { currentPolicy } from './current-policy';
import { batchOrder, readBatch, type BatchOrder, type ReadBatch } from './domain/batch';
import { sealBatch } from './domain/batch-header';
import { encode } from './domain/canonical-json';
import { ensure } from './domain/errors';
import { EVENTS } from './domain/events';
import { batchSequence, ensureOpen } from './domain/journal';
import { check, code, decodeAs, mspId } from './domain/schema';
import type { BatchHeader, BatchReceipt, Journal } from './domain/usage-records';
import { judgedGrants } from './judged-grants';
import { CatalogContext } from './ledger';

const LEAVES_ARGUMENT = 1;

/** Usage, a batch per transaction. The leaves stay in the block; the state keeps a header under a key of its own. */
@Info({ title: 'usage', description: 'Batches of usage events' })
export class UsageContract extends CatalogContract {
  constructor() {
    super('usage');
  }

  /**
   * Commits a batch with its verdicts. Writes one key that nothing else writes, so that batches commit in parallel.
   * @param order canonical JSON `{journal, previousRoot, sequence}`
   * @param leaves the deflated leaves, see `domain/batch.ts`; read from the raw arguments, since the dispatcher decodes
   *   every argument as text
   * @returns `BatchReceipt`
   * @throws DomainError `JOURNAL_CLOSED`, `SEQUENCE_TAKEN`, `BATCH_MALFORMED`, `BATCH_TOO_LARGE`, `DUPLICATE_ID`,
   *   `NOT_PARTY`, or a leaf's fault
   */
  @Transaction()
  @Returns('string')
  async submit(ctx: CatalogContext, order: string, leaves: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise(['submitter', 'officer', 'admin']);
    const place = decodeAs(batchOrder, order);
    await ensurePlace(ctx, organisation, place);
    ensure(leaves.length > 0, 'BATCH_MALFORMED', 'The batch is empty.');
    const batch = readBatch(ctx.rawArgument(LEAVES_ARGUMENT));
    const header = await sealed(ctx, organisation, place, batch);
    await ctx.put(header, organisation, place.journal, place.sequence);
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
}

async function sealed(
  ctx: CatalogContext,
  organisation: string,
  order: BatchOrder,
  batch: ReadBatch,
): Promise<BatchHeader> {
  const policy = await currentPolicy(ctx);
  const grants = await judgedGrants(ctx, batch);
  return sealBatch(batch, { organisation, order, grants, policy, nowMs: ctx.now, stamp: ctx.stamp });
}

function receipt({ journal, sequence, root, count, violations }: BatchHeader): BatchReceipt {
  return { journal, sequence, root, count, violations };
}
