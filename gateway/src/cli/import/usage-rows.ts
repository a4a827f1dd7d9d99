// SPDX-License-Identifier: Apache-2.0
/** Usage events as the gateway takes them, one JSON object per line, a JSON array, or a table. */
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { readTableAsIs } from './catalogue/csv.js';
import { rowId } from './codes.js';
import { integer, isObject, objects, present, text, type JsonObject } from './fields.js';
import type { PlannedUse, UseEvent } from './plan.js';
import { readRows, RowError, type Rows } from './refused.js';

export interface UsageDefaults {
  /** Reporter of rows that name none. */
  readonly organisation?: string;
  readonly side: Side;
}

const OWN_COLUMNS: readonly string[] = ['organisation', 'side'];

/** Rows of a table hold text only: counts and item lists are read out of it, empty cells are absent. */
const fromCells = (row: JsonObject): JsonObject =>
  present({
    ...Object.fromEntries(Object.entries(row).map(([key, value]) => [key, text(value)])),
    count: integer(row['count']),
    items: text(row['items'])
      ?.split(/[;,]/)
      .map((item) => item.trim())
      .sort(),
  });

/** Would be guessable from a public digest. */
const PRIVATE: readonly string[] = ['recordId', 'actorId'];
const publicPart = (event: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(event).filter(([name]) => !PRIVATE.includes(name)));

/**
 * A row without an id gets one from its time and content, so that it counts once however often it is sent; not
 * from the identifiers in it, so rows that differ in those alone need a correlation or id of their own.
 */
function completed(event: JsonObject): JsonObject {
  const usual = { kind: 'use', outcome: 'ok', ...event };
  if (text(event['id']) !== undefined) return usual;
  const at = Date.parse(text(event['at']) ?? '');
  if (Number.isNaN(at)) throw new RowError('READ_FIELD_MISSING', 'at is missing or no time.');
  return { id: rowId(at, publicPart(usual)), ...usual };
}

function readUse(row: JsonObject, position: number, defaults: UsageDefaults): PlannedUse {
  const organisation = text(row['organisation']) ?? defaults.organisation;
  const side = text(row['side']) ?? defaults.side;
  if (organisation === undefined) throw new RowError('READ_FIELD_MISSING', 'organisation is missing.');
  if (side !== 'claim' && side !== 'attestation')
    throw new RowError('READ_SIDE', 'side is neither claim nor attestation.');
  const event = Object.fromEntries(Object.entries(row).filter(([key]) => !OWN_COLUMNS.includes(key)));
  // What the row holds beyond an id is judged by the gateway, which says per row what it lacks.
  return { row: position, organisation, side, event: completed(event) as unknown as UseEvent };
}

function parseLine(line: string): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return value;
  } catch {
    // Told below, without the text: it may name a record.
  }
  throw new RowError('READ_JSON', 'The line is no JSON object.');
}

/** @throws SyntaxError for a JSON array that cannot be read at all. */
export function readUsage(content: string, defaults: UsageDefaults): Rows<PlannedUse> {
  const clean = content.replace(/^\ufeff/, '').trim();
  if (clean.startsWith('['))
    return readRows(objects(JSON.parse(clean)), (row, at) => readUse(row, at, defaults));
  if (clean.startsWith('{')) {
    const lines = clean.split(/\r?\n/).filter((line) => line.trim() !== '');
    return readRows(lines, (line, at) => readUse(parseLine(line), at, defaults));
  }
  return readRows(readTableAsIs(clean), (row, at) => readUse(fromCells(row), at, defaults));
}
