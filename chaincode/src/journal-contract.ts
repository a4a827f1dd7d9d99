// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { encode } from './domain/encoding/canonical-json';
import { ensure } from './domain/errors';
import { EVENTS, type EventName } from './domain/events';
import {
  checkpointInput,
  closed,
  ensureOpen,
  journalClosing,
  journalInput,
  MAX_TALLIES_SUMMED,
  opened,
} from './domain/usage/journal';
import { check, code, decodeAs, mspId } from './domain/text/schema';
import { runningTally, tallyKey, TallySums } from './domain/usage/tally-sum';
import type { Journal, JournalCheckpoint, RunningTally } from './domain/usage/usage-records';
import { ensureNothingAfter, headerOf, walkTo, type JournalPlace } from './lookups/journal-walk';
import { CatalogContext } from './ledger';

const REPORTERS = ['submitter', 'officer', 'admin'] as const;

/** An organisation's journals: opened and closed on chain, so that a whole one cannot be left out. */
@Info({ title: 'journal', description: 'Series of usage batches' })
export class JournalContract extends CatalogContract {
  constructor() {
    super('journal');
  }

  /** @throws DomainError `ALREADY_EXISTS`: a closed journal's name is not used again */
  @Transaction()
  @Returns('string')
  async open(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise(REPORTERS);
    const { journal } = decodeAs(journalInput, input);
    const existing = await ctx.find<Journal>('journal', organisation, journal);
    ensure(existing === undefined, 'ALREADY_EXISTS', 'The journal exists already.');
    announce(ctx, EVENTS.journalOpened, organisation, journal);
    return ctx.put(opened(organisation, journal, ctx.stamp), organisation, journal);
  }

  /**
   * Has the chain follow the caller's journal up to a batch, at most 1,000 batches on from the last checkpoint, and
   * sum up what they state, so that closing a period need not read them again.
   * @throws DomainError `JOURNAL_GAP`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async checkpoint(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise(REPORTERS);
    const { journal, batches } = decodeAs(checkpointInput, input);
    const record = await ctx.get<Journal>('journal', organisation, journal);
    const sums = new TallySums();
    const reached = await walkTo(ctx, record, batches, ({ tallies }) => {
      sums.add(tallies);
    });
    await putTallies(ctx, record, sums);
    announce(ctx, EVENTS.journalChecked, organisation, journal);
    const checkpoint: JournalCheckpoint = {
      ...{ type: 'journal-checkpoint', organisation, id: journal },
      ...{ ...reached, checked: ctx.stamp },
    };
    return ctx.put(checkpoint, organisation, journal);
  }

  /**
   * Closes the caller's journal after a batch, once the chain has followed it to there.
   * @throws DomainError `JOURNAL_GAP`, `JOURNAL_CLOSED`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async close(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise(REPORTERS);
    const closing = decodeAs(journalClosing, input);
    const journal = await ctx.get<Journal>('journal', organisation, closing.journal);
    ensureOpen(journal);
    const { root } = await walkTo(ctx, journal, closing.batches);
    ensure(root === closing.lastRoot, 'JOURNAL_GAP', 'lastRoot is not the root of the last batch.');
    const next = await headerOf(ctx, journal, closing.batches + 1);
    ensure(next === undefined, 'JOURNAL_GAP', 'A batch follows the one that is said to be the last.');
    await ensureNothingAfter(ctx, journal, closing.batches + 1);
    announce(ctx, EVENTS.journalClosed, organisation, journal.id);
    return ctx.put(closed(journal, closing, ctx.stamp), organisation, journal.id);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, organisation: string, journal: string): Promise<string> {
    return encode(await ctx.get<Journal>('journal', check(mspId, organisation), check(code, journal)));
  }
}

/** Adds the sums to those of the former checkpoint. @throws DomainError `CONDITION_NOT_MET` */
async function putTallies(ctx: CatalogContext, place: JournalPlace, sums: TallySums): Promise<void> {
  const { organisation, id } = place;
  const fits = sums.size <= MAX_TALLIES_SUMMED;
  ensure(fits, 'CONDITION_NOT_MET', `More than ${MAX_TALLIES_SUMMED} tallies: take fewer batches.`);
  for (const { of, sum } of sums.entries()) {
    const key = [organisation, id, ...tallyKey(of)];
    const former = await ctx.find<RunningTally>('tally', ...key);
    if (former) sum.add(former);
    await ctx.put(runningTally(place, of, sum), ...key);
  }
}

function announce(ctx: CatalogContext, name: EventName, organisation: string, journal: string): void {
  ctx.emit(name, { id: `${organisation}:${journal}`, organisations: [organisation] });
}
