// SPDX-License-Identifier: Apache-2.0
/** What was counted, and the digest of exactly that: docs/appraisal.md, section 2. */
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { IndexedRecord } from '../index/model/records.js';
import type { Figure } from './report.js';

/** Type and id of a record, SHA-256 of its value, and which part of it is counted. */
export type Entry = readonly [type: string, id: string, sha256: string, part: string];

/** Entries, and how many things they stand for. */
export interface Counted {
  readonly count: number;
  readonly entries: readonly Entry[];
}

/** One record counted as a whole, or a part of it. */
export const entryOf = (
  { type, id, value }: Pick<IndexedRecord, 'type' | 'id' | 'value'>,
  part = '',
): Entry => [type, id, digestOf(value), part];

export const countOf = (entries: readonly Entry[]): Counted => ({ count: entries.length, entries });

/** SHA-256 over the entries as lines of canonical JSON, in order of their bytes. */
export function digestOfEntries(entries: readonly Entry[]): string {
  const lines = entries.map((entry) => Buffer.from(`${encode(entry)}\n`, 'utf8'));
  return hash('sha256', Buffer.concat(lines.sort((a, b) => a.compare(b))));
}

const summary = ({ count, entries }: Counted): Figure['of'] => ({ count, digest: digestOfEntries(entries) });

/** @param sums of times, where the figure has them */
export function figureOf(
  figure: string,
  of: Counted,
  met: Counted,
  sums: Pick<Figure, 'milliseconds' | 'workingDays'> = {},
): Figure {
  const rate = of.count === 0 ? null : { numerator: met.count, denominator: of.count };
  return { figure, of: summary(of), met: summary(met), rate, ...sums };
}

/** A figure over records: those of a list that meet a condition. */
export function shareOf<T extends { readonly entry: Entry }>(
  figure: string,
  of: readonly T[],
  meets: (one: T) => boolean,
): Figure {
  const entries = (list: readonly T[]): Counted => countOf(list.map(({ entry }) => entry));
  return figureOf(figure, entries(of), entries(of.filter(meets)));
}
