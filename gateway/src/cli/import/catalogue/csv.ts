// SPDX-License-Identifier: Apache-2.0
/** A catalogue as a table, with English or Chinese (GB/T 21063) column names. */
import { parse } from 'csv-parse/sync';
import { present, text, type JsonObject } from '../fields.js';
import { RowError } from '../refused.js';
import type { CatalogueEntry, EntryItem } from './entry.js';
import { dataTypeOf, modesOf, sharingTypeOf, updateCycleOf } from './vocabulary.js';

const COLUMNS = {
  identifier: ['identifier', 'code', 'id', '信息资源代码', '目录编码'],
  title: ['title', 'name', '信息资源名称', '目录名称'],
  summary: ['description', 'summary', '信息资源摘要'],
  publisher: ['publisher', 'organisation', 'organization', '信息资源提供方', '提供方'],
  sharing: ['accesslevel', 'sharingtype', '共享类型'],
  terms: ['rights', 'condition', 'legalbasis', '共享条件', '不予共享依据'],
  cycle: ['accrualperiodicity', 'updatecycle', '更新周期'],
  modes: ['modes', 'sharingmodes', '共享方式'],
  items: ['items', '信息项'],
  unit: ['system', 'unit', '信息系统'],
  programme: ['programcode', 'duty', '职责编码'],
} as const;

const SETTINGS = { bom: true, skip_empty_lines: true, relax_column_count: true, trim: true } as const;

/** Rows as objects; a byte-order mark, CR, LF and CRLF line ends are all accepted. */
export const readTableAsIs = (csv: string): JsonObject[] => parse(csv, { ...SETTINGS, columns: true });

/** The same with column names in lower case. */
export const readTable = (csv: string): JsonObject[] =>
  parse(csv, {
    ...SETTINGS,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
  });

const pick = (row: JsonObject, name: keyof typeof COLUMNS): string | undefined =>
  COLUMNS[name].map((column) => text(row[column])).find((value) => value !== undefined);

/** `name:type; name:type`; the type may be left out. */
const itemsOf = (list: string | undefined): EntryItem[] =>
  (list ?? '')
    .split(/[;；]/)
    .map((part) => part.split(/[:：]/))
    .flatMap(([name, type]) => (text(name) ? [{ name: text(name) ?? '', dataType: dataTypeOf(type) }] : []));

/** @throws RowError */
export function readCatalogueRow(row: JsonObject, position: number): CatalogueEntry {
  const [identifier, title, sharing] = [pick(row, 'identifier'), pick(row, 'title'), pick(row, 'sharing')];
  if (identifier === undefined || title === undefined || sharing === undefined)
    throw new RowError('READ_FIELD_MISSING', 'identifier, title or accessLevel is missing.');
  return {
    row: position,
    identifier,
    title,
    summary: pick(row, 'summary') ?? title,
    sharingType: sharingTypeOf(sharing),
    updateCycle: updateCycleOf(pick(row, 'cycle')),
    modes: modesOf(pick(row, 'modes')),
    items: itemsOf(pick(row, 'items')),
    ...present({
      publisher: pick(row, 'publisher'),
      terms: pick(row, 'terms'),
      unit: pick(row, 'unit'),
      programme: pick(row, 'programme'),
    }),
  };
}
