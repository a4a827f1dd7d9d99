// SPDX-License-Identifier: Apache-2.0
/** Rows of the table as the content of an entry: the same that was written, or a fault of a named column. */
import { dataItems, resourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import type { DataItem, ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { codesIn, proseIn, unguarded } from './cells.js';
import { ENTRY_COLUMNS, headingOf, ITEM_COLUMNS, type EntryField, type ItemField } from './entry-columns.js';
import { unworded, WORDS, type TableLanguage, type Words } from './words.js';

type Row = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;

/** What a row says under its headings; nothing of an empty cell. */
class Cells<F extends EntryField | ItemField> {
  constructor(
    private readonly row: Row,
    private readonly language: TableLanguage,
  ) {}

  plain(field: F): string | undefined {
    const cell = (this.row[headingOf(field, this.language)] ?? '').trim();
    return cell === '' ? undefined : unguarded(cell);
  }

  word(field: F, words: Words): string | undefined {
    const text = this.plain(field);
    return text === undefined ? undefined : unworded(words, text);
  }

  codes(field: F, words: Words = {}): string[] | undefined {
    const cell = this.row[headingOf(field, this.language)] ?? '';
    return codesIn(cell.trim())
      ?.map((text) => unworded(words, text))
      .sort();
  }

  prose(field: F): string[] | undefined {
    return proseIn((this.row[headingOf(field, this.language)] ?? '').trim());
  }
}

/** Without what is undefined; undefined where nothing is left. */
function said(fields: Fields): Fields | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function conditionsIn(cells: Cells<EntryField>): Fields | undefined {
  const consumers = said({
    roles: cells.codes('roles', WORDS.role),
    levels: cells.codes('levels', WORDS.level),
    regions: cells.codes('regions'),
    organisations: cells.codes('organisations'),
  });
  return said({ consumers, purposes: cells.codes('purposes'), others: cells.prose('others') });
}

const sharingIn = (cells: Cells<EntryField>): Fields | undefined =>
  said({
    sharingType: cells.word('sharingType', WORDS.sharingType),
    condition: cells.plain('condition'),
    conditions: conditionsIn(cells),
    legalBasis: cells.plain('legalBasis'),
    reason: cells.plain('reason'),
    basis: said({ kind: cells.word('basisKind', WORDS.basis), citation: cells.plain('citation') }),
    modes: cells.codes('modes', WORDS.mode) ?? [],
  });

const entryIn = (cells: Cells<EntryField>): Fields | undefined =>
  said({
    names: said({ zh: cells.plain('nameZh'), en: cells.plain('nameEn') }),
    summary: said({ zh: cells.plain('summaryZh'), en: cells.plain('summaryEn') }),
    system: cells.plain('system'),
    schemaDigest: cells.plain('schemaDigest'),
    updateCycle: cells.word('updateCycle', WORDS.updateCycle),
    formats: cells.codes('formats', WORDS.format),
    sharing: sharingIn(cells),
    openness: said({
      openType: cells.word('openType', WORDS.openness),
      condition: cells.plain('openCondition'),
    }),
    guideCode: cells.plain('guideCode'),
    assessments: said({
      secrecy: cells.plain('secrecy'),
      personalInformation: cells.plain('personalInformation'),
      agreed: cells.plain('agreed'),
    }),
    contactRole: cells.plain('contactRole'),
    source: said({ identifier: cells.plain('sourceIdentifier'), digest: cells.plain('sourceDigest') }),
  });

const itemIn = (cells: Cells<ItemField>): Fields | undefined =>
  said({
    code: cells.plain('itemCode'),
    names: said({ zh: cells.plain('itemZh'), en: cells.plain('itemEn') }),
    dataType: cells.word('dataType', WORDS.dataType),
    sensitivity: Number(cells.plain('sensitivity')),
    grade: cells.word('grade', WORDS.grade),
    dataClass: cells.word('dataClass', WORDS.dataClass),
  });

/** What a row says of its entry, which has this row's item alone as yet. */
export interface ReadRow {
  /** `MSPID:CODE`, or what stands there. */
  readonly id: string;
  readonly content: ResourceContent;
  readonly item: DataItem;
}

/** Where in the content a fault lies → the column that says it. */
const COLUMN_OF: Readonly<Record<string, EntryField>> = {
  names: 'nameZh',
  'names.en': 'nameEn',
  summary: 'summaryZh',
  'summary.en': 'summaryEn',
  system: 'system',
  schemaDigest: 'schemaDigest',
  updateCycle: 'updateCycle',
  formats: 'formats',
  sharing: 'sharingType',
  'sharing.condition': 'condition',
  'sharing.conditions': 'condition',
  'sharing.conditions.consumers': 'roles',
  'sharing.conditions.consumers.levels': 'levels',
  'sharing.conditions.consumers.regions': 'regions',
  'sharing.conditions.consumers.organisations': 'organisations',
  'sharing.conditions.purposes': 'purposes',
  'sharing.conditions.others': 'others',
  'sharing.legalBasis': 'legalBasis',
  'sharing.reason': 'reason',
  'sharing.basis': 'basisKind',
  'sharing.basis.citation': 'citation',
  'sharing.modes': 'modes',
  openness: 'openType',
  'openness.condition': 'openCondition',
  guideCode: 'guideCode',
  assessments: 'secrecy',
  'assessments.personalInformation': 'personalInformation',
  'assessments.agreed': 'agreed',
  contactRole: 'contactRole',
  source: 'sourceDigest',
  'source.identifier': 'sourceIdentifier',
};

const ITEM_COLUMN_OF: Readonly<Record<string, ItemField>> = {
  code: 'itemCode',
  names: 'itemZh',
  'names.en': 'itemEn',
  dataType: 'dataType',
  sensitivity: 'sensitivity',
  grade: 'grade',
  dataClass: 'dataClass',
};

/** The column of a path, or of the nearest above it that has one. */
function columnAt<F>(columns: Readonly<Record<string, F>>, path: readonly PropertyKey[]): F | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = columns[path.slice(0, length).map(String).join('.')];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A row that is none, by the heading of the column at fault. */
export class ColumnFault extends Error {
  override readonly name = 'ColumnFault';

  constructor(readonly heading: string) {
    super(`The column ${heading} is missing or not as expected.`);
  }
}

function itemOf(row: Row, language: TableLanguage): DataItem {
  const { data, error } = dataItems.safeParse([itemIn(new Cells<ItemField>(row, language))]);
  const [item] = data ?? [];
  if (item) return item;
  const field = columnAt(ITEM_COLUMN_OF, error?.issues[0]?.path.slice(1) ?? []) ?? 'itemCode';
  throw new ColumnFault(ITEM_COLUMNS[field][language]);
}

/** @throws ColumnFault */
export function readRow(row: Row, language: TableLanguage): ReadRow {
  const cells = new Cells<EntryField>(row, language);
  const id = cells.plain('id');
  if (id === undefined) throw new ColumnFault(ENTRY_COLUMNS.id[language]);
  const item = itemOf(row, language);
  const { data, error } = resourceContent.safeParse({ ...entryIn(cells), items: [item] });
  if (data) return { id, content: data, item };
  const field = columnAt(COLUMN_OF, error.issues[0]?.path ?? []) ?? 'id';
  throw new ColumnFault(ENTRY_COLUMNS[field][language]);
}
