// SPDX-License-Identifier: Apache-2.0
import process from 'node:process';
import { text } from 'node:stream/consumers';

/** `-` stands for standard input, where an identifier is in no process list and no shell history. */
export const readIdentifier = async (given: string): Promise<string> =>
  given === '-' ? (await text(process.stdin)).trim() : given;
