// SPDX-License-Identifier: Apache-2.0
/** Block headers as Fabric hashes them. */
import { createHash, hash } from 'node:crypto';

export interface BlockHeader {
  readonly number: number;
  /** Hash of the header before; 32 bytes (empty in the first block of a Fabric chain). */
  readonly previousHash: Uint8Array;
  /** SHA-256 of the block's envelopes, one after another. */
  readonly dataHash: Uint8Array;
}

/** SEQUENCE { number INTEGER, previousHash OCTET STRING, dataHash OCTET STRING }, DER. */
export function headerBytes(header: BlockHeader): Buffer {
  const body = Buffer.concat([
    derNumber(header.number),
    octets(header.previousHash),
    octets(header.dataHash),
  ]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** SHA-256 of the header's DER, lower-case hex. */
export function headerHash(header: BlockHeader): string {
  return hash('sha256', headerBytes(header), 'hex');
}

/** SHA-256 over the envelopes, one after another. */
export function dataHash(envelopes: readonly Uint8Array[]): Buffer {
  const digest = createHash('sha256');
  for (const envelope of envelopes) digest.update(envelope);
  return digest.digest();
}

function derNumber(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex');
  return Buffer.concat([Buffer.from([0x02, bytes.length]), bytes]);
}

function octets(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x04, bytes.length]), bytes]);
}
