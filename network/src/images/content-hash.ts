// SPDX-License-Identifier: Apache-2.0
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a build that change from one compilation to the next without changing what runs. */
const NOISE = /\.tsbuildinfo$|\.map$|\.d\.ts$/;

/** True for what belongs into an image: not compiler state, maps or type declarations. */
export const runs = (path: string): boolean => !NOISE.test(path);

/**
 * The first 12 hexadecimal digits of the SHA-256 of the settings and of every named file or folder (names
 * and content). The same inputs give the same image tag on every machine, so an image is built once.
 */
export function contentHash(settings: unknown, paths: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const path of paths) if (existsSync(path)) add(hash, path, '');
  return hash.digest('hex').slice(0, 12);
}

function add(hash: Hash, path: string, name: string): void {
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) add(hash, join(path, entry), `${name}/${entry}`);
  } else if (runs(path)) {
    const content = readFileSync(path);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
}
