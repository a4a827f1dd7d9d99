// SPDX-License-Identifier: Apache-2.0
/** What a consumer records of a year's use of a grant: course, effect, storage, destruction. Figures and places, never data. */
import { z } from 'zod';
import type { Stamp } from '../records';
import type { Grant } from '../sharing/grant-records';
import { heldDuring } from '../sharing/grant-standing';
import { ensure } from '../errors';
import { code, day, identifier, prose, sha256Hex, sortedSet } from '../text/schema';
import { contractors, ensureStillNamed } from './contractor';
import { formatDay, localDay, localDayStart, parseDay, parseInstant } from '../calendar/time';

const MAX_COUNT = 1_000_000_000;
const MAX_FIGURES = 32;
const MAX_DOCUMENTS = 64;
const quantity = z.int().min(0).max(MAX_COUNT);

export const reportYear = z.string().regex(/^(?:20|21)\d{2}$/, 'must be a year');

/** `code`: what is counted; `value`: how much; `unit`: of what. */
const figure = z.strictObject({ code, value: quantity, unit: prose(20) });

export const storage = z.strictObject({
  /** Where, in words: a platform or a machine room, no address. */
  place: prose(200),
  copies: quantity,
  /** Until when they are kept. */
  until: day.exactOptional(),
});

export const destruction = z.strictObject({
  copies: quantity,
  on: day,
  /** SHA-256 of the record of it. */
  digest: sha256Hex.exactOptional(),
});

/** `report:submit` */
export const useReportInput = z.strictObject({
  grant: identifier,
  year: reportYear,
  scenario: prose(500),
  course: prose(1000),
  effect: z.strictObject({ text: prose(1000), figures: z.array(figure).max(MAX_FIGURES) }),
  storage,
  destroyed: destruction.exactOptional(),
  evidence: sortedSet(sha256Hex, MAX_DOCUMENTS).exactOptional(),
  contractors: contractors.exactOptional(),
});
export type UseReportInput = z.infer<typeof useReportInput>;

/** The newest word on a year; earlier ones stay in the chain. Key: [grant, year]. */
export interface UseReport extends Readonly<UseReportInput> {
  readonly type: 'use-report';
  readonly resource: string;
  readonly provider: string;
  readonly consumer: string;
  /** How often the year was reported on, from 1. */
  readonly number: number;
  readonly changed: Stamp;
}

/** @throws DomainError `CONDITION_NOT_MET` for a year that has not begun or in which the grant did not stand, or without a contractor that was named for it */
export function reported(
  input: UseReportInput,
  { terms, ...grant }: Pick<Grant, 'terms' | 'history'>,
  earlier: UseReport | undefined,
  utcOffsetMinutes: number,
  stamp: Stamp,
): UseReport {
  const { from, to } = yearBounds(input.year, utcOffsetMinutes);
  const held = heldDuring({ terms, ...grant });
  ensure(parseInstant(stamp.at) >= from, 'CONDITION_NOT_MET', 'year: has not begun.');
  ensure(held.from < to && held.to > from, 'CONDITION_NOT_MET', 'year: the grant did not stand in it.');
  ensureStillNamed(earlier?.contractors, input.contractors);
  const { resource, provider, consumer } = terms;
  const number = (earlier?.number ?? 0) + 1;
  return { type: 'use-report', ...input, resource, provider, consumer, number, changed: stamp };
}

/** Whether there is nothing left of the year to report on: it has ended, or the grant has. */
export function isWhole(year: string, grant: Grant, utcOffsetMinutes: number, { at }: Stamp): boolean {
  return parseInstant(at) >= Math.min(yearBounds(year, utcOffsetMinutes).to, heldDuring(grant).to);
}

/** From when to when a local year lasts, milliseconds since 1970, the end exclusive. */
export function yearBounds(
  year: string,
  utcOffsetMinutes: number,
): { readonly from: number; readonly to: number } {
  const start = (text: string): number => localDayStart(parseDay(`${text}-01-01`), utcOffsetMinutes);
  return { from: start(year), to: start(String(Number(year) + 1)) };
}

/** The local year of a time. */
export const yearOf = (atMs: number, utcOffsetMinutes: number): string =>
  formatDay(localDay(atMs, utcOffsetMinutes)).slice(0, 4);
