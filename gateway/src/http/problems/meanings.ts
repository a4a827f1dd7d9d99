// SPDX-License-Identifier: Apache-2.0
import type { Code } from './codes.js';
import { DOMAIN_MEANINGS } from './domain-meanings.js';
import { HTTP_MEANINGS } from './http-meanings.js';
import { LEDGER_MEANINGS, REFUSAL_MEANINGS } from './ledger-meanings.js';
import type { Meaning } from './text.js';

/** Status and texts of every code, once. A code without a row does not compile. */
export const MEANINGS: Readonly<Record<Code, Meaning>> = {
  ...DOMAIN_MEANINGS,
  ...LEDGER_MEANINGS,
  ...REFUSAL_MEANINGS,
  ...HTTP_MEANINGS,
} satisfies Record<Code, Meaning>;

export const CODES = Object.keys(MEANINGS) as readonly Code[];

/** Whether an error's `code` is one of ours, and not, say, Node's `ENOENT`. */
export const isCode = (value: unknown): value is Code =>
  typeof value === 'string' && Object.hasOwn(MEANINGS, value);
