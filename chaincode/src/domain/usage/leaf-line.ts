// SPDX-License-Identifier: Apache-2.0
/**
 * The fast way to read a leaf. Canonical leaves (RFC 8785) are a regular language: the keys come in one order and
 * no permitted value needs an escape. One expression therefore checks the form, the schema and that the text is
 * canonical, and captures the values, in about the time that `JSON.parse` alone takes. What it refuses is
 * read again the slow way, for the reason. See docs/decisions/0061.
 */
import { decode } from '../encoding/canonical-json';
import { DomainError } from '../errors';
import { DOCUMENT_NUMBER, itemCodes, kindFault, leafSchema, REFERENCE, YEAR } from './leaf';
import { isPersonal } from '../text/raw-data';
import type { SharingMode } from '../catalogue/resource-records';
import { check } from '../text/schema';
import { DAY_MS, parseDay } from '../calendar/time';
import type { Leaf, LeafKind, Side, UseOutcome } from './usage-records';

/** No leaf is longer, and what is longer is not worth the slow way. */
export const MAX_LEAF_LINE = 16_384;

const CODE = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const BYTES32 = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]';
const UUID7 = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const INSTANT = `${YEAR}-\\d\\d-\\d\\dT(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z`;

const text = (name: string, pattern: string): string => `"${name}":"(${pattern})"`;
const maybe = (member: string): string => `(?:${member},)?`;

/** Members in canonical order; the captures follow it. */
const LEAF = new RegExp(
  [
    `^\\{${text('action', 'copy|query|verify')},${text('actor', BYTES32)},${text('at', INSTANT)},`,
    maybe(text('case', `${REFERENCE}|${DOCUMENT_NUMBER}`)),
    maybe(text('corrects', UUID7)),
    `${text('correlation', REFERENCE)},`,
    maybe('"count":([1-9]\\d{0,8})'),
    `${text('grant', CODE)},${text('id', UUID7)},`,
    maybe(`"items":(\\["${CODE}"(?:,"${CODE}")*\\])`),
    `${text('kind', 'use|denied|nil|correction')},${text('outcome', 'ok|empty|error')},${text('purpose', CODE)},`,
    maybe(text('record', BYTES32)),
    maybe(text('retracts', '[0-9a-f]{64}')),
    `${text('side', 'claim|attestation')},${text('system', `[A-Za-z][A-Za-z0-9.-]{0,47}:${CODE}`)}\\}$`,
  ].join(''),
);

const ITEMS = 10;
const LONG_NUMBER = /\d{11}/;

/** A leaf, its time in milliseconds since 1970 and the text that is hashed. */
export interface ReadLeaf {
  readonly leaf: Leaf;
  readonly atMs: number;
  readonly line: string;
}

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
  ...[
    whole: string,
    action: SharingMode,
    actor: string,
    at: string,
    reference: Optional,
    correlation: string,
  ],
  ...[correlation: string, count: Optional, grant: string, id: string, items: Optional, kind: LeafKind],
  ...[outcome: UseOutcome, purpose: string, record: Optional, retracts: Optional, side: Side, system: string],
];

function leafOf(captured: Captures, list: readonly string[] | undefined): Leaf {
  const [, action, actor, at, reference, corrects, correlation, count, grant, id, , ...rest] = captured;
  const [kind, outcome, purpose, record, retracts, side, system] = rest;
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
  };
}

/** The screen of the schema, behind a cheap test that nearly every value passes. */
function holdsPersonal({ correlation, grant, purpose, system, case: reference = '' }: Leaf): boolean {
  return [correlation, grant, purpose, system, reference].some(
    (code) => LONG_NUMBER.test(code) && isPersonal(code),
  );
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
