// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { signMessage } from '@catalog-chain/verifier/wire/ecdsa';
import { serializedIdentity } from '@catalog-chain/verifier/wire/envelope';
import type { KeyPair } from './certificates.js';

/** Someone who signs. */
export class Identity {
  /** `SerializedIdentity`: MSP and certificate. */
  readonly serialized: Uint8Array;
  readonly certificateBytes: Uint8Array;
  readonly #key: KeyObject;

  constructor(
    readonly mspId: string,
    readonly certificatePem: string,
    keyPem: string,
  ) {
    this.serialized = serializedIdentity(mspId, certificatePem);
    this.certificateBytes = Buffer.from(certificatePem, 'utf8');
    this.#key = createPrivateKey(keyPem);
  }

  static of(mspId: string, pair: KeyPair): Identity {
    return new Identity(mspId, pair.certificatePem, pair.keyPem);
  }

  sign(message: Uint8Array): Uint8Array {
    return signMessage(this.#key, message);
  }

  /** Fabric's endorsement: over the response payload followed by the endorser. */
  endorse(responsePayload: Uint8Array): { endorser: Uint8Array; signature: Uint8Array } {
    const message = Buffer.concat([responsePayload, this.serialized]);
    return { endorser: this.serialized, signature: this.sign(message) };
  }
}
