// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from '../catalog-contract';
import { encode } from '../../domain/encoding/canonical-json';
import { ensure } from '../../domain/errors';
import { EVENTS, type EventName } from '../../domain/events';
import {
  checkpointInput,
  closed,
  ensureOpen,
  journalClosing,
  journalInput,
  opened,
} from '../../domain/usage/journal';
import { check, code, decodeAs, mspId } from '../../domain/text/schema';
import type { Journal } from '../../domain/usage/usage-records';
import { enterClosed, enterOpened } from '../../lookups/usage/journal-lists';
import { advanceTo, ensureNothingAfter, headerOf, putAdvance } from '../../lookups/usage/journal-walk';
import { CatalogContext } from '../../ledger';

/** An organisation's journals: opened and closed on chain, so that a whole one cannot be left out. */
@Info({ title: 'journal', description: 'Series of usage batches' })
export class JournalContract extends CatalogContract {
  constructor() {
    super('journal');
  }

  /** @throws DomainError `ALREADY_EXISTS`: a closed journal's name is not used again; `TOO_MANY_JOURNALS` */
  @Transaction()
  @Returns('string')
  async open(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise();
    const { journal } = decodeAs(journalInput, input);
    const existing = await ctx.find<Journal>('journal', organisation, journal);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The journal exists already.');
    const record = opened(organisation, journal, ctx.stamp);
    await enterOpened(ctx, record);
    announce(ctx, EVENTS.journalOpened, organisation, journal);
    return ctx.put(record, organisation, journal);
  }

  /**
   * Has the chain follow a journal up to a batch, at most 1,000 batches on from the last checkpoint, and sum up what
   * they state: a period is closed from these sums. Anybody who reports may do so, for any journal: nobody can keep
   * his own from being followed. A batch that does not follow on the one before, or that is missing although later
   * ones were committed 72 hours ago, is noted in the checkpoint and does not stop it.
   * @throws DomainError `NOT_FOUND`, `JOURNAL_GAP`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async checkpoint(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId } = await ctx.authorise();
    const { organisation = mspId, journal, batches } = decodeAs(checkpointInput, input);
    const record = await ctx.get<Journal>('journal', organisation, journal);
    const advance = await advanceTo(ctx, record, batches);
    announce(ctx, EVENTS.journalChecked, organisation, journal);
    return putAdvance(ctx, advance);
  }

  /**
   * Closes the caller's journal after a batch, and has the chain follow it to there.
   * @throws DomainError `JOURNAL_GAP`, `JOURNAL_CLOSED`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async close(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise();
    const closing = decodeAs(journalClosing, input);
    const journal = await ctx.get<Journal>('journal', organisation, closing.journal);
    ensureOpen(journal);
    const advance = await advanceTo(ctx, journal, closing.batches);
    const { root } = advance.checkpoint;
    ensure(root === closing.lastRoot, 'JOURNAL_GAP', 'lastRoot is not the root of the last batch.');
    const next = await headerOf(ctx, journal, closing.batches + 1);
    ensure(next === undefined, 'JOURNAL_GAP', 'A batch follows the one that is said to be the last.');
    await ensureNothingAfter(ctx, journal, closing.batches + 1);
    if (closing.batches > 0) await putAdvance(ctx, advance);
    await enterClosed(ctx, journal);
    announce(ctx, EVENTS.journalClosed, organisation, journal.id);
    return ctx.put(closed(journal, closing, ctx.stamp), organisation, journal.id);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, organisation: string, journal: string): Promise<string> {
    return encode(await ctx.get<Journal>('journal', check(mspId, organisation), check(code, journal)));
  }
}

function announce(ctx: CatalogContext, name: EventName, organisation: string, journal: string): void {
  ctx.emit(name, { id: `${organisation}:${journal}`, organisations: [organisation] });
}
