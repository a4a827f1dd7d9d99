// SPDX-License-Identifier: Apache-2.0
/** What evidence is gathered from. */
import type { IndexReader } from '../../index/model/reader.js';
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
