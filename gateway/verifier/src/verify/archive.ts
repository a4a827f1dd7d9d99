// SPDX-License-Identifier: Apache-2.0
/** A part of a bundle as the checks see it, wherever its bytes lie. */

export interface Archive {
  /** In the order of the archive. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** @throws Unreadable where the file is damaged, or larger than it says */
  read(name: string): Promise<Uint8Array>;
}

/** Files that lie in memory already. */
export const archiveOf = (files: ReadonlyMap<string, Uint8Array>): Archive => ({
  names: [...files.keys()],
  has: (name) => files.has(name),
  read: (name) => Promise.resolve(files.get(name) ?? new Uint8Array()),
});
