// SPDX-License-Identifier: Apache-2.0
/**
 * The fast way to read a leaf. Canonical leaves (RFC 8785) are a regular language: the keys come in one order and
 * no permitted value needs an escape. One expression therefore checks the form, the schema and that the text is
 * canonical, and captures the values, in about the time that `JSON.parse` alone takes. What it refuses is
 * read again the slow way, for the reason. See docs/decisions/0061.
 */
import { decode, encodeInOrder } from '../encoding/canonical-json';
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

/** The members in canonical order, that of `LEAF_FIELDS`. */
const inOrder = (values: LeafValues): Record<keyof Leaf, LeafValues[keyof Leaf]> => ({
  action: values.action,
  actor: values.actor,
  at: values.at,
  case: values.case,
  corrects: values.corrects,
  correlation: values.correlation,
  count: values.count,
  grant: values.grant,
  id: values.id,
  items: values.items,
  kind: values.kind,
  outcome: values.outcome,
  purpose: values.purpose,
  record: values.record,
  retracts: values.retracts,
  salt: values.salt,
  side: values.side,
  system: values.system,
});

/**
 * Writes a leaf's line: what `encode` makes of the same members, several times faster.
 * @throws DomainError `NOT_CANONICAL` for what JSON cannot carry
 */
export const leafLine = (values: LeafValues): string => encodeInOrder(inOrder(values));

/** Reads lines, and remembers days, item lists and codes, which repeat within a batch. */
export class LeafReader {
  private readonly days = new Map<string, number>();
  private readonly items = new Map<string, readonly string[] | undefined>();
  /** Codes that hold nothing personal: most leaves have those of the one before. */
  private last: Partial<Pick<Leaf, 'grant' | 'purpose' | 'system'>> = {};

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
    if (isBad || Number.isNaN(atMs) || this.holdsPersonal(leaf) || kindFault(leaf) !== undefined)
      return undefined;
    return { leaf, atMs, line };
  }

  private itemsOf(list: string): readonly string[] | undefined {
    if (!this.items.has(list)) this.items.set(list, itemCodes.safeParse(decode(list)).data);
    return this.items.get(list);
  }

  /** The screen of the schema. */
  private holdsPersonal({ correlation, grant, purpose, system, case: reference }: Leaf): boolean {
    if (isPersonal(correlation) || (reference !== undefined && isPersonal(reference))) return true;
    const { last } = this;
    if (grant === last.grant && purpose === last.purpose && system === last.system) return false;
    if ([grant, purpose, system].some(isPersonal)) return true;
    this.last = { grant, purpose, system };
    return false;
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
