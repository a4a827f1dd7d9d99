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

export const localhostCertificate = (): ReturnType<typeof serverCertificate> =>
  serverCertificate('localhost');

/** @returns PEM of a key and of a certificate for the host that vouches for itself */
export async function serverCertificate(
  host: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${host}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date('2025-01-01T00:00:00Z'),
    notAfter: new Date('2035-01-01T00:00:00Z'),
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
    ],
  });
  const key = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { cert: made.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}

/** PEM of a certificate and its key. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  /** Hex. */
  readonly serial: string;
}

const TERM = { notBefore: new Date('2025-01-01T00:00:00Z'), notAfter: new Date('2035-01-01T00:00:00Z') };

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

/** An authority of an agency, that issues certificates to its systems and revokes them. */
export class Authority {
  private constructor(
    private readonly keys: webcrypto.CryptoKeyPair,
    private readonly own: x509.X509Certificate,
  ) {}

  static async found(name: string): Promise<Authority> {
    const keys = await newKeys();
    const extensions = [new x509.BasicConstraintsExtension(true)];
    const made = { name, keys, signingAlgorithm: ALGORITHM, extensions, ...TERM };
    return new Authority(keys, await x509.X509CertificateGenerator.createSelfSigned(made));
  }

  get pem(): string {
    return this.own.toString('pem');
  }

  async issue(subject: string): Promise<Issued> {
    const keys = await newKeys();
    const made = await x509.X509CertificateGenerator.create({
      subject,
      issuer: this.own.subject,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      ...TERM,
    });
    const key = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
    return {
      cert: made.toString('pem'),
      key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
      serial: made.serialNumber,
    };
  }

  /** @returns PEM of the list of what is revoked */
  async revoked(serials: readonly string[]): Promise<string> {
    const list = await x509.X509CrlGenerator.create({
      issuer: this.own.subject,
      thisUpdate: TERM.notBefore,
      nextUpdate: TERM.notAfter,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date() })),
    });
    return list.toString('pem');
  }
}
