// SPDX-License-Identifier: Apache-2.0
/** Which sides of which months an organisation has to close, or to close again. */
import { arrivedSince } from '@catalog-chain/chaincode/domain/period/after-closing';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { monthEnd, months } from '@catalog-chain/chaincode/domain/calendar/month';
import type { PeriodClosing } from '@catalog-chain/chaincode/domain/period/period';
import type { AfterClosing, Closure } from '@catalog-chain/chaincode/domain/period/period-records';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexedRecords, RecordFilter } from '../index/model/records.js';
import type { IndexReader } from '../index/model/reader.js';
import { pagesOf } from '../support/pages.js';

export type ScheduleIndex = Pick<IndexReader, 'get' | 'list'>;

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
    at = Date.parse(`${month}-01T00:00:00Z`) - utcOffsetMinutes * 60_000 - 1;
  }
  return found;
}

/** A month in which a grant held, for a moment at least. */
export function heldIn({ terms, history }: Grant, month: string, utcOffsetMinutes: number): boolean {
  const monthOf = months(utcOffsetMinutes);
  const revoked = history.find(({ action }) => action === 'revoked');
  const end = Math.min(
    parseInstant(terms.period.to) - 1,
    parseInstant(revoked?.effective ?? terms.period.to),
  );
  return monthOf(parseInstant(history[0].effective)) <= month && month <= monthOf(end);
}

/** @returns what is due of a month, of the grants on whose one side or the other the organisation stands */
export async function dueSides(
  index: ScheduleIndex,
  organisation: string,
  grants: readonly Grant[],
  period: string,
): Promise<PeriodClosing[]> {
  const ofMonth = { organisation, code: period };
  const closures = await everything(index, 'closure', ofMonth);
  const marks = await everything(index, 'after-closing', ofMonth);
  const closed = new Map(closures.map((closure) => [`${closure.grant} ${closure.side}`, closure]));
  const due: PeriodClosing[] = [];
  for (const { id: grant, terms } of grants) {
    for (const [side, own] of [
      ['claim', terms.consumer],
      ['attestation', terms.provider],
    ] as const) {
      const closure = closed.get(`${grant} ${side}`);
      if (own === organisation && isDue(closure, marks, { grant, side })) due.push({ grant, period, side });
    }
  }
  return due;
}

function isDue(
  closure: Closure | undefined,
  marks: readonly AfterClosing[],
  { grant, side }: { readonly grant: string; readonly side: Side },
): boolean {
  if (!closure) return true;
  return arrivedSince(
    closure,
    marks.filter((mark) => mark.grant === grant && mark.side === side),
  );
}

/** Every record of a list, page by page. */
export async function everything<
  T extends 'grant' | 'journal' | 'organisation' | 'closure' | 'after-closing',
>(index: ScheduleIndex, type: T, filter: RecordFilter): Promise<IndexedRecords[T][]> {
  const found: IndexedRecords[T][] = [];
  for await (const { items } of pagesOf((at) => index.list(type, filter, { limit: PAGE, ...at })))
    found.push(...items.map(({ value }) => value));
  return found;
}
