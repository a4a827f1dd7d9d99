// SPDX-License-Identifier: Apache-2.0
/** How long answers are asked for and given: in pages, as of a block. */
export interface PageOptions {
  /** From a former page's `next`. @throws IndexError `CURSOR_INVALID` for anything else. */
  readonly cursor?: string;
  /** 1 to 1,000; default 50. */
  readonly limit?: number;
  /** As things stood after this block; default: now. */
  readonly asOf?: number;
  /** Default: `id` for lists of records, `oldest` for events and trails. */
  readonly order?: 'id' | 'oldest' | 'newest';
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string;
  /** The block the answer is as of. */
  readonly asOf: number;
}
