// SPDX-License-Identifier: Apache-2.0
/** X.509 certificates over P-256: a root per organisation, and its users' with the attributes Fabric CA writes. */
import 'reflect-metadata';
import { createPrivateKey, generateKeyPairSync, randomBytes, webcrypto, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { ROLE_ATTRIBUTE } from '@catalog-chain/chaincode/domain/names';

/** A private key with its certificate, both PEM. */
export interface KeyPair {
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** Milliseconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Object identifier of the extension that carries Fabric's attributes, JSON. */
const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';
const EC = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

x509.cryptoProvider.set(webcrypto);

/** A root of its own, for an organisation or for the node. */
export async function createRoot(name: string, validity: Validity): Promise<KeyPair> {
  const keys = newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=ca.${name}, O=${name}`,
    keys: { privateKey: cryptoKey(keys.privateKey, 'sign'), publicKey: cryptoKey(keys.publicKey, 'verify') },
    signingAlgorithm: SIGNING,
    ...dates(validity),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return pair(keys.privateKey, certificate);
}

/** A user's certificate. `role` absent: the node's own, which has no attributes. */
export async function issue(
  root: KeyPair,
  subject: { readonly name: string; readonly organisation: string; readonly role?: string },
  validity: Validity,
): Promise<KeyPair> {
  const keys = newKeys();
  const issuer = new x509.X509Certificate(root.certificatePem);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${subject.name}, OU=${subject.role ? 'client' : 'peer'}, O=${subject.organisation}`,
    issuer: issuer.subject,
    publicKey: cryptoKey(keys.publicKey, 'verify'),
    signingKey: cryptoKey(createPrivateKey(root.keyPem), 'sign'),
    signingAlgorithm: SIGNING,
    ...dates(validity),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...(subject.role === undefined ? [] : [attributes(subject.name, subject.role)]),
    ],
  });
  return pair(keys.privateKey, certificate);
}

function attributes(name: string, role: string): x509.Extension {
  const attrs = {
    [ROLE_ATTRIBUTE]: role,
    'hf.Affiliation': '',
    'hf.EnrollmentID': name,
    'hf.Type': 'client',
  };
  return new x509.Extension(ATTRIBUTES_OID, false, Buffer.from(JSON.stringify({ attrs }), 'utf8'));
}

const newKeys = (): { privateKey: KeyObject; publicKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

const cryptoKey = (key: KeyObject, usage: 'sign' | 'verify'): webcrypto.CryptoKey =>
  key.toCryptoKey(EC, true, [usage]);

const pair = (key: KeyObject, certificate: x509.X509Certificate): KeyPair => ({
  keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  certificatePem: `${certificate.toString('pem')}\n`,
});

const dates = ({ notBefore, notAfter }: Validity): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(notBefore),
  notAfter: new Date(notAfter),
});

/** Positive, 16 bytes. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
