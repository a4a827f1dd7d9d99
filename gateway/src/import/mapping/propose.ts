// SPDX-License-Identifier: Apache-2.0
/** Proposes a mapping: known headings and words are filled in, what is not known is null, for a person to decide. */
import type { Cells } from '../source/table.js';
import { text, wordIn } from '../fields.js';
import { fieldsFor, type MappedKind } from './headings.js';
import { emptyMapping, type Mapping } from './mapping.js';
import type { Vocabularies } from './vocabularies.js';

/** Fields without which no row can be used. */
const NEEDED: Readonly<Record<MappedKind, readonly string[]>> = {
  catalogue: ['title', 'sharing'],
  agreements: ['reference', 'recipient', 'from', 'to', 'dataset', 'legalBasis'],
  uses: ['correlation', 'grant', 'action', 'at', 'system', 'purpose'],
};

/** What tells an entry from another where no identifier does. */
const IDENTITY: Readonly<Record<MappedKind, readonly string[]>> = {
  catalogue: ['publisher', 'title'],
  agreements: [],
  uses: [],
};

const MAX_WORDS = 200;

const identityOf = ({ identity }: Mapping, proposed: readonly string[]): string[] =>
  identity.length > 0 ? identity : [...proposed];

export class Proposal {
  private readonly fields: Map<string, string>;
  private readonly words = new Map<string, Set<string>>();
  private readonly seen: Map<string, Set<string>>;
  private rows = 0;

  constructor(
    private readonly kind: MappedKind,
    private readonly columns: readonly string[],
    private readonly vocabularies: Vocabularies,
    /** What a person has said of the columns already: it stands, and the words of these columns are added. */
    private readonly former: Mapping = emptyMapping(kind),
  ) {
    const decided = columns.flatMap((column) => {
      const field = wordIn(former.columns, column);
      return field === undefined || field === null ? [] : [[column, field] as const];
    });
    const taken = new Set(decided.map(([, field]) => field));
    const known = [...fieldsFor(kind, columns)].filter(
      ([column, field]) => !Object.hasOwn(former.columns, column) && !taken.has(field),
    );
    this.fields = new Map([...decided, ...known]);
    this.seen = new Map([['title', new Set<string>()]]);
  }

  /** Whether any heading is known. */
  get isUseful(): boolean {
    return this.fields.size > 0;
  }

  /** Takes in what a row says. */
  add(row: Cells): void {
    this.rows += 1;
    for (const [column, field] of this.fields) {
      const word = text(row[column]);
      if (word === undefined) continue;
      this.seen.get(field)?.add(word);
      if (!(field in this.vocabularies)) continue;
      const words = this.words.get(field) ?? new Set<string>();
      if (words.size < MAX_WORDS) words.add(word);
      this.words.set(field, words);
    }
  }

  /** Fields without which no row can be used, and that no column is known for. */
  get missing(): readonly string[] {
    const fields = new Set(this.fields.values());
    return NEEDED[this.kind].filter((field) => !fields.has(field) && !this.former.constants[field]);
  }

  mapping(): Mapping {
    const { former } = this;
    const fields = new Set(this.fields.values());
    const values = Array.from(this.words, ([field, words]) => [
      field,
      {
        ...Object.fromEntries(
          Array.from(words, (word) => [word, this.vocabularies[field]?.proposes(word) ?? null]),
        ),
        ...former.values[field],
      },
    ]);
    const perItem = fields.has('item') && (this.seen.get('title')?.size ?? 0) < this.rows;
    return {
      ...emptyMapping(this.kind),
      rows: perItem ? 'item' : 'entry',
      columns: Object.fromEntries(this.columns.map((column) => [column, this.fields.get(column) ?? null])),
      constants: {
        ...Object.fromEntries(this.missing.map((field) => [field, null])),
        ...former.constants,
      },
      values: { ...former.values, ...(Object.fromEntries(values) as Mapping['values']) },
      identity: fields.has('identifier') ? [] : identityOf(former, IDENTITY[this.kind]),
    };
  }
}
