// SPDX-License-Identifier: Apache-2.0
/** Usage events for tests: leaves that differ by a number, batches of them, and their transactions. */
import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { START } from './chaincode-harness.js';

/** A UUIDv7 that depends on a number only. */
export function uuid7(n: number, salt = ''): string {
  const hex = hash('sha256', `${salt}${n}`);
  const time = (START + n).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

/** 32 bytes in base64url that depend on a number only. */
export const bytes32 = (n: number, salt = 'record'): string => hash('sha256', `${salt}${n}`, 'base64url');

/** A claim by the consumer of `test/support/sharing.ts`, reported on the spot. */
export const leaf = (n: number, change: Partial<Leaf> = {}): Leaf => ({
  id: uuid7(n),
  kind: 'use',
  side: 'claim',
  correlation: uuid7(n, 'exchange'),
  grant: 'G-1',
  record: bytes32(n),
  action: 'query',
  at: formatInstant(START),
  system: 'ConsumerMSP:SYS-1',
  actor: bytes32(n % 7, 'actor'),
  purpose: 'benefit-check',
  outcome: 'ok',
  ...change,
});

export const leaves = (count: number, change: (n: number) => Partial<Leaf> = () => ({})): Leaf[] =>
  Array.from({ length: count }, (_, n) => leaf(n, change(n)));

export const linesOf = (list: readonly Leaf[]): string[] => list.map(encode);

/** Deflates lines as a batch carries them. */
export const deflate = (lines: readonly string[]): Uint8Array => deflateSync(lines.join('\n'));

export const order = (journal: string, sequence = 1, previousRoot = NO_ROOT): object => ({
  journal,
  sequence,
  previousRoot,
});
