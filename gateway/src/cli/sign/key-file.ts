// SPDX-License-Identifier: Apache-2.0
/** A person's key in a file: PEM (PKCS#8, SEC 1) or JWK. It is read, used and never sent. */
import { createPrivateKey, createPublicKey, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PublicKey } from '@catalog-chain/chaincode/domain/members/signer-records';
import { UsageError } from '@catalog-chain/verifier/command/terminal';

const CURVE = 'prime256v1';

function keyIn(text: string): KeyObject {
  if (!text.trimStart().startsWith('{'))
    return text.includes('PRIVATE KEY') ? createPrivateKey(text) : createPublicKey(text);
  const key = JSON.parse(text) as JsonWebKey;
  return key.d === undefined
    ? createPublicKey({ key, format: 'jwk' })
    : createPrivateKey({ key, format: 'jwk' });
}

/** @returns a private key, or a public one where the file holds no more. @throws UsageError, which quotes nothing of it */
export async function readKey(file: string): Promise<KeyObject> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError('The key file cannot be read.');
  });
  let key: KeyObject;
  try {
    key = keyIn(text);
  } catch {
    throw new UsageError('The key file holds no key in PEM or JWK that can be read.');
  }
  const fits = key.asymmetricKeyDetails?.namedCurve === CURVE;
  if (!fits) throw new UsageError('The key is not of the curve P-256.');
  return key;
}

/** The public half of a key. */
export const publicHalf = (key: KeyObject): KeyObject =>
  key.type === 'private' ? createPublicKey(key) : key;

export function publicKeyOf(key: KeyObject): PublicKey {
  const { x = '', y = '' } = publicHalf(key).export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** ES256: r and s, base64url. @throws UsageError for a public key */
export function signatureBy(key: KeyObject, bytes: Uint8Array): string {
  if (key.type !== 'private')
    throw new UsageError(
      'The file holds a public key: say with --sign-with which program has the private one.',
    );
  return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}
