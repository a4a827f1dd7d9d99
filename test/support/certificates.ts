// SPDX-License-Identifier: Apache-2.0
/** Certificates as Fabric CA issues them, just good enough for the shim's `ClientIdentity`. Made once per user. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { ROLE_ATTRIBUTE } from '@catalog-chain/chaincode/domain/names';

/** The extension in which Fabric CA writes attributes, as bare JSON. */
const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const cache = new Map<string, Promise<Uint8Array>>();

/** @returns PEM bytes of a self-signed certificate; `role` undefined leaves the attribute out. */
export function certificate(mspId: string, role: string | undefined): Promise<Uint8Array> {
  const key = `${mspId} ${role ?? ''}`;
  const made = cache.get(key) ?? issue(mspId, role);
  cache.set(key, made);
  return made;
}

async function issue(mspId: string, role: string | undefined): Promise<Uint8Array> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const attributes = new TextEncoder().encode(JSON.stringify({ attrs: { [ROLE_ATTRIBUTE]: role } }));
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${role ?? 'nobody'}, O=${mspId}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date('2025-01-01T00:00:00Z'),
    notAfter: new Date('2035-01-01T00:00:00Z'),
    extensions: [new x509.Extension(ATTRIBUTES_OID, false, attributes.buffer)],
  });
  return new TextEncoder().encode(made.toString('pem'));
}

/** @returns PEM of a key and of a certificate for `localhost` that vouches for itself */
export async function localhostCertificate(): Promise<{ readonly cert: string; readonly key: string }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=localhost', keys, signingAlgorithm: ALGORITHM },
    ...{ notBefore: new Date('2025-01-01T00:00:00Z'), notAfter: new Date('2035-01-01T00:00:00Z') },
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
    ],
  });
  const key = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { cert: made.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
