// SPDX-License-Identifier: Apache-2.0
/** What an appraisal reads from, and the frame in which it counts. */
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { Countable, Moment } from '../index/model/counts.js';
import type { IndexedRecord, IndexedType, RecordFilter } from '../index/model/records.js';
import type { IndexReader } from '../index/model/reader.js';
import { pagesOf } from '../support/pages.js';
import { spanOf, type Span } from './months.js';
import type { AppraisalQuestion } from './report.js';

/** The smallest part of the index that figures need. */
export type AppraisalSource = Pick<IndexReader, 'get' | 'list'> & Countable;

/** The words of docs/appraisal.md, section 1. */
export interface Setting {
  readonly organisation: string;
  /** B, with T. */
  readonly asOf: Moment;
  readonly span: Span;
  /** E. */
  readonly catalogueBlock: number;
  /** R. */
  readonly reference: number;
  /** By version. */
  readonly policies: ReadonlyMap<number, Policy>;
}

const PAGE = 1000;

/** All records of a type as of a block. */
export async function everyRecord<T extends IndexedType>(
  source: Pick<IndexReader, 'list'>,
  type: T,
  filter: RecordFilter,
  asOf: number,
): Promise<IndexedRecord<T>[]> {
  const all: IndexedRecord<T>[] = [];
  for await (const { items } of pagesOf((at) => source.list(type, filter, { limit: PAGE, asOf, ...at })))
    all.push(...items);
  return all;
}

export async function settingOf(source: AppraisalSource, question: AppraisalQuestion): Promise<Setting> {
  const asOf = await source.counts.moment(question.asOf);
  const records = await everyRecord(source, 'policy', {}, asOf.block);
  const policies = new Map(
    [BUILT_IN_POLICY, ...records.map(({ value }) => value)].map((one) => [one.version, one]),
  );
  const current = records.find(({ id }) => id === 'current')?.value ?? BUILT_IN_POLICY;
  const span = spanOf(question.months, current.calendar.utcOffsetMinutes);
  const catalogueBlock = await source.counts.lastBlockBefore(span.to, asOf.block);
  const reference = Math.min(asOf.time, span.to);
  return { organisation: question.organisation, asOf, span, catalogueBlock, reference, policies };
}

/** Whether the organisation has the role in the state as of a block. */
export async function hasRole(
  source: Pick<IndexReader, 'get'>,
  organisation: string,
  role: 'provider' | 'manager',
  block: number,
): Promise<boolean> {
  const found = await source.get('organisation', organisation, block);
  return found?.value.roles.includes(role) ?? false;
}
