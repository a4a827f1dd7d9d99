// SPDX-License-Identifier: Apache-2.0
/**
 * Has the chain follow an organisation's journals to their newest batches: a month is closed from what it has followed.
 * Anybody may ask for it, so that nobody's months depend on their owner.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { tenDigits, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { isGivenUp } from '@catalog-chain/chaincode/domain/usage/journal-links';
import { MAX_BATCHES_AHEAD, MAX_HEADERS_CHECKED } from '@catalog-chain/chaincode/domain/usage/journal';
import type { BatchHeader, Journal } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexReader } from '../../index/model/reader.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Signatory } from '../../ledger/ledger.js';
import { onlyOnce } from '../../attempts/attempt.js';
import { pagesOf } from '../../support/pages.js';
import type { Commits } from '../commits.js';

/** A journal that the chain has followed to its newest batch. */
export interface FollowedJournal {
  readonly journal: Journal;
  readonly batches: number;
  /** Root of the last; 64 zeros where there is none. */
  readonly root: string;
}

const NO_ROOT = '0'.repeat(64);
const PAGE = 1000;
/** An endorser may lag behind the index: what it has not seen yet it calls a gap. */
const LAG_PAUSE_MS = 500;
const TRIES = 5;

export class JournalFollower {
  constructor(
    private readonly index: Pick<IndexReader, 'get' | 'first' | 'list'>,
    private readonly commits: Pick<Commits, 'write'>,
    private readonly now: () => number,
  ) {}

  /** @returns the journals that are open, followed as far as can be. @throws what `Commits.write` throws */
  async follow(signatory: Signatory, organisation: string): Promise<FollowedJournal[]> {
    const followed: FollowedJournal[] = [];
    const pages = pagesOf((at) => this.index.list('journal', { organisation }, { limit: PAGE, ...at }));
    for await (const { items } of pages)
      for (const { value } of items) {
        const reached = await this.followOne(signatory, value);
        if (value.closed === undefined) followed.push({ journal: value, ...reached });
      }
    return followed;
  }

  private async followOne(
    signatory: Signatory,
    journal: Journal,
  ): Promise<Pick<FollowedJournal, 'batches' | 'root'>> {
    let at = await this.checkpoint(journal);
    if (journal.closed?.batches === at.batches) return at;
    const head = await this.headOf(journal, at.batches);
    for (let [step, tries] = [MAX_HEADERS_CHECKED, TRIES]; at.batches < head && tries > 0;) {
      const refusal = await this.advance(signatory, journal, Math.min(at.batches + step, head));
      const before = at.batches;
      at = await this.checkpoint(journal);
      if (at.batches > before) tries = TRIES;
      else if (refusal === 'CONDITION_NOT_MET' && step > 1) step = Math.ceil(step / 10);
      else {
        tries -= 1;
        await delay(LAG_PAUSE_MS);
      }
    }
    return at;
  }

  private async checkpoint(journal: Journal): Promise<Pick<FollowedJournal, 'batches' | 'root'>> {
    const found = await this.index.get('journal-checkpoint', placeOf(journal));
    return found?.value ?? { batches: 0, root: NO_ROOT };
  }

  /** @returns the code where the ledger refused: too large a step, followed meanwhile, or a peer that lags */
  private async advance(
    signatory: Signatory,
    { organisation, id: journal }: Journal,
    batches: number,
  ): Promise<string | undefined> {
    const args = [encode({ organisation, journal, batches })];
    try {
      await this.commits.write(signatory, { transaction: TRANSACTIONS.journalCheckpoint, args }, onlyOnce);
      return undefined;
    } catch (error) {
      if (
        error instanceof LedgerError &&
        (error.code === 'CONDITION_NOT_MET' || error.code === 'JOURNAL_GAP')
      )
        return error.code;
      throw error;
    }
  }

  /** The newest batch up to which the chain can follow: none is missing before it but those that are given up. */
  private async headOf(journal: Journal, from: number): Promise<number> {
    let head = await this.wholeFrom(journal, from);
    for (;;) {
      const next = await this.afterGap(journal, head + 1);
      if (next === undefined) return head;
      head = await this.wholeFrom(journal, next);
    }
  }

  /** The last of the batches that follow on others without a gap, found by doubling and halving. */
  private async wholeFrom(journal: Journal, from: number): Promise<number> {
    let low = from;
    let step = 1;
    for (; await this.headerAt(journal, low + step); step *= 2) low += step;
    let high = low + step;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (await this.headerAt(journal, middle)) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The batch after the missing ones, when they are given up. */
  private async afterGap(journal: Journal, missing: number): Promise<number | undefined> {
    const range = {
      after: batchId(journal, missing),
      upTo: batchId(journal, missing + MAX_BATCHES_AHEAD - 1),
    };
    const header = (await this.index.first('batch', range))?.value;
    return header && isGivenUp(header, this.now()) ? header.sequence : undefined;
  }

  private async headerAt(journal: Journal, sequence: number): Promise<BatchHeader | undefined> {
    return (await this.index.get('batch', batchId(journal, sequence)))?.value;
  }
}

const placeOf = ({ organisation, id }: Journal): string => `${organisation}/${id}`;
const batchId = (journal: Journal, sequence: number): string => `${placeOf(journal)}/${tenDigits(sequence)}`;
