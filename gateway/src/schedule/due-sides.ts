// SPDX-License-Identifier: Apache-2.0
/** Which sides of which months an organisation has to close, or to close again. */
import { arrivedSince } from '@catalog-chain/chaincode/domain/period/after-closing';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { monthEnd, months, monthStart } from '@catalog-chain/chaincode/domain/calendar/month';
import { organisationOf, type PeriodClosing } from '@catalog-chain/chaincode/domain/period/period';
import type { Closure } from '@catalog-chain/chaincode/domain/period/period-records';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexedRecords, RecordFilter } from '../index/model/records.js';
import type { IndexReader } from '../index/model/reader.js';
import { pagesOf } from '../support/pages.js';

export type ScheduleIndex = Pick<IndexReader, 'get' | 'list' | 'reported'>;

/** Months looked back upon: what is older is closed by hand. */
const MONTHS_BACK = 12;
const PAGE = 1000;

/** The months that have been over for so long, oldest first. */
export function monthsOver(beforeMs: number, utcOffsetMinutes: number): string[] {
  const monthOf = months(utcOffsetMinutes);
  const found: string[] = [];
  for (let at = beforeMs; found.length < MONTHS_BACK;) {
    const month = monthOf(at);
    if (monthEnd(month, utcOffsetMinutes) <= beforeMs) found.unshift(month);
    at = monthStart(month, utcOffsetMinutes) - 1;
  }
  return found;
}

/** @returns what is due of a month, of the grants on whose one side or the other the organisation stands */
export async function dueSides(
  index: ScheduleIndex,
  organisation: string,
  grants: readonly Grant[],
  period: string,
): Promise<PeriodClosing[]> {
  const closures = await everything(index, 'closure', { organisation, code: period });
  const closed = new Map(closures.map((closure) => [`${closure.grant} ${closure.side}`, closure]));
  const due: PeriodClosing[] = [];
  for (const { id: grant, terms } of grants) {
    for (const side of SIDES) {
      if (organisationOf(terms, side) !== organisation) continue;
      const closure = closed.get(`${grant} ${side}`);
      if (!closure || (await hasNews(index, closure))) due.push({ grant, period, side });
    }
  }
  return due;
}

/** Whether a batch that the closure does not cover brought something for the side. */
export async function hasNews(index: Pick<IndexReader, 'reported'>, closure: Closure): Promise<boolean> {
  return arrivedSince(closure, await index.reported(closure));
}

/** Every record of a list, page by page. */
export async function everything<T extends 'grant' | 'organisation' | 'closure'>(
  index: ScheduleIndex,
  type: T,
  filter: RecordFilter,
): Promise<IndexedRecords[T][]> {
  const found: IndexedRecords[T][] = [];
  for await (const { items } of pagesOf((at) => index.list(type, filter, { limit: PAGE, ...at })))
    found.push(...items.map(({ value }) => value));
  return found;
}
