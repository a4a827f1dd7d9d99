// SPDX-License-Identifier: Apache-2.0
/** How far an index has followed its chain, and what it found odd there. */
import type { ChainRef } from './records.js';

/** What an index says of itself and of the chain it follows. */
export interface Checkpoint {
  readonly genesisHash: string;
  /** Newest block indexed; -1 before the first. */
  readonly block: number;
  readonly hash: string;
  readonly events: number;
  /** Found while indexing: broken linkage, repeated ids, leaves that cannot be read. */
  readonly anomalies: number;
}

export const ANOMALIES = [
  'previous-root-mismatch',
  'repeated-id',
  'unreadable-batch',
  'unreadable-record',
] as const;

export interface Anomaly {
  readonly kind: (typeof ANOMALIES)[number];
  readonly detail: string;
  readonly written: ChainRef;
}
