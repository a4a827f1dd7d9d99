// SPDX-License-Identifier: Apache-2.0
/** Reads a file of uses of any known kind, row by row: X-Road's records, or rows in the gateway's own words. */
import { FileFault, RowError } from '../faults.js';
import { isObject, type JsonObject } from '../fields.js';
import { mapped, namingOf, type Mapping } from '../mapping/mapping.js';
import { headed } from '../mapping/naming.js';
import type { Source, SourceRow } from '../source/open-source.js';
import type { PlannedUse } from '../plan/plan.js';
import { fromCells, readUse, USE_FIELDS, type UsageDefaults } from './usage-rows.js';
import { isXRoad, readXRoadRecord, recordsIn, type XRoadUse } from './xroad.js';

/** One use, or why a row is none. */
export type UseRead =
  | { readonly xroad: XRoadUse }
  | { readonly use: PlannedUse }
  | { readonly row: number; readonly error: RowError; readonly isXRoad?: true };

const isTable = ({ syntax }: Source): boolean => syntax === 'csv' || syntax === 'xlsx';

/** @throws FileFault `FILE_HEADER` where no column is one of ours */
function ensureHeader({ columns }: Source): void {
  if (columns.some((column) => USE_FIELDS.has(column) || column === 'securityServerType')) return;
  throw new FileFault('FILE_HEADER', {
    hint: columns.length === 1 ? ' (one column only: another separator?)' : '',
  });
}

/** Open-data rows are lists, whose columns stand beside them. */
function recordOf(value: unknown, source: Source): JsonObject {
  if (value instanceof RowError) throw value;
  if (isObject(value)) return value;
  const { columns } = source.frame.members;
  if (!Array.isArray(value) || !Array.isArray(columns)) throw new RowError('READ_JSON');
  const names = columns.map(String);
  if (value.length !== names.length)
    throw new RowError('READ_COLUMNS', { line: 0, found: value.length, wanted: names.length });
  return Object.fromEntries(names.map((name, i) => [name, value[i] as unknown]));
}

function* usesOf(row: SourceRow, source: Source, options: UsageReading): Generator<UseRead> {
  const record = recordOf(row.value, source);
  if (isTable(source) || options.mapping) {
    const cells = options.mapping ? mapped(record, options.mapping) : record;
    if (isXRoad(cells)) yield { xroad: readXRoadRecord(cells, row.row) };
    else yield { use: readUse(fromCells(cells), row.row, options.defaults) };
  } else if (isXRoad(record)) {
    for (const half of recordsIn(record)) yield { xroad: readXRoadRecord(half, row.row) };
  } else yield { use: readUse(record, row.row, options.defaults) };
}

export interface UsageReading {
  readonly defaults: UsageDefaults;
  readonly mapping?: Mapping;
}

/** Each half of a row by itself: a fault in one does not cost the other. */
function* readRow(row: SourceRow, source: Source, options: UsageReading): Generator<UseRead> {
  const { value } = row;
  const halves = isObject(value) && !options.mapping && isXRoad(value) ? recordsIn(value) : [value];
  for (const half of halves) {
    try {
      yield* usesOf({ ...row, value: half }, source, options);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      const told = options.mapping ? headed(error, namingOf(options.mapping)) : error;
      yield { row: row.row, error: told, ...(isXRoad(half) && { isXRoad: true as const }) };
    }
  }
}

/** Whether an object can be meant as a use: what is none has neither, whatever else its members are called. */
const isUse = (one: JsonObject): boolean => 'grant' in one || 'correlation' in one || isXRoad(one);

/** What rows are that are no uses. */
function foundIn(row: JsonObject): string {
  if ('accessLevel' in row || 'owner_org' in row || '@type' in row) return 'a catalogue (catalog import)';
  return 'base_reference' in row ? 'agreements (grant import)' : 'something else';
}

/** A document that is one event, or is something else. @throws FileFault */
function aloneIn({ frame }: Source): SourceRow {
  const { members, scalar } = frame;
  const { resourceType } = members;
  if (typeof resourceType === 'string')
    throw new FileFault('FILE_FORMAT', { found: 'a FHIR resource', wanted: 'usage events' });
  if (!isUse(members) || scalar !== undefined) throw new FileFault('FILE_NO_ROWS', { what: 'usage events' });
  return { row: 1, line: 1, value: members };
}

/** @throws FileFault for rows that are something else altogether */
function refuseOthers(value: unknown): void {
  if (isObject(value) && typeof value['resourceType'] === 'string')
    throw new FileFault('FILE_FORMAT', { found: 'a FHIR resource', wanted: 'usage events' });
}

/** Whether all rows are something else: one among uses costs itself alone. */
class Strangers {
  private first: JsonObject | undefined;

  /** @param isAnyUse a table's header, or a mapping, has said that the rows are uses */
  constructor(private isAnyUse: boolean) {}

  take(value: unknown): void {
    if (!isObject(value) || isUse(value)) this.isAnyUse = true;
    else this.first ??= value;
  }

  /** @throws FileFault `FILE_FORMAT` */
  refuse(): void {
    if (this.isAnyUse || !this.first) return;
    throw new FileFault('FILE_FORMAT', { found: foundIn(this.first), wanted: 'usage events' });
  }
}

/** @throws FileFault where the file cannot hold uses */
function ensureReadable(source: Source, mapping: Mapping | undefined): void {
  if (source.syntax === 'turtle' || source.syntax === 'rdf-xml')
    throw new FileFault('FILE_FORMAT', { found: 'RDF', wanted: 'usage events' });
  if (isTable(source) && !mapping) ensureHeader(source);
}

/** @throws FileFault where the file holds no uses */
export async function* readUses(source: Source, options: UsageReading): AsyncGenerator<UseRead> {
  ensureReadable(source, options.mapping);
  let rows = 0;
  const strangers = new Strangers(isTable(source) || options.mapping !== undefined);
  for await (const row of source.rows()) {
    if (rows === 0) refuseOthers(row.value);
    rows += 1;
    strangers.take(row.value);
    yield* readRow(row, source, options);
  }
  strangers.refuse();
  if (rows > 0) return;
  const isAlone = source.syntax === 'json' && source.frame.rowsAt === undefined;
  if (!isAlone) throw new FileFault('FILE_NO_ROWS', { what: 'usage events' });
  yield* readRow(aloneIn(source), source, options);
}
