// SPDX-License-Identifier: Apache-2.0
/** What evidence is gathered from. */
import type { IndexReader } from '../../index/model/reader.js';
import { Refusal } from '../../support/refusal.js';
import type { BlockSource, EvidenceSource, LedgerWriter, Signatory } from '../../ledger/ledger.js';

export interface Sources {
  readonly ledger: EvidenceSource & BlockSource & LedgerWriter;
  readonly index: IndexReader;
  /** Who asks: the reads are made in its name. */
  readonly signatory: Signatory;
  /** A part of a month that is so large is given out, bytes unpacked; absent: 16 MiB. */
  readonly partBytes?: number;
  /** Breaks it off at the next read. */
  readonly signal?: AbortSignal;
}

/** What is left to gather when all else is there: yields wherever a part may end. */
export type Rest = () => AsyncGenerator<undefined>;

/** Longer than an index takes that keeps up. */
const INDEX_WAIT_MS = 5_000;

/** @throws Refusal `INDEX_BEHIND` where the index does not come as far as the block soon */
export async function indexed({ index }: Sources, block: number): Promise<void> {
  try {
    await index.reached(block, INDEX_WAIT_MS);
  } catch (cause) {
    throw new Refusal('INDEX_BEHIND', `The index has not come as far as block ${block}.`, { cause });
  }
}

/** As `indexed`, up to the newest block that there is. @throws LedgerError */
export async function indexedAll(sources: Sources): Promise<void> {
  await indexed(sources, (await sources.ledger.info()).height - 1);
}
