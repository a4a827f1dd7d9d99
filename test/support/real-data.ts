// SPDX-License-Identifier: Apache-2.0
/** Real input that is read in place and is no part of the project: absent on most machines. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const HOME = process.env['CATALOG_CHAIN_DATA'] ?? path.resolve(ROOT, '../shared/data');

/** Path of a file of the real data. */
export const realPath = (file: string): string => path.join(HOME, file);

export const readReal = (file: string): string => readFileSync(realPath(file), 'utf8');

/** For a test's `skip`: false where the data is there, else the reason. */
export const withoutRealData: string | false = existsSync(HOME)
  ? false
  : 'the real data is absent (set CATALOG_CHAIN_DATA to its folder)';
