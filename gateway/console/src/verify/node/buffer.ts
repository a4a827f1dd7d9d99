// SPDX-License-Identifier: Apache-2.0
/**
 * Node's `Buffer` for the browser, with what the package lacks: base64url (RFC 4648 §5), and bytes of any kind to compare with.
 */
import { Buffer } from 'buffer';

type From = (value: unknown, encoding?: string, length?: number) => Buffer;
type ToText = (this: Buffer, encoding?: string, start?: number, end?: number) => string;

/** As Node reads it: both alphabets, with padding or without, and what is neither left out. */
const plain = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');

type Equals = (this: Buffer, other: Uint8Array) => boolean;

const given = Buffer as unknown as {
  from: From;
  readonly prototype: { toString: ToText; equals: Equals };
};
const from = given.from.bind(Buffer);
const toText = given.prototype.toString;

given.from = (value, encoding, length) =>
  typeof value === 'string' && encoding === 'base64url'
    ? from(plain(value), 'base64')
    : from(value, encoding, length);

given.prototype.toString = function (encoding, start, end) {
  if (encoding !== 'base64url') return toText.call(this, encoding, start, end);
  return toText.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

given.prototype.equals = function (other) {
  return this.length === other.length && this.every((byte, i) => byte === other[i]);
};

(globalThis as { Buffer?: unknown }).Buffer = Buffer;
