// SPDX-License-Identifier: Apache-2.0
/** An authenticator's assertion: W3C Web Authentication Level 3, §7.2, as far as it concerns a key that is known. */
import { createHash } from 'node:crypto';
import { encode } from '../encoding/canonical-json';
import { ensure } from '../errors';
import type { RelyingParty } from '../members/signer-records';

/** What the authenticator signs beside the digest, and what the browser wrote for it. */
export interface Assertion {
  /** `clientDataJSON` */
  readonly clientData: Uint8Array;
  /** `authenticatorData` */
  readonly data: Uint8Array;
}

const HASH_BYTES = 32;
const FLAGS_AT = HASH_BYTES;
const COUNTER_AT = HASH_BYTES + 1;
const HEAD_BYTES = COUNTER_AT + 4;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** The bytes that an authenticator signs. */
export const assertedBytes = ({ clientData, data }: Assertion): Uint8Array =>
  Buffer.concat([data, sha256(clientData)]);

/** How often the authenticator says it has signed; 0 where it does not count. */
export const counterOf = ({ data }: Assertion): number => Buffer.from(data).readUInt32BE(COUNTER_AT);

/**
 * That it was asked for by a page of the relying party, for this challenge, with its user present and verified.
 * @param challenge what was to be signed
 * @throws DomainError `AUTHENTICATOR_REFUSED`
 */
export function checkAssertion(assertion: Assertion, party: RelyingParty, challenge: Uint8Array): void {
  const { data, clientData } = assertion;
  const whole = data.length >= HEAD_BYTES;
  ensure(whole, 'AUTHENTICATOR_REFUSED', 'authenticator.data: is too short.');
  const hash = Buffer.from(data.subarray(0, HASH_BYTES));
  ensure(hash.equals(sha256(party.id)), 'AUTHENTICATOR_REFUSED', 'It is of another relying party.');
  const flags = data[FLAGS_AT] ?? 0;
  ensure((flags & USER_PRESENT) !== 0, 'AUTHENTICATOR_REFUSED', 'The user was not present.');
  ensure((flags & USER_VERIFIED) !== 0, 'AUTHENTICATOR_REFUSED', 'The user was not verified.');
  const text = Buffer.from(clientData).toString('utf8');
  const asked = party.origins.some((origin) => isAsked(text, origin, challenge));
  ensure(asked, 'AUTHENTICATOR_REFUSED', 'authenticator.clientData: is of another page, act or purpose.');
}

/**
 * §5.8.1.2, the limited verification algorithm: browsers write these members first and in this order, so that the text
 * is compared and nothing is parsed.
 */
function isAsked(text: string, origin: string, challenge: Uint8Array): boolean {
  const expected =
    `{"type":"webauthn.get","challenge":${encode(Buffer.from(challenge).toString('base64url'))}` +
    `,"origin":${encode(origin)},"crossOrigin":false`;
  const rest = text.slice(expected.length);
  return text.startsWith(expected) && (rest === '}' || (rest.startsWith(',') && rest.endsWith('}')));
}
