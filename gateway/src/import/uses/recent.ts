// SPDX-License-Identifier: Apache-2.0
/** Remembers what was told last: enough to find what stands twice in a file, and no more than memory can bear. */

import { hash } from 'node:crypto';

const MARK_BYTES = 12;

/** Tells texts apart in twelve characters. A piece of the digest's hex digits would keep all of them in memory. */
export const markOf = (text: string): string =>
  hash('sha256', text, 'buffer').toString('latin1', 0, MARK_BYTES);

/** Of one of two generations. */
const MOST = 250_000;

/** The last quarter of a million entries at least, half a million at most. */
export class Recent<T> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();

  get(key: string): T | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: string, value: T): void {
    this.young.set(key, value);
    if (this.young.size < MOST) return;
    this.old = this.young;
    this.young = new Map();
  }
}
