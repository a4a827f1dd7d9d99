// SPDX-License-Identifier: Apache-2.0
/** Reads a catalogue file of any known format. */
import { codeOf } from '../codes.js';
import { isObject, objects, type JsonObject } from '../fields.js';
import { readRows, type RefusedRow, type Rows } from '../refused.js';
import { readCkan } from './ckan.js';
import { readCatalogueRow, readTable } from './csv.js';
import { byId, datasetsOf, readDcat } from './dcat.js';
import type { CatalogueEntry } from './entry.js';
import { readProjectOpenData } from './project-open-data.js';

export const CATALOGUE_FORMATS = ['project-open-data', 'ckan', 'dcat', 'csv'] as const;
export type CatalogueFormat = (typeof CATALOGUE_FORMATS)[number];

export interface CatalogueFile extends Rows<CatalogueEntry> {
  readonly format: CatalogueFormat;
}

/** The packages in a CKAN answer; undefined for anything else. */
function ckanPackages(document: unknown): JsonObject[] | undefined {
  const result = isObject(document) && 'result' in document ? document['result'] : document;
  if (isObject(result) && Array.isArray(result['results'])) return objects(result['results']);
  const packages = objects(result);
  return packages.length > 0 && packages.every((entry) => 'name' in entry && 'title' in entry)
    ? packages
    : undefined;
}

/** Datasets of a `data.json`; undefined for anything else. */
const projectOpenData = (document: unknown): JsonObject[] | undefined =>
  isObject(document) && Array.isArray(document['dataset']) ? objects(document['dataset']) : undefined;

function readJson(document: unknown): CatalogueFile {
  const open = projectOpenData(document);
  if (open) return { format: 'project-open-data', ...readRows(open, readProjectOpenData) };
  const ckan = ckanPackages(document);
  if (ckan) return { format: 'ckan', ...readRows(ckan, readCkan) };
  const nodes = byId(document);
  const datasets = datasetsOf(document);
  return { format: 'dcat', ...readRows(datasets, (entry, row) => readDcat(entry, row, nodes)) };
}

const parsed = (content: string): unknown => JSON.parse(content.replace(/^\ufeff/, ''));
const isJson = (content: string): boolean => /^[\s\ufeff]*[{[]/.test(content);

/** Two entries that would become one resource: the later one is refused. */
function withoutTwins(file: CatalogueFile): CatalogueFile {
  const seen = new Set<string>();
  const refused: RefusedRow[] = [...file.refused];
  const rows = file.rows.filter((entry) => {
    const key = `${entry.publisher ?? ''}\n${codeOf(entry.identifier)}`;
    if (!seen.has(key)) return seen.add(key);
    refused.push({ row: entry.row, code: 'READ_TWIN', message: 'An earlier row has the same identifier.' });
    return false;
  });
  return { format: file.format, rows, refused };
}

/** @throws SyntaxError for JSON that cannot be read at all. */
export function readCatalogue(content: string): CatalogueFile {
  const file: CatalogueFile = isJson(content)
    ? readJson(parsed(content))
    : { format: 'csv', ...readRows(readTable(content), readCatalogueRow) };
  return withoutTwins(file);
}
