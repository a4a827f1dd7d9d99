// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';

const textOf = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../../vectors', name), 'utf8');

/** Reads a file of `test/vectors`, which lies beside the compiled tests. */
export function readVectors<T>(name: string): T {
  return JSON.parse(textOf(name)) as T;
}

/** The same for a table: a row per line, its fields parted by tabs. */
export const readTable = (name: string): readonly (readonly string[])[] =>
  textOf(name)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
