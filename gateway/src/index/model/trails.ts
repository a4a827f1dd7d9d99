// SPDX-License-Identifier: Apache-2.0
/** Everything that happened to one thing, in order. */
import type { IndexedRecord } from './records.js';
import type { PageOptions } from './pages.js';
import type { UsageEvent } from './usage-events.js';

export const TRAIL_KINDS = [
  'record',
  'resource',
  'grant',
  'organisation',
  'actor',
  'dispute',
  'case',
] as const;

export type TrailKind = (typeof TRAIL_KINDS)[number];

/** One thing that happened: a record came to be or changed, or a use was reported. */
export type TrailEntry =
  | { readonly entry: 'record'; readonly record: IndexedRecord }
  | { readonly entry: 'usage'; readonly event: UsageEvent };

export interface TrailQuery extends PageOptions {
  readonly kind: TrailKind;
  /** `record`: one or more commitments (one per grant key); others: one id. */
  readonly ids: readonly string[];
  /** Only what this organisation is a party to. */
  readonly party?: string;
}
