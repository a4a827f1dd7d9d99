// SPDX-License-Identifier: Apache-2.0
/** Usage events as the gateway takes them, whatever file they stand in. */
import { SIDES, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { utcOf } from '../../support/rfc3339.js';
import { rowId } from '../codes.js';
import { RowError } from '../faults.js';
import { integer, present, text, type JsonObject } from '../fields.js';
import type { PlannedUse, UseEvent } from '../plan/plan.js';
import { isLost } from '../prose.js';

export interface UsageDefaults {
  /** Reporter of rows that name none. */
  readonly organisation?: string;
  readonly side: Side;
}

/** Fields of the API, and the two that say who reports. */
export const USE_FIELDS: ReadonlySet<string> = new Set([
  ...['id', 'kind', 'correlation', 'grant', 'record', 'recordId', 'count', 'action', 'at', 'system'],
  ...['actor', 'actorId', 'purpose', 'case', 'items', 'outcome', 'corrects', 'organisation', 'side'],
]);

const OWN: readonly string[] = ['organisation', 'side'];

/** Rows of a table hold text only: counts and item lists are read out of it, empty cells are absent. */
export const fromCells = (row: JsonObject): JsonObject =>
  present({
    ...Object.fromEntries(Object.entries(row).map(([key, value]) => [key, text(value)])),
    count: integer(row['count']) ?? text(row['count']),
    items: text(row['items'])
      ?.split(/[;,]/)
      .map((item) => item.trim())
      .sort(),
  });

/** Would be guessable from a public digest. */
const PRIVATE: readonly string[] = ['recordId', 'actorId'];
const publicPart = (event: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(event).filter(([name]) => !PRIVATE.includes(name)));

/** As the ledger will have it: a time in UTC, items as a set. What is written otherwise tells the same use. */
function normal(event: JsonObject): JsonObject & { readonly at: string } {
  const at = utcOf(text(event['at']) ?? '');
  if (at === undefined) throw new RowError('READ_TIME', { field: 'at' });
  const { items } = event;
  const set = Array.isArray(items) ? { items: [...new Set<unknown>(items)].sort() } : {};
  return { kind: 'use', outcome: 'ok', ...event, ...set, at };
}

/**
 * A row without an id gets one from its time and content, so that it counts once however often it is sent; not
 * from the identifiers in it, so rows that differ in those alone need a correlation or id of their own.
 */
function completed(event: JsonObject): JsonObject {
  const usual = normal(event);
  if (text(event['id']) !== undefined) return usual;
  return { id: rowId(Date.parse(usual.at), publicPart(usual)), ...usual };
}

/** Two identifiers of which only replacement characters are left would be one. */
function ensureWhole(row: JsonObject): void {
  for (const [field, value] of Object.entries(row)) {
    if (typeof value === 'string' && isLost(value))
      throw new RowError('READ_REPLACEMENT', { field: USE_FIELDS.has(field) ? field : 'a field' });
  }
}

/** @throws RowError */
export function readUse(row: JsonObject, position: number, defaults: UsageDefaults): PlannedUse {
  ensureWhole(row);
  const organisation = text(row['organisation']) ?? defaults.organisation;
  const side = text(row['side']) ?? defaults.side;
  if (organisation === undefined) throw new RowError('READ_FIELD_MISSING', { field: 'organisation' });
  const known = SIDES.find((one) => one === side);
  if (known === undefined) throw new RowError('READ_SIDE');
  const event = Object.fromEntries(Object.entries(row).filter(([key]) => !OWN.includes(key)));
  // What the row holds beyond an id is judged by the gateway, which says per row what it lacks.
  return { row: position, organisation, side: known, event: completed(event) as unknown as UseEvent };
}
