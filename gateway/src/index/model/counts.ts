// SPDX-License-Identifier: Apache-2.0
/** What figures are counted from: blocks, uses in the order of the chain, the headers that carried them. */
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';

/** A block, by which things are appraised. */
export interface Moment {
  readonly block: number;
  readonly hash: string;
  readonly genesisHash: string;
  /** Latest time of its transactions, milliseconds since 1970. */
  readonly time: number;
}

/** Events that are counted: one side's, under the grants of one party, of a span; ids reported before are left out. */
export interface CountQuestion {
  /** Which party of the grant `organisation` is. */
  readonly party: 'provider' | 'consumer';
  readonly organisation: string;
  readonly side: Leaf['side'];
  readonly grant?: string;
  /** `at` not before, and before: milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly asOf: number;
  /** Only events of which the chain found something. */
  readonly violating?: true;
  /** Only events of exchanges that have one of these ids. */
  readonly correlations?: readonly string[];
}

export interface CountedEvent {
  readonly pos: number;
  /** Number of its transaction in the index: see `batches`. */
  readonly tx: number;
  readonly leaf: number;
  readonly kind: Leaf['kind'];
  /** Number of its grant in the index. */
  readonly grant: number;
  readonly correlation: string;
  /** Codes joined by commas. */
  readonly violations: string | null;
}

/** What figures are counted from. */
export interface CountReader {
  /** @param asOf later than the newest block means that one; default: the newest */
  moment(asOf?: number): Promise<Moment>;
  /** The last block up to `asOf` whose transactions are all earlier than the time; 0 where there is none. */
  lastBlockBefore(time: number, asOf: number): Promise<number>;
  /** In order of the chain, in pages. */
  counted(question: CountQuestion): AsyncIterable<readonly CountedEvent[]>;
  /** Positions of events that corrections in the span took back, and of corrections that state nothing. */
  fallen(question: CountQuestion): Promise<ReadonlySet<number>>;
  /** By number of transaction: the batch's id and the SHA-256 of its header's value. */
  batches(
    numbers: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly id: string; readonly sha256: string }>>;
}

/** What holds the figures' source. */
export interface Countable {
  readonly counts: CountReader;
}
