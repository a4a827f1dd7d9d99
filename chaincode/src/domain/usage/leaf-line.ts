// SPDX-License-Identifier: Apache-2.0
/**
 * The fast way to read a leaf. Canonical leaves (RFC 8785) are a regular language: the keys come in one order and
 * no permitted value needs an escape. One expression therefore checks the form, the schema and that the text is
 * canonical, and captures the values, in about the time that `JSON.parse` alone takes. What it refuses is
 * read again the slow way, for the reason. See docs/decisions/0061.
 */
import { decode, encode } from '../encoding/canonical-json';
import { DomainError } from '../errors';
import { itemCodes, kindFault, LEAF_FIELDS, leafSchema, type LeafField } from './leaf';
import { isPersonal } from '../text/raw-data';
import type { SharingMode } from '../catalogue/resource-records';
import { check } from '../text/schema';
import { DAY_MS, parseDay } from '../calendar/time';
import type { Leaf, LeafKind, Side, UseOutcome } from './usage-records';

/** No leaf is longer, and what is longer is not worth the slow way. */
export const MAX_LEAF_LINE = 16_384;

const FIELDS: readonly (readonly [name: string, field: LeafField])[] = Object.entries(LEAF_FIELDS);

/** A member as text: its value captured, the comma behind it, save behind the last one, which no leaf lacks. */
function memberPattern([name, { pattern, form, optional }]: (typeof FIELDS)[number], at: number): string {
  const value = form === 'text' ? `"(${pattern})"` : `(${pattern})`;
  const member = `"${name}":${value}${at === FIELDS.length - 1 ? '' : ','}`;
  return optional ? `(?:${member})?` : member;
}

/** Members in canonical order; the captures follow it. */
const LEAF = new RegExp(`^\\{${FIELDS.map(memberPattern).join('')}\\}$`);

const ITEMS = 1 + FIELDS.findIndex(([name]) => name === 'items');

/** A leaf, its time in milliseconds since 1970 and the text that is hashed. */
export interface ReadLeaf {
  readonly leaf: Leaf;
  readonly atMs: number;
  readonly line: string;
}

/** Values of a leaf's members, as far as there are any: whether they make a leaf is seen when the line is read. */
export type LeafValues = Readonly<
  Partial<Record<keyof Leaf, string | number | readonly string[] | undefined>>
>;

/** Needs no escape in JSON; no permitted value does. */
const PLAIN = /^[^"\\\p{Cc}\p{Cs}]*$/u;

const quoted = (value: string): string => (PLAIN.test(value) ? `"${value}"` : encode(value));

function written(value: string | number | readonly string[]): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? encode(value) : `[${value.map(quoted).join(',')}]`;
}

/**
 * Writes a leaf's line: what `encode` makes of the same members, ten times faster, for the order of the members is known.
 * @throws DomainError `NOT_CANONICAL` for what JSON cannot carry
 */
export function leafLine(values: LeafValues): string {
  let line = '{';
  for (const name of NAMES) {
    const value = values[name];
    if (value !== undefined) line += `${line.length > 1 ? ',' : ''}"${name}":${written(value)}`;
  }
  return `${line}}`;
}

const NAMES = Object.keys(LEAF_FIELDS) as readonly (keyof Leaf)[];

/** Reads lines, and remembers days and item lists, which repeat within a batch. */
export class LeafReader {
  private readonly days = new Map<string, number>();
  private readonly items = new Map<string, readonly string[] | undefined>();

  /** @throws DomainError `NOT_CANONICAL`, `INVALID_ARGUMENT` or `RAW_DATA`, naming the field and the rule */
  read(line: string): ReadLeaf {
    if (line.length > MAX_LEAF_LINE) throw new DomainError('INVALID_ARGUMENT', 'longer than a leaf can be');
    const match = LEAF.exec(line);
    return (match && this.readMatch(line, match as unknown as Captures)) ?? explain(line);
  }

  private readMatch(line: string, captured: Captures): ReadLeaf | undefined {
    const items = captured[ITEMS];
    const list = items === undefined ? undefined : this.itemsOf(items);
    const leaf = leafOf(captured, list);
    const atMs = this.instantOf(leaf.at);
    const isBad = items !== undefined && list === undefined;
    if (isBad || Number.isNaN(atMs) || holdsPersonal(leaf) || kindFault(leaf) !== undefined) return undefined;
    return { leaf, atMs, line };
  }

  private itemsOf(list: string): readonly string[] | undefined {
    if (!this.items.has(list)) this.items.set(list, itemCodes.safeParse(decode(list)).data);
    return this.items.get(list);
  }

  private instantOf(at: string): number {
    const date = at.slice(0, 10);
    let day = this.days.get(date);
    if (day === undefined) this.days.set(date, (day = dayOrNaN(date)));
    const minutes = digits(at, 11) * 60 + digits(at, 14);
    return (
      day * DAY_MS + (minutes * 60 + digits(at, 17)) * 1000 + digits(at, 20) * 10 + at.charCodeAt(22) - 48
    );
  }
}

type Optional = string | undefined;
/** What `LEAF` captures: the whole, then a value for each key in canonical order. */
type Captures = [
  whole: string,
  action: SharingMode,
  actor: string,
  at: string,
  reference: Optional,
  corrects: Optional,
  correlation: string,
  count: Optional,
  grant: string,
  id: string,
  items: Optional,
  kind: LeafKind,
  outcome: UseOutcome,
  purpose: string,
  record: Optional,
  retracts: Optional,
  salt: Optional,
  side: Side,
  system: string,
];

function leafOf(captured: Captures, list: readonly string[] | undefined): Leaf {
  const [, action, actor, at, reference, corrects, correlation, count, grant, id, , ...rest] = captured;
  const [kind, outcome, purpose, record, retracts, salt, side, system] = rest;
  return {
    id,
    kind,
    side,
    correlation,
    grant,
    record,
    count: count === undefined ? undefined : Number(count),
    action,
    at,
    system,
    actor,
    purpose,
    case: reference,
    items: list,
    outcome,
    corrects,
    retracts,
    salt,
  };
}

/** The screen of the schema. */
function holdsPersonal({ correlation, grant, purpose, system, case: reference = '' }: Leaf): boolean {
  return [correlation, grant, purpose, system, reference].some(isPersonal);
}

function dayOrNaN(date: string): number {
  try {
    return parseDay(date);
  } catch {
    return NaN;
  }
}

/** The number that two characters of the text write. */
const digits = (source: string, at: number): number =>
  source.charCodeAt(at) * 10 + source.charCodeAt(at + 1) - 528;

function explain(line: string): never {
  check(leafSchema, decode(line));
  throw new DomainError('INVALID_ARGUMENT', 'The leaf is refused.');
}
