// SPDX-License-Identifier: Apache-2.0
/** From a reported row to the leaf's canonical line. The leaf's own rules are the domain's, applied to the line. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { leafLine } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import type { Leaf, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { ROW_FIELDS } from '../ports.js';
import { instantOf } from './instant.js';
import { RowFault } from './row-fault.js';

/** What stands in for plain identifiers. */
export interface Pseudonyms {
  readonly record: (recordId: string) => string;
  readonly actor: (actorId: string) => string;
  /** Exchange digest of the leaf that a correction names, where the row leaves it out. */
  readonly retracts: (corrects: string) => Retracted;
}

/** What a correction takes back. */
export interface Retracted {
  /** Exchange digest of the corrected event; undefined where it states no exchange. */
  readonly digest?: string | undefined;
  /** Whether there is such an event of the organisation, as far as is known here. */
  readonly known: boolean;
}

export type Row = Readonly<Record<string, unknown>>;

const FIELDS = new Set(ROW_FIELDS);
/** Of a row, repetitions included; the leaf's own bound is lower. */
const MAX_ITEMS = 1_000;

/** @throws RowFault unless the row is an object with fields of a usage event */
export function asRow(value: unknown): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RowFault('INVALID_ARGUMENT', 'A row must be an object.');
  for (const field in value)
    if (!FIELDS.has(field)) throw new RowFault('INVALID_ARGUMENT', 'The field is not known.', known(field));
  return value as Row;
}

/** A field's name is repeated only when it looks like one. */
const known = (field: string): string => (/^[A-Za-z][A-Za-z0-9_]{0,30}$/.test(field) ? field : 'row');

function text(row: Row, field: string): string {
  const value = row[field];
  if (typeof value === 'string') return value;
  throw new RowFault('INVALID_ARGUMENT', value === undefined ? 'is missing' : 'must be text', field);
}

const optional = (row: Row, field: string): string | undefined =>
  row[field] === undefined ? undefined : text(row, field);

/** One of two fields: the commitment itself, or what it is made of. */
function either(row: Row, field: string, plain: string, make: (text: string) => string): string | undefined {
  if (row[plain] === undefined) return row[field] === undefined ? undefined : text(row, field);
  if (row[field] !== undefined)
    throw new RowFault('INVALID_ARGUMENT', `Send ${field} or ${plain}, not both.`, plain);
  try {
    return make(text(row, plain));
  } catch (error) {
    if (error instanceof DomainError) throw new RowFault(error.code, error.detail, plain);
    throw error;
  }
}

function countOf({ count }: Row): number | undefined {
  if (count === undefined) return undefined;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return count;
  throw new RowFault('INVALID_ARGUMENT', 'must be a whole number from 1', 'count');
}

/** Items are a set: their order is not the reporter's concern. */
function itemsOf({ items }: Row): readonly string[] | undefined {
  if (items === undefined) return undefined;
  const few = Array.isArray(items) && items.length > 0 && items.length <= MAX_ITEMS;
  if (!few || !items.every((item) => typeof item === 'string'))
    throw new RowFault('INVALID_ARGUMENT', 'must be a list of texts', 'items');
  return [...new Set(items)].sort();
}

/**
 * The leaf's line, as far as the row has it right; whether it is a leaf is seen when it is read.
 * @throws RowFault, DomainError
 */
export function lineOf(row: Row, side: Side, pseudonyms: Pseudonyms): string {
  return leafLine({
    action: text(row, 'action'),
    actor: either(row, 'actor', 'actorId', pseudonyms.actor) ?? text(row, 'actor'),
    at: instantOf(text(row, 'at')),
    case: optional(row, 'case'),
    correlation: text(row, 'correlation'),
    corrects: optional(row, 'corrects'),
    count: countOf(row),
    grant: text(row, 'grant'),
    id: text(row, 'id'),
    items: itemsOf(row),
    kind: text(row, 'kind'),
    outcome: text(row, 'outcome'),
    purpose: text(row, 'purpose'),
    record: either(row, 'record', 'recordId', pseudonyms.record),
    retracts: optional(row, 'retracts') ?? retracted(row, pseudonyms),
    // Only what was sealed has one: it is added where that is disclosed.
    salt: undefined,
    side,
    system: text(row, 'system'),
  } satisfies Record<keyof Leaf, unknown>);
}

/** A correction need not say what it takes back of an event that is known here. */
function retracted({ kind, corrects }: Row, { retracts }: Pseudonyms): string | undefined {
  if (kind !== 'correction' || typeof corrects !== 'string') return undefined;
  const { digest, known } = retracts(corrects);
  if (digest !== undefined) return digest;
  throw known
    ? new RowFault('CONDITION_NOT_MET', 'The event states no exchange that could be taken back.', 'corrects')
    : new RowFault(
        'CONDITION_NOT_MET',
        'The organisation reported no such event that is known here yet: send retracts.',
        'retracts',
      );
}
