// SPDX-License-Identifier: Apache-2.0
/** Journals: each organisation's own series of batches, numbered from 1, every one naming the root before it. */
import { z } from 'zod';
import { DomainError, ensure } from '../errors';
import type { Stamp } from '../records';
import { code, sha256Hex } from '../text/schema';
import type { BatchHeader, Journal } from './usage-records';

/** Headers that one transaction follows: one read each. A longer journal is followed in steps. */
export const MAX_HEADERS_CHECKED = 1000;

/**
 * How far ahead of a missing batch others may commit. Looking at so many keys shows that nothing lies behind a gap.
 */
export const MAX_BATCHES_AHEAD = 100;

/** Running tallies that one checkpoint writes, at most: a batch of 4,096 leaves may have as many of its own. */
export const MAX_TALLIES_SUMMED = 4096;

const batches = z.int().min(0).max(9_999_999_999);

/** `journal:open` */
export const journalInput = z.strictObject({ journal: code });
/** `journal:checkpoint` */
export const checkpointInput = z.strictObject({ journal: code, batches: batches.min(1) });
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

/** Follows one link. @returns the header. @throws DomainError `JOURNAL_GAP` */
export function follow(previousRoot: string, sequence: number, header: BatchHeader | undefined): BatchHeader {
  if (!header) throw new DomainError('JOURNAL_GAP', `Batch ${sequence} is missing.`);
  ensure(
    header.previousRoot === previousRoot,
    'JOURNAL_GAP',
    `Batch ${sequence} does not follow the one before.`,
  );
  return header;
}
