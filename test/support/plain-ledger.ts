// SPDX-License-Identifier: Apache-2.0
/** A ledger's blocks as plain records and digests, for an appraisal computed again: docs/appraisal.md, sections 1 and 2. */
import { createHash } from 'node:crypto';
import type { IndexedRecords, IndexedType } from '@catalog-chain/gateway/index/model/records';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';

export interface PlainRecord<T extends IndexedType = IndexedType> {
  readonly type: string;
  readonly id: string;
  readonly text: string;
  readonly value: IndexedRecords[T];
}

export interface PlainFigure {
  readonly figure: string;
  readonly of: { readonly count: number; readonly digest: string };
  readonly met: { readonly count: number; readonly digest: string };
  readonly rate: { readonly numerator: number; readonly denominator: number } | null;
  readonly milliseconds?: number;
  readonly workingDays?: number;
}

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
export const ms = (text: string): number => Date.parse(text);

export type State = ReadonlyMap<string, PlainRecord>;

export const isValid = ({ valid }: { valid: boolean }): boolean => valid;

/** What every key holds after a block. */
export function stateAfter(blocks: readonly LedgerBlock[], last: number): Map<string, PlainRecord> {
  const state = new Map<string, PlainRecord>();
  for (const block of blocks.filter(({ number }) => number <= last))
    for (const { writes } of block.transactions.filter(isValid))
      for (const write of writes) apply(state, write);
  return state;
}

export function apply(
  state: Map<string, PlainRecord>,
  { key, value }: { key: string; value: Uint8Array | null },
): void {
  const [type = '', ...parts] = key.split('\0').slice(1, -1);
  const text = value === null ? undefined : Buffer.from(value).toString('utf8');
  if (text === undefined) state.delete(key);
  else state.set(key, { type, id: parts.join('/'), text, value: JSON.parse(text) as PlainRecord['value'] });
}

export const timeOf = (block: LedgerBlock): number =>
  Math.max(...block.transactions.map(({ timestamp }) => timestamp));

export function digestOf(entries: readonly string[][]): string {
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
  return sha(lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(''));
}

export function figure(
  name: string,
  of: readonly string[][],
  met: readonly string[][],
  sums: object = {},
): PlainFigure {
  return {
    figure: name,
    of: { count: of.length, digest: digestOf(of) },
    met: { count: met.length, digest: digestOf(met) },
    rate: of.length === 0 ? null : { numerator: met.length, denominator: of.length },
    ...sums,
  };
}

export const whole = ({ type, id, text }: PlainRecord, part = ''): string[] => [type, id, sha(text), part];
