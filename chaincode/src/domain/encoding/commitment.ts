// SPDX-License-Identifier: Apache-2.0
/**
 * Names for what must not be named: keyed commitments to record identifiers and pseudonyms of actors.
 * Both are HMAC-SHA-256 (RFC 2104) in base64url without padding; a label keeps the two uses apart.
 */
import { createHmac, createSecretKey, KeyObject } from 'node:crypto';
import { DomainError } from '../errors';
import { canNormalise } from './normal-form';

/** 32 bytes, plain or made ready by `keyOf`: taking bytes in costs several times what the hash does. */
export type Key = Uint8Array | KeyObject;

const KEY_BYTES = 32;
const MAX_LENGTH = 512;
/** Before it is normalised: composing makes at most four units into one. */
const MAX_WRITTEN = 4 * MAX_LENGTH;
/**
 * Controls, unassigned and private characters, the replacement character (two names of which nothing else is left would
 * be one), and invisible ones and marks of direction (one name would be two), apart from the joiners that scripts need.
 */
const UNFIT = /[\p{Cc}\p{Cn}\p{Co}\ufffd]|(?![\u200c\u200d])\p{Cf}/u;
const RECORD_LABEL = 'catalog-chain/record/1\n';
const ACTOR_LABEL = 'catalog-chain/actor/2\n';
const SALT_LABEL = 'catalog-chain/salt/1\n';

/**
 * The one form of an identifier that is keyed: NFC, without white space at its ends; case and inner characters stay.
 * @throws DomainError `INVALID_ARGUMENT` when empty, longer than 512 UTF-16 units (2,048 as it was written), or with
 *   control, invisible, private or replacement characters, noncharacters, lone surrogates or more than 30 combining
 *   marks in a row
 */
export function canonicalIdentifier(plain: string): string {
  const text = canNormalise(plain, MAX_WRITTEN) ? plain.normalize('NFC').trim() : '';
  if (text.length === 0 || text.length > MAX_LENGTH || !text.isWellFormed() || UNFIT.test(text)) {
    throw new DomainError('INVALID_ARGUMENT', 'An identifier has 1 to {most} printable characters.', {
      most: MAX_LENGTH,
    });
  }
  return text;
}

/**
 * Commitment to a record under a grant's record key (32 bytes): HMAC over the label `catalog-chain/record/1\n` and
 * the identifier's canonical form in UTF-8. Whoever lacks the key can neither read nor test a guess.
 */
export function commit(recordKey: Key, plainIdentifier: string): string {
  return keyed(recordKey, RECORD_LABEL, plainIdentifier);
}

/**
 * Pseudonym of a person or job under the reporting organisation's secret (32 bytes), another one for each grant: who sees
 * the uses of several grants cannot tell which were one person's. An id of a grant has no line break.
 */
export function pseudonym(secret: Key, grant: string, actor: string): string {
  return keyed(secret, `${ACTOR_LABEL}${grant}\n`, actor);
}

/**
 * What both sides of an exchange mix into the digests of a sealed use: whoever holds the grant's record key and knows the
 * exchange derives it, and nobody has to send it.
 */
export function sealSalt(recordKey: Key, correlation: string): string {
  return keyed(recordKey, SALT_LABEL, correlation);
}

/** @returns the key in the form that is fastest to use often. @throws DomainError `INVALID_ARGUMENT` unless 32 bytes */
export function keyOf(bytes: Uint8Array): KeyObject {
  if (bytes.length !== KEY_BYTES)
    throw new DomainError('INVALID_ARGUMENT', 'A key has {bytes} bytes.', { bytes: KEY_BYTES });
  return createSecretKey(bytes);
}

function keyed(key: Key, label: string, plain: string): string {
  const secret = key instanceof KeyObject ? key : keyOf(key);
  return createHmac('sha256', secret)
    .update(label)
    .update(canonicalIdentifier(plain), 'utf8')
    .digest('base64url');
}
