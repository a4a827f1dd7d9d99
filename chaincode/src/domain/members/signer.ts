// SPDX-License-Identifier: Apache-2.0
/** Signers: registered by their organisation's administrator under a pseudonym, and revoked by it. */
import { z } from 'zod';
import { isPublicKey } from '../acts/es256';
import { SIGNER_KINDS } from '../acts/signature-rules';
import { parseInstant } from '../calendar/time';
import { digestOf } from '../encoding/digest';
import { ensure } from '../errors';
import type { Stamp } from '../records';
import { bytes32, instant, ownedId, prose, screened, sortedSet, RAW_DATA } from '../text/schema';
import { isSpelledOut } from '../text/raw-data';
import { ownedBy } from './owned';
import { SIGNER_ALGORITHMS, SIGNER_ROLES, type PublicKey, type Signer } from './signer-records';

const MAX_ORIGINS = 8;

/** Lower case, so that two pseudonyms never differ by case alone. */
const pseudonym = screened(
  '[a-z][a-z0-9-]{1,47}',
  'must be a pseudonym: lower-case letters, digits and hyphens',
).refine((text) => !isSpelledOut(text), RAW_DATA);

/** No other member: a private key has one more, and is refused by its name. */
const publicKey: z.ZodType<PublicKey> = z
  .strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes32, y: bytes32 })
  .refine(isPublicKey, 'must be a point of the curve');

const DOMAIN = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*';
const domain = z
  .string()
  .max(253)
  .regex(new RegExp(`^${DOMAIN}$`), 'must be a domain name');
const origin = z
  .string()
  .max(300)
  .regex(
    new RegExp(`^(?:https://${DOMAIN}|http://(?:${DOMAIN}\\.)?localhost)(?::[1-9]\\d{0,4})?$`),
    'must be an origin: https://NAME, or http://localhost or a name below it',
  );

/** W3C Web Authentication §4: at least 16 bytes, at most 1,023. */
const credential = z
  .string()
  .min(22)
  .max(1364)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

const relyingParty = z
  .strictObject({ id: domain, origins: sortedSet(origin, MAX_ORIGINS), credential })
  .refine(({ id, origins }) => origins.every((one) => isWithin(one, id)), 'has an origin of another domain');

/** A relying party's pages are served from its domain, or from one below. */
function isWithin(text: string, id: string): boolean {
  const host = text.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  return host === id || host.endsWith(`.${id}`);
}

/** `signer:register` */
export const signerInput = z
  .strictObject({
    code: pseudonym,
    roles: sortedSet(z.enum(SIGNER_ROLES), SIGNER_ROLES.length),
    kind: z.enum(SIGNER_KINDS),
    algorithm: z.enum(SIGNER_ALGORITHMS),
    key: publicKey,
    from: instant,
    until: instant,
    relyingParty: relyingParty.exactOptional(),
  })
  .refine(({ kind, relyingParty: party }) => (kind === 'webauthn') === (party !== undefined), {
    path: ['relyingParty'],
    message: 'goes with the kind webauthn',
  })
  .refine(({ from, until }) => parseInstant(from) < parseInstant(until), {
    path: ['until'],
    message: 'ends before it begins',
  });
export type SignerInput = z.infer<typeof signerInput>;

/** `signer:revoke` */
export const signerRevocation = z.strictObject({ id: ownedId, reason: prose(300) });
export type SignerRevocation = z.infer<typeof signerRevocation>;

export function registeredSigner(input: SignerInput, organisation: string, stamp: Stamp): Signer {
  const id = ownedBy(organisation, input.code);
  const stamps = { registered: stamp, changed: stamp };
  return { type: 'signer', ...input, id, organisation, status: 'active', ...stamps };
}

/** @throws DomainError `INVALID_STATE` when it is revoked already */
export function revokedSigner(signer: Signer, reason: string, stamp: Stamp): Signer {
  ensure(signer.status === 'active', 'INVALID_STATE', 'The signer is revoked already.');
  return { ...signer, status: 'revoked', changed: stamp, revoked: { reason, stamp } };
}

/** RFC 7638 §3: the hash of exactly these members in canonical JSON. */
export const thumbprintOf = ({ crv, kty, x, y }: PublicKey): string => digestOf({ crv, kty, x, y });
