// SPDX-License-Identifier: Apache-2.0
/**
 * A program that signs with a key which this one never has: a token's, a module's, a card's. It is given the SHA-256 of what
 * is signed on its standard input, 32 bytes, and writes the ECDSA signature of it, r and s or DER, to its standard output.
 */
import { spawn } from 'node:child_process';
import { hash, verify, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import { plainOf } from '@catalog-chain/verifier/wire/ecdsa';

/** r and s, 32 bytes each. */
const PLAIN_BYTES = 64;
/** A person may have to type a PIN, or touch the token. */
const PATIENCE_MS = 120_000;

/** What the program asks and complains of goes to the terminal; it may ask there too. */
async function answerOf(command: string, digest: Uint8Array): Promise<Buffer> {
  const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
  const program = spawn(command, { shell: true, stdio, timeout: PATIENCE_MS });
  // One that does not read is found by what it answers.
  program.stdin.on('error', () => undefined).end(digest);
  const ended = once(program, 'close') as Promise<[number | null]>;
  const [given, [code]] = await Promise.all([buffer(program.stdout), ended]);
  if (code === null) throw new UsageError('The signing program did not answer within two minutes.');
  if (code !== 0) throw new UsageError(`The signing program ended with ${code}.`);
  return given;
}

/**
 * ES256 by the program: r and s, base64url.
 * @param key the public key that the signer is registered with
 * @throws UsageError where it gives none, or another key's
 */
export async function signatureWith(command: string, key: KeyObject, bytes: Uint8Array): Promise<string> {
  const given = await answerOf(command, hash('sha256', bytes, 'buffer'));
  const signature = given.length === PLAIN_BYTES ? given : plainOf(given);
  const isIts =
    signature !== undefined && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
  if (!isIts) throw new UsageError('The signing program gave no signature by this key.');
  return signature.toString('base64url');
}
