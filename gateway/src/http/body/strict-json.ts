// SPDX-License-Identifier: Apache-2.0
/**
 * JSON that means one thing to every reader. `JSON.parse` keeps the last of repeated keys, rounds large numbers
 * and lets lone surrogates through; what two parsers may read differently is refused here (RFC 8259 §4, §6, §8;
 * I-JSON, RFC 7493). One scan of the text counts members and depth, one walk of the value compares.
 */
import { HttpError } from '../problems/problem.js';

export const MAX_DEPTH = 32;
/** No object of the API has as many members; one that has was made to cost. */
export const MAX_MEMBERS = 256;
/** Members and list items of one DTO: the largest, a resource with all its items, has a third of them. */
export const MAX_VALUES = 32_768;

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Names through which a reader's objects could be altered. */
const POISON = new Set(['__proto__', 'constructor', 'prototype']);

export const unsafe = (detail: string): HttpError => new HttpError('JSON_UNSAFE', { detail });
export const malformed = (detail: string, cause?: unknown): HttpError =>
  new HttpError('JSON_MALFORMED', { detail }, { cause });

/** Index of the quote that ends the string which begins at `start`; `to` when none before does. */
function endOfString(text: string, start: number, to: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0 && end < to; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return to;
}

/** What opens an object or a list, and what closes one. */
const DEPTH_STEP: Readonly<Record<number, 1 | -1>> = {
  [OPEN_BRACE]: 1,
  [OPEN_BRACKET]: 1,
  [CLOSE_BRACE]: -1,
  [CLOSE_BRACKET]: -1,
};

/** Scans texts and counts what they write outside their strings: no more is built of one than is permitted. */
export class JsonScan {
  /** Colons: as many as members are written. */
  members = 0;
  private items = 0;
  private depth = 0;
  /** Members of the object or list at each depth. A typed array would take longer to make than a row takes to count. */
  private readonly own: number[] = [0];

  constructor(private readonly maxValues = Number.POSITIVE_INFINITY) {}

  /** @throws HttpError `JSON_UNSAFE` */
  whole(text: string): void {
    for (let at = 0; at < text.length; at += 1) at = this.count(text, at, text.length);
  }

  /**
   * @returns where the comma or the bracket stands that ends the element of a list; `to` when there is none before
   * @throws HttpError `JSON_UNSAFE`
   */
  element(text: string, from: number, to: number): number {
    this.depth = 0;
    for (let at = from; at < to; at += 1) {
      const character = text.charCodeAt(at);
      if (this.depth === 0 && (character === COMMA || character === CLOSE_BRACKET)) return at;
      at = this.count(text, at, to);
    }
    return to;
  }

  /** Counts the character. @returns where it ends, or the string that it begins */
  private count(text: string, at: number, to: number): number {
    const character = text.charCodeAt(at);
    if (character === QUOTE) return endOfString(text, at, to);
    if (character === COLON) this.member();
    else if (character === COMMA) this.item();
    else if (character >= OPEN_BRACKET) {
      const step = DEPTH_STEP[character];
      if (step) this.step(step);
    }
    return at;
  }

  /** A colon: one for each member. */
  private member(): void {
    this.members += 1;
    const own = (this.own[this.depth] ?? 0) + 1;
    this.own[this.depth] = own;
    if (own > MAX_MEMBERS) throw unsafe(`An object may have ${MAX_MEMBERS} members at most.`);
    this.checkValues();
  }

  /** A comma: one for each further item, or member. */
  private item(): void {
    this.items += 1;
    this.checkValues();
  }

  private step(step: 1 | -1): void {
    this.depth = Math.max(0, this.depth + step);
    if (this.depth > MAX_DEPTH) throw unsafe(`JSON may nest ${MAX_DEPTH} levels at most.`);
    if (step === 1) this.own[this.depth] = 0;
  }

  private checkValues(): void {
    if (Math.max(this.members, this.items) > this.maxValues)
      throw unsafe(`A body may hold ${this.maxValues} values at most.`);
  }
}

function checkText(text: string): void {
  if (!text.isWellFormed()) throw unsafe('A string holds a lone surrogate.');
}

function checkKey(key: string): void {
  if (POISON.has(key)) throw unsafe('A member has a reserved name.');
  checkText(key);
}

function checkNumber(value: number): void {
  const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (!exact) throw unsafe('A number is too large to be read exactly.');
}

/** @returns how many members the value really has */
function walk(value: unknown): number {
  if (typeof value === 'string') checkText(value);
  else if (typeof value === 'number') checkNumber(value);
  else if (Array.isArray(value)) return walkList(value);
  else if (typeof value === 'object' && value !== null) return walkObject(value as Record<string, unknown>);
  return 0;
}

function walkList(list: readonly unknown[]): number {
  let members = 0;
  for (const item of list) members += walk(item);
  return members;
}

function walkObject(value: Readonly<Record<string, unknown>>): number {
  const keys = Object.keys(value);
  let members = keys.length;
  for (const key of keys) {
    checkKey(key);
    members += walk(value[key]);
  }
  return members;
}

/**
 * @param maxValues members, or list items, that it may hold in all
 * @throws HttpError `JSON_MALFORMED`, `JSON_UNSAFE`
 */
export function parseStrictJson(text: string, maxValues?: number): unknown {
  const scan = new JsonScan(maxValues);
  scan.whole(text);
  return parseScanned(text, scan.members);
}

/**
 * @param members how many are written in the text
 * @throws HttpError `JSON_MALFORMED`, `JSON_UNSAFE`
 */
export function parseScanned(text: string, members: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformed('The body is not JSON.', cause);
  }
  if (walk(value) !== members) throw unsafe('An object repeats a key.');
  return value;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws HttpError `JSON_MALFORMED` for bytes that are not UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw malformed('The body is not UTF-8.', cause);
  }
}
