// SPDX-License-Identifier: Apache-2.0
/** Entries of a catalogue that is a table: one row per entry, or one per data item. */
import { isDeepStrictEqual } from 'node:util';
import { guideCode } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import { codeWithDigest, contentDigest, sha256 } from '../codes.js';
import { FileFault, RowError } from '../faults.js';
import { present, text, type JsonObject } from '../fields.js';
import { namingOf, type Mapping } from '../mapping/mapping.js';
import { calledBy, headed } from '../mapping/naming.js';
import type { CatalogueEntry, EntryFault, EntryItem, Likeness, Publisher } from './entry.js';
import {
  assessmentsOf,
  dataClassOf,
  dataTypeOf,
  formatsOf,
  gradeOf,
  modesOf,
  opennessOf,
  sharingTypeOf,
  unreadFields,
  updateCycleOf,
} from './vocabulary.js';

type Fields = Readonly<Record<string, string>>;

/** `name:type; name:type`; the type may be left out. */
const itemsOf = (list: string | undefined): EntryItem[] =>
  (list ?? '')
    .split(/[;；]/)
    .map((part) => part.split(/[:：]/))
    .flatMap(([name, type]) => (text(name) ? [{ name: text(name) ?? '', dataType: dataTypeOf(type) }] : []));

/** The item of a row that is one. */
function ownItem({ item, itemType, grade, dataClass }: Fields): EntryItem[] {
  if (item === undefined) return [];
  const own = present({ grade: gradeOf(grade), dataClass: dataClassOf(dataClass) });
  return [{ name: item, dataType: dataTypeOf(itemType), ...own }];
}

function derivedIdentifier(fields: Fields, identity: readonly string[]): string {
  const parts = identity.map((field) => fields[field] ?? '');
  if (identity.length === 0 || parts.every((part) => part === ''))
    throw new RowError('READ_FIELD_MISSING', { field: 'identifier' });
  return codeWithDigest(JSON.stringify(parts), 16, (digest) => `E-${digest}`);
}

const CODE = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|[A-Z][A-Z0-9-]{1,15}:[A-Za-z0-9][A-Za-z0-9./-]{0,39})$/;

/** Ends with what its own bureaus are called by. */
const DIVISIONS = /[省州市县区旗]$/;

/** A bureau of finance is one of many: the region that a mapping names tells which. */
function publisherOf({ publisher, region }: Fields): string | undefined {
  if (publisher === undefined || region === undefined || publisher.startsWith(region)) return publisher;
  // 眉山市 and its 市交通局 are 眉山市交通局.
  const isNamedTwice = DIVISIONS.test(region) && publisher.startsWith(region.slice(-1));
  return `${region}${isNamedTwice ? publisher.slice(1) : publisher}`;
}

/** What the law asks an entry to say, where the table has it in known words. */
function particularsOf(fields: Fields): Partial<CatalogueEntry> {
  const { formats, grade, dataClass, open, openCondition, reason, identifier } = fields;
  const isGuide = guideCode.safeParse(identifier).success;
  return present({
    formats: formatsOf(formats),
    grade: gradeOf(grade),
    dataClass: dataClassOf(dataClass),
    openness: opennessOf(open, openCondition),
    assessments: assessmentsOf(fields),
    guideCode: isGuide ? identifier : undefined,
    reason,
  });
}

/** Who publishes the entry of a row. */
function publisherIn(fields: Fields): Publisher | undefined {
  const name = publisherOf(fields);
  const { publisherCode } = fields;
  const code = publisherCode !== undefined && CODE.test(publisherCode) ? publisherCode : undefined;
  return name === undefined ? undefined : { names: { '': name }, ...present({ code }) };
}

/** Of which entry a row speaks. @throws RowError where nothing tells it */
export function likenessOf(fields: Fields, { identity }: Pick<Mapping, 'identity'>): Likeness {
  const { identifier = derivedIdentifier(fields, identity) } = fields;
  return { identifier, ...present({ publisher: publisherIn(fields) }) };
}

/** @throws RowError */
export function readMapped(fields: Fields, row: number, mapping: Mapping): CatalogueEntry {
  const { title, summary, sharing, terms, unit, programme } = fields;
  if (title === undefined) throw new RowError('READ_FIELD_MISSING', { field: 'title' });
  const hasPublishers = Object.values(mapping.columns).includes('publisher');
  return {
    row,
    ...likenessOf(fields, mapping),
    ...(hasPublishers && fields['publisher'] === undefined && { isUnsigned: true as const }),
    isOwn: fields['identifier'] !== undefined,
    titles: { '': title },
    summaries: { '': summary ?? title },
    sharingType: sharingTypeOf(sharing),
    updateCycle: updateCycleOf(fields['cycle']),
    modes: modesOf(fields['modes']),
    items: mapping.rows === 'item' ? ownItem(fields) : itemsOf(fields['items']),
    digest: contentDigest(fields),
    ...particularsOf(fields),
    ...present({
      terms,
      unit,
      programme,
      unread: unreadFields(fields, (field) => calledBy(namingOf(mapping), field)),
    }),
  };
}

/** A row with its line, read. */
export interface LinedEntry {
  readonly line: number;
  readonly read: CatalogueEntry | EntryFault;
}

/** What rows of one entry may say differently. */
const OF_ROW: readonly string[] = ['row', 'items', 'digest', 'grade', 'dataClass'];
/** Fields of a mapping, where an entry calls them otherwise. */
const FIELD_OF: Readonly<Record<string, string>> = {
  titles: 'title',
  summaries: 'summary',
  sharingType: 'sharing',
  updateCycle: 'cycle',
  openness: 'open',
};

/** Name of a field in which two rows tell their entry differently; undefined where they agree. */
function fieldApart(one: CatalogueEntry, other: CatalogueEntry): string | undefined {
  const theirs: JsonObject = { ...other };
  const all = Object.entries({ ...other, ...one });
  const apart = all.find(
    ([name, value]) => !OF_ROW.includes(name) && !isDeepStrictEqual(value, theirs[name]),
  );
  return apart && (FIELD_OF[apart[0]] ?? apart[0]);
}

const likenessIn = ({ identifier, publisher }: CatalogueEntry): Likeness => ({
  identifier,
  ...present({ publisher }),
});

/** Rows as they come → entries as they end. What is wrong in one row is wrong with its entry: an item would be gone. */
class Joiner {
  /** The entry that is being put together. */
  private open: CatalogueEntry | undefined;
  /** The one of which nothing more is taken. */
  private refused: string | undefined;
  private readonly begun = new Set<string>();

  constructor(private readonly mapping: Mapping) {}

  /** @returns what ends before the row, and what is refused with it */
  take({ read, line }: LinedEntry): (CatalogueEntry | EntryFault)[] {
    if ('error' in read) return this.refuse(read);
    if (read.identifier === this.refused) return [];
    if (this.open?.identifier === read.identifier) return this.join(this.open, read);
    this.begin(likenessIn(read), line);
    const ended = this.end();
    this.refused = undefined;
    this.open = read;
    return ended;
  }

  end(): CatalogueEntry[] {
    const ended = this.open ? [this.open] : [];
    this.open = undefined;
    return ended;
  }

  /** @throws FileFault `FILE_ROWS_APART`: taken by itself, each part would be an entry that has lost items */
  private begin({ identifier, publisher }: Likeness, line: number): void {
    const key = sha256(JSON.stringify([identifier, publisher?.names])).slice(0, 16);
    if (this.begun.has(key)) throw new FileFault('FILE_ROWS_APART', {}, { line });
    this.begun.add(key);
  }

  private join(open: CatalogueEntry, read: CatalogueEntry): (CatalogueEntry | EntryFault)[] {
    const field = fieldApart(open, read);
    if (field !== undefined) {
      const error = headed(new RowError('READ_CONTRADICTION', { field }), namingOf(this.mapping));
      return this.refuse({ row: read.row, error, likeness: likenessIn(open) });
    }
    const digest = sha256(`${open.digest}${read.digest}`);
    this.open = { ...open, items: [...open.items, ...read.items], digest };
    return [];
  }

  /** A row that cannot be read at all belongs to the entry that it stands in. */
  private refuse(fault: EntryFault): (CatalogueEntry | EntryFault)[] {
    const { likeness = this.open && likenessIn(this.open) } = fault;
    const identifier = likeness && 'identifier' in likeness ? likeness.identifier : this.refused;
    if (this.open?.identifier === identifier) this.open = undefined;
    this.refused = identifier;
    return [...this.end(), { ...fault, ...present({ likeness }) }];
  }
}

/** Rows that follow each other and are items of one entry become one. @throws FileFault `FILE_ROWS_APART` */
export async function* joinItems(
  entries: AsyncIterable<LinedEntry>,
  mapping: Mapping,
): AsyncGenerator<CatalogueEntry | EntryFault> {
  const joiner = new Joiner(mapping);
  for await (const one of entries) yield* joiner.take(one);
  yield* joiner.end();
}
