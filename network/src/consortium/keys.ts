// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import { isIP } from 'node:net';
import { createPrivateKey, createPublicKey, createSign, webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A P-256 key pair; the private key also as PKCS #8 PEM. */
export interface Keys {
  readonly pair: webcrypto.CryptoKeyPair;
  readonly privateKeyPem: string;
}

/** Makes a P-256 key pair, the kind that Fabric's identities have. */
export async function generateKeys(): Promise<Keys> {
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const lines = der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n');
  const privateKeyPem = `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
  return { pair, privateKeyPem };
}

/** The key pair of a private key that exists already (PKCS #8 PEM, P-256). */
export async function keysOf(privateKeyPem: string): Promise<Keys> {
  const privateDer = createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  const publicDer = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', privateDer, algorithm, true, ['sign']);
  const publicKey = await webcrypto.subtle.importKey('spki', publicDer, algorithm, true, ['verify']);
  return { pair: { privateKey, publicKey }, privateKeyPem };
}

/** A certificate request (PKCS #10, PEM) for a name and the hosts of a TLS certificate. */
export async function certificateRequest(
  keys: Keys,
  commonName: string,
  hosts: readonly string[],
): Promise<string> {
  const names = hosts.map((value) => ({
    type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
    value,
  }));
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${commonName}`,
    keys: keys.pair,
    signingAlgorithm: algorithm,
    extensions: names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)],
  });
  return made.toString('pem');
}

/** An ECDSA signature over the text's SHA-256, DER, with the low S that Fabric insists on. */
export function signLowS(privateKeyPem: string, text: string): Buffer {
  const raw = createSign('sha256').update(text).sign({ key: privateKeyPem, dsaEncoding: 'ieee-p1363' });
  const r = BigInt(`0x${raw.subarray(0, 32).toString('hex')}`);
  const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const body = Buffer.concat([derInteger(r), derInteger(s > ORDER / 2n ? ORDER - s : s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
