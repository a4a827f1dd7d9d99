// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { encode } from './canonical-json';

/** SHA-256 of a value's canonical JSON (RFC 8785), lower-case hex. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(encode(value), 'utf8').digest('hex');
}
