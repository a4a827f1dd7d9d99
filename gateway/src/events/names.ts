// SPDX-License-Identifier: Apache-2.0
/** Names of what is told, as subscribers write them: `grant.revoked`, all of a noun (`grant.*`), or the whole type. */
import { EVENTS } from '@catalog-chain/chaincode/domain/events';
import { GRANT_AFFECTED, OBLIGATION_TOLD, type MessageName } from '../index/model/messages.js';

/** CloudEvents wants types to begin with a reversed domain name. */
export const TYPE_PREFIX = 'cn.catalog-chain.';

export const MESSAGE_NAMES: readonly MessageName[] = [
  ...Object.values(EVENTS),
  ...Object.values(OBLIGATION_TOLD),
  GRANT_AFFECTED,
];

/** @returns the names meant; undefined when one of the patterns means none */
export function namesOf(patterns: readonly string[]): readonly MessageName[] | undefined {
  const found = patterns.map((pattern) => matching(pattern.replace(TYPE_PREFIX, '')));
  return found.some((names) => names.length === 0) ? undefined : [...new Set(found.flat())];
}

const matching = (pattern: string): MessageName[] =>
  pattern.endsWith('.*')
    ? MESSAGE_NAMES.filter((name) => name.startsWith(pattern.slice(0, -1)))
    : MESSAGE_NAMES.filter((name) => name === pattern);
