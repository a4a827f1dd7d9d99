// SPDX-License-Identifier: Apache-2.0
/** From a reported row to the leaf's canonical line. The leaf's own rules are the domain's, applied to the line. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { instantOf } from './instant.js';
import { RowFault } from './row-fault.js';

/** What stands in for plain identifiers. */
export interface Pseudonyms {
  readonly record: (recordId: string) => string;
  readonly actor: (actorId: string) => string;
  /** Exchange digest of the leaf that a correction names, where the row leaves it out. */
  readonly retracts: (corrects: string) => string | undefined;
}

export type Row = Readonly<Record<string, unknown>>;

const FIELDS = new Set([
  ...['id', 'kind', 'correlation', 'grant', 'record', 'recordId', 'count', 'action', 'at', 'system', 'actor'],
  ...['actorId', 'purpose', 'case', 'items', 'outcome', 'corrects', 'retracts'],
]);
/** Needs no escape in JSON; no permitted value does. */
const PLAIN = /^[^"\\\p{Cc}\p{Cs}]*$/u;

const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

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

function optional(row: Row, field: string): string {
  return row[field] === undefined ? '' : `"${field}":${quote(text(row, field))},`;
}

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

function countOf({ count }: Row): string {
  if (count === undefined) return '';
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1)
    throw new RowFault('INVALID_ARGUMENT', 'must be a whole number from 1', 'count');
  return `"count":${count},`;
}

/** Items are a set: their order is not the reporter's concern. */
function itemsOf({ items }: Row): string {
  if (items === undefined) return '';
  if (!Array.isArray(items) || items.length === 0 || !items.every((item) => typeof item === 'string'))
    throw new RowFault('INVALID_ARGUMENT', 'must be a list of texts', 'items');
  const sorted = [...new Set(items)].sort();
  return `"items":[${sorted.map(quote).join(',')}],`;
}

/**
 * Canonical JSON (RFC 8785) of the leaf, as far as the row has it right; whether it is a leaf is seen when it is read.
 * @throws RowFault
 */
export function lineOf(row: Row, side: Side, pseudonyms: Pseudonyms): string {
  const actor = either(row, 'actor', 'actorId', pseudonyms.actor);
  const record = either(row, 'record', 'recordId', pseudonyms.record);
  const retracts = row['retracts'] ?? retracted(row, pseudonyms);
  const who = `{"action":${quote(text(row, 'action'))},"actor":${quote(actor ?? text(row, 'actor'))},`;
  const when = `"at":"${instantOf(text(row, 'at'))}",${optional(row, 'case')}`;
  const what = `"correlation":${quote(text(row, 'correlation'))},${optional(row, 'corrects')}${countOf(row)}`;
  const under = `"grant":${quote(text(row, 'grant'))},"id":${quote(text(row, 'id'))},${itemsOf(row)}`;
  const how = `"kind":${quote(text(row, 'kind'))},"outcome":${quote(text(row, 'outcome'))},`;
  const which = `"purpose":${quote(text(row, 'purpose'))},${record === undefined ? '' : `"record":${quote(record)},`}`;
  const end = `${optional({ retracts }, 'retracts')}"side":"${side}","system":${quote(text(row, 'system'))}}`;
  return who + when + what + under + how + which + end;
}

function retracted({ kind, corrects }: Row, { retracts }: Pseudonyms): string | undefined {
  if (kind !== 'correction' || typeof corrects !== 'string') return undefined;
  const digest = retracts(corrects);
  if (digest !== undefined) return digest;
  throw new RowFault(
    'CONDITION_NOT_MET',
    'The event that it corrects is not known here yet: send retracts.',
    'retracts',
  );
}
