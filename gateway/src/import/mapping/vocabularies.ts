// SPDX-License-Identifier: Apache-2.0
/** The words of a field that has a closed meaning on the ledger. */
export interface Vocabulary {
  /** The ledger's own. */
  readonly words: readonly string[];
  /** Whether an import understands the word where a mapping gives it for another. */
  readonly reads: (word: string) => boolean;
  /** What a word of a file probably means; undefined where that is not known. */
  readonly proposes: (word: string) => string | undefined;
}

/** By field. */
export type Vocabularies = Readonly<Record<string, Vocabulary>>;
