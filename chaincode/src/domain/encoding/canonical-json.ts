// SPDX-License-Identifier: Apache-2.0
/** The one encoder: canonical JSON, RFC 8785. Everything stored, hashed or returned goes through it. */
import canonicalize from 'canonicalize';
import { DomainError } from '../errors';

/** A value that RFC 8785 can encode. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** @returns the canonical text. @throws DomainError `NOT_CANONICAL` for what JSON cannot carry. */
export function encode(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new DomainError('NOT_CANONICAL', 'The value has no canonical JSON form.');
  return text;
}

/**
 * The same text several times faster, for an object of texts, whole numbers and lists of texts whose members stand in
 * canonical order already.
 * @throws DomainError `NOT_CANONICAL` for what JSON cannot carry
 */
export function encodeInOrder(value: object): string {
  // eslint-disable-next-line no-restricted-globals -- RFC 8785 writes numbers and texts as this does
  const text = JSON.stringify(value);
  // What needs an escape may be a lone surrogate.
  return text.includes('\\') ? encode(value) : text;
}

function serialize(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    // Not a number, infinite, a lone surrogate, circular, or nested deeper than the stack.
    return undefined;
  }
}

/**
 * Reads canonical JSON and nothing else: repeated keys, other key orders, white space, other spellings of
 * numbers and strings are refused, so that one value has one text and one hash.
 * @throws DomainError `NOT_CANONICAL`
 */
export function decode(text: string): Json {
  const value = parse(text);
  if (encode(value) !== text)
    throw new DomainError('NOT_CANONICAL', 'The text is not canonical JSON (RFC 8785).');
  return value;
}

function parse(text: string): Json {
  try {
    // eslint-disable-next-line no-restricted-globals -- the one place that reads JSON
    return JSON.parse(text) as Json;
  } catch {
    throw new DomainError('NOT_CANONICAL', 'The text is not JSON.');
  }
}
