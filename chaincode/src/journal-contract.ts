// SPDX-License-Identifier: Apache-2.0
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { CatalogContract } from './catalog-contract';
import { NO_ROOT } from './domain/batch';
import { encode } from './domain/canonical-json';
import { ensure } from './domain/errors';
import { EVENTS, type EventName } from './domain/events';
import {
  checkpointInput,
  closed,
  ensureOpen,
  follow,
  journalClosing,
  journalInput,
  MAX_HEADERS_CHECKED,
  opened,
} from './domain/journal';
import { check, code, decodeAs, mspId } from './domain/schema';
import type { BatchHeader, Journal, JournalCheckpoint } from './domain/usage-records';
import { CatalogContext } from './ledger';

const REPORTERS = ['submitter', 'officer', 'admin'] as const;
type Reached = Pick<JournalCheckpoint, 'batches' | 'root'>;

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
   * Has the chain follow the caller's journal up to a batch, at most 1,000 batches on from the last checkpoint.
   * @throws DomainError `JOURNAL_GAP`, `CONDITION_NOT_MET`
   */
  @Transaction()
  @Returns('string')
  async checkpoint(ctx: CatalogContext, input: string): Promise<string> {
    const { mspId: organisation } = await ctx.authorise(REPORTERS);
    const { journal, batches } = decodeAs(checkpointInput, input);
    const record = await ctx.get<Journal>('journal', organisation, journal);
    const root = await this.reach(ctx, record, batches);
    announce(ctx, EVENTS.journalChecked, organisation, journal);
    const checkpoint: JournalCheckpoint = {
      ...{ type: 'journal-checkpoint', organisation, id: journal },
      ...{ batches, root, checked: ctx.stamp },
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
    const root = await this.reach(ctx, journal, closing.batches);
    ensure(root === closing.lastRoot, 'JOURNAL_GAP', 'lastRoot is not the root of the last batch.');
    const next = await header(ctx, journal, closing.batches + 1);
    ensure(next === undefined, 'JOURNAL_GAP', 'A batch follows the one that is said to be the last.');
    announce(ctx, EVENTS.journalClosed, organisation, journal.id);
    return ctx.put(closed(journal, closing, ctx.stamp), organisation, journal.id);
  }

  @Transaction(false)
  @Returns('string')
  async read(ctx: CatalogContext, organisation: string, journal: string): Promise<string> {
    return encode(await ctx.get<Journal>('journal', check(mspId, organisation), check(code, journal)));
  }

  /** @returns the root of the last batch, having followed all up to it */
  private async reach(ctx: CatalogContext, journal: Journal, batches: number): Promise<string> {
    const { organisation, id } = journal;
    const from: Reached = (await ctx.find<JournalCheckpoint>('journal-checkpoint', organisation, id)) ?? {
      batches: 0,
      root: NO_ROOT,
    };
    ensure(batches >= from.batches, 'CONDITION_NOT_MET', 'The journal was followed further already.');
    const isNear = batches - from.batches <= MAX_HEADERS_CHECKED;
    ensure(isNear, 'CONDITION_NOT_MET', `Make a checkpoint every ${MAX_HEADERS_CHECKED} batches first.`);
    let { root } = from;
    for (let sequence = from.batches + 1; sequence <= batches; sequence += 1) {
      root = follow(root, sequence, await header(ctx, journal, sequence));
    }
    return root;
  }
}

function header(ctx: CatalogContext, journal: Journal, sequence: number): Promise<BatchHeader | undefined> {
  return ctx.find<BatchHeader>('batch', journal.organisation, journal.id, sequence);
}

function announce(ctx: CatalogContext, name: EventName, organisation: string, journal: string): void {
  ctx.emit(name, { id: `${organisation}:${journal}`, organisations: [organisation] });
}
