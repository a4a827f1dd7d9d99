// SPDX-License-Identifier: Apache-2.0
/** Documents are named by their digests; they stay where they are. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, lower-case hex. */
export async function sha256(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest);
  return digest.digest('hex');
}

/** Of several files, each digest once, as the member `evidence`; none: nothing. */
export async function documents(
  files: readonly string[] | undefined,
): Promise<{ readonly evidence?: string[] }> {
  if (!files || files.length === 0) return {};
  return { evidence: [...new Set(await Promise.all(files.map(sha256)))] };
}
