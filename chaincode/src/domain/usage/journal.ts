// SPDX-License-Identifier: Apache-2.0
/** Journals: each organisation's own series of batches, numbered from 1, every one naming the root before it. */
import { z } from 'zod';
import { ensure } from '../errors';
import type { Stamp } from '../records';
import { calendarMonth } from '../calendar/month';
import { code, mspId, sha256Hex } from '../text/schema';
import type { ClosedJournals, Journal, OpenJournals } from './usage-records';

/** Headers that one transaction follows: one read each. A longer journal is followed in steps. */
export const MAX_HEADERS_CHECKED = 1000;

/**
 * How far ahead of a missing batch others may commit. Looking at so many keys shows that nothing lies behind a gap.
 */
export const MAX_BATCHES_AHEAD = 100;

/** Running tallies that one checkpoint writes, at most: a batch of 4,096 leaves may have as many of its own. */
export const MAX_TALLIES_SUMMED = 4096;

/**
 * Journals of one organisation: closing a month reads two records of each. Enough for 64 gateways with the journals
 * of two months, and for every one of them to lose its place now and then.
 */
export const JOURNAL_LIMITS = { open: 130, openedInMonth: 200 } as const;

const batches = z.int().min(0).max(9_999_999_999);

/** `journal:open` */
export const journalInput = z.strictObject({ journal: code });
/** `journal:checkpoint`; without `organisation` the caller's own. */
export const checkpointInput = z.strictObject({
  organisation: mspId.exactOptional(),
  journal: code,
  batches: batches.min(1),
});
/** `journal:close`; `lastRoot` is 64 zeros for a journal without batches. */
export const journalClosing = z.strictObject({ journal: code, batches, lastRoot: sha256Hex });
export type JournalClosing = z.infer<typeof journalClosing>;

/** A number of batches as a parameter of a read. */
export const batchCount = z.string().regex(/^(?:0|[1-9]\d{0,8})$/, 'must be a number of batches');

/** A batch's number as a parameter of a read. */
export const batchSequence = z.string().regex(/^[1-9]\d{0,9}$/, 'must be a batch number');

export function opened(organisation: string, id: string, stamp: Stamp): Journal {
  return { type: 'journal', organisation, id, opened: stamp };
}

export function closed(journal: Journal, { batches, lastRoot }: JournalClosing, stamp: Stamp): Journal {
  return { ...journal, closed: { ...stamp, batches, lastRoot } };
}

/** @throws DomainError `JOURNAL_CLOSED` */
export function ensureOpen(journal: Journal): void {
  ensure(journal.closed === undefined, 'JOURNAL_CLOSED', 'The journal is closed.');
}

/** The list of open journals with one more. @throws DomainError `TOO_MANY_JOURNALS` */
export function withOpened(list: OpenJournals, { id, opened: { at } }: Journal): OpenJournals {
  const month = calendarMonth(at);
  const opened = (list.month === month ? list.opened : 0) + 1;
  const { open, openedInMonth } = JOURNAL_LIMITS;
  ensure(list.journals.length < open, 'TOO_MANY_JOURNALS', 'At most {most} journals are open at once.', {
    most: open,
  });
  ensure(opened <= openedInMonth, 'TOO_MANY_JOURNALS', 'At most {most} are opened in a month.', {
    most: openedInMonth,
  });
  return { ...list, journals: [...list.journals, id].sort(byCodeUnits), month, opened };
}

/** The list of open journals without one. */
export const withoutClosed = (list: OpenJournals, id: string): OpenJournals => ({
  ...list,
  journals: list.journals.filter((one) => one !== id),
});

/** The list of the journals closed in a month with some more. */
export function withClosed(
  list: ClosedJournals | undefined,
  organisation: string,
  month: string,
  ids: readonly string[],
): ClosedJournals {
  const journals = [...new Set([...(list?.journals ?? []), ...ids])].sort(byCodeUnits);
  return { type: 'closed-journals', organisation, month, journals };
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
