// SPDX-License-Identifier: Apache-2.0
/** Keeps webhooks' secrets in the database encrypted (AES-256-GCM), under a key that lies beside it in a file. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { madeOnce } from '../support/made-once.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

export class SecretBox {
  constructor(private readonly key: Uint8Array) {}

  /** @param file made, readable by its owner only, where there is none. Replicas of one database need the same one */
  static async open(file: string): Promise<SecretBox> {
    const key = await madeOnce(file, () => randomBytes(KEY_BYTES));
    if (key.length !== KEY_BYTES) throw new Error('The webhook key file does not hold 32 bytes.');
    return new SecretBox(key);
  }

  /** @param owner what the secret belongs to: it opens for that alone */
  seal(secret: Uint8Array, owner: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when it was sealed under another key, or for another owner */
  open(sealed: Uint8Array, owner: string): Uint8Array {
    const bytes = Buffer.from(sealed);
    const [nonce, end] = [bytes.subarray(0, NONCE_BYTES), bytes.length - TAG_BYTES];
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(end));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
  }
}
