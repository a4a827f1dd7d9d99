// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a file of `test/vectors`, which lies beside the compiled tests. */
export function readVectors<T>(name: string): T {
  const file = path.resolve(import.meta.dirname, '../../vectors', name);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
