// SPDX-License-Identifier: Apache-2.0
/** Committed state, as simulations and validation read it. Keys are ordered by their UTF-8 bytes. */
import type { Version } from '@catalog-chain/verifier/wire/read-write-set';

/** A value and where it was written. */
export interface Versioned {
  readonly value: Uint8Array;
  readonly version: Version;
}

export interface StateEntry extends Versioned {
  readonly key: string;
}

export interface HistoryEntry {
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** `null`: deleted. */
  readonly value: Uint8Array | null;
}

/** A part of a range: `start` ≤ key < `end` (empty: no end), only keys after `after` when given. */
export interface RangeQuery {
  readonly start: string;
  readonly end: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface StateReader {
  get(key: string): Versioned | undefined;
  range(query: RangeQuery): readonly StateEntry[];
  /** Newest first, as Fabric gives it. */
  history(key: string): readonly HistoryEntry[];
}

export interface PrivateStateReader {
  /** SHA-256 of the value, and its version. */
  hash(collection: string, keyHash: Uint8Array): Versioned | undefined;
  value(collection: string, key: string): Versioned | undefined;
  range(collection: string, query: RangeQuery): readonly StateEntry[];
}

/** A private value that a simulation wrote, kept beside the transaction until it commits. */
export interface PrivateWrite {
  readonly collection: string;
  readonly key: string;
  readonly value: Uint8Array;
}
