// SPDX-License-Identifier: Apache-2.0
/** Entries of a catalogue that is a table: one row per entry, or one per data item. */
import { guideCode } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import { codeWithDigest, contentDigest, sha256 } from '../codes.js';
import { RowError } from '../faults.js';
import { present, text } from '../fields.js';
import type { Mapping } from '../mapping/mapping.js';
import type { CatalogueEntry, EntryFault, EntryItem, Likeness, Publisher } from './entry.js';
import {
  dataClassOf,
  dataTypeOf,
  formatsOf,
  gradeOf,
  modesOf,
  opennessOf,
  sharingTypeOf,
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
function ownItem({ item, itemType }: Fields): EntryItem[] {
  return item === undefined ? [] : [{ name: item, dataType: dataTypeOf(itemType) }];
}

function derivedIdentifier(fields: Fields, identity: readonly string[]): string {
  const parts = identity.map((field) => fields[field] ?? '');
  if (identity.length === 0 || parts.every((part) => part === ''))
    throw new RowError('READ_FIELD_MISSING', { field: 'identifier' });
  return codeWithDigest(JSON.stringify(parts), 16, (digest) => `E-${digest}`);
}

const CODE = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|[A-Z][A-Z0-9-]{1,15}:[A-Za-z0-9][A-Za-z0-9./-]{0,39})$/;

/** A bureau of finance is one of many: the region that a mapping names tells which. */
function publisherOf({ publisher, region }: Fields): string | undefined {
  if (publisher === undefined || region === undefined || publisher.startsWith(region)) return publisher;
  return `${region}${publisher}`;
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
export function readMapped(
  fields: Fields,
  row: number,
  mapping: Pick<Mapping, 'identity' | 'rows' | 'columns'>,
): CatalogueEntry {
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
    ...present({ terms, unit, programme }),
  };
}

/** The entry that is being put together, and of which one nothing more is taken. */
class Joiner {
  private open: CatalogueEntry | undefined;
  private refused: string | undefined;

  /** @returns the entry that the row ends; undefined where it ends none */
  add(one: CatalogueEntry): CatalogueEntry | undefined {
    if (one.identifier === this.refused) return undefined;
    if (this.open?.identifier !== one.identifier) return this.end(one);
    const { items, digest } = this.open;
    this.open = { ...this.open, items: [...items, ...one.items], digest: sha256(`${digest}${one.digest}`) };
    return undefined;
  }

  /** Without the item the entry would be another: it is refused whole. */
  refuse({ likeness }: EntryFault): void {
    this.refused = likeness && 'identifier' in likeness ? likeness.identifier : undefined;
    if (this.open?.identifier === this.refused) this.open = undefined;
  }

  /** @returns what was open */
  end(next?: CatalogueEntry): CatalogueEntry | undefined {
    const { open } = this;
    this.open = next;
    return open;
  }
}

/** Rows that follow each other and are items of one entry become one. */
export async function* joinItems(
  entries: AsyncIterable<CatalogueEntry | EntryFault>,
): AsyncGenerator<CatalogueEntry | EntryFault> {
  const joiner = new Joiner();
  for await (const one of entries) {
    if ('error' in one) {
      joiner.refuse(one);
      yield one;
      continue;
    }
    const ended = joiner.add(one);
    if (ended) yield ended;
  }
  const last = joiner.end();
  if (last) yield last;
}
