// SPDX-License-Identifier: Apache-2.0
/**
 * All uses of a grant in a month, by both parties, and that there are no others. A part of the bundle that is full is
 * given out at once, so that a month may have any number of uses.
 */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { SealedMonth } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { SIDES, type BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Claim } from '@catalog-chain/verifier/format';
import type { ChainRef, IndexedRecord } from '../../index/model/records.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { pagesOf } from '../../support/pages.js';
import type { BatchPlace } from './batches.js';
import { TRIES, type Gatherer } from './gatherer.js';
import { gatherPeriod } from './period.js';
import { indexedAll, type Rest } from './sources.js';

const PAGE = 1_000;

interface GrantMonth {
  readonly grant: string;
  readonly period: string;
}

interface Head {
  readonly organisation: string;
  readonly journal: string;
  readonly batches: number;
}

/**
 * Reads what the month rests on: closures, journals, heads, policies.
 * @returns the batches that are still to be gathered, by whoever has room for them
 * @throws DomainError `NOT_FOUND`, `CONDITION_NOT_MET` for a month that has not begun
 */
export async function gatherMonth(gatherer: Gatherer, grant: string, period: string): Promise<Rest> {
  const found = await gatherer.grant(grant);
  if (!found) throw new DomainError('NOT_FOUND', 'There is no such grant.');
  const claim = await claimOf(gatherer, period);
  // Closures first: they cover no batch that the heads read after them do not.
  await gatherPeriod(gatherer, grant, period);
  const heads: Head[] = [];
  for (const organisation of new Set([found.terms.consumer, found.terms.provider])) {
    heads.push(...(await headsOf(gatherer, organisation)));
    gatherer.draft.claim({ claim, grant, organisation, period });
  }
  // Seals after heads: what a batch up to there discloses is disclosed when it is read.
  for (const organisation of new Set([found.terms.consumer, found.terms.provider]))
    await gatherSeals(gatherer, organisation, period);
  await gatherPolicies(gatherer);
  return () => gatherBatches(gatherer, heads, { grant, period });
}

/** A month that runs is complete so far, and said to be no more. */
async function claimOf(
  gatherer: Gatherer,
  period: string,
): Promise<Extract<Claim['claim'], 'complete' | 'so-far'>> {
  const { utcOffsetMinutes } = (await gatherer.policy()).calendar;
  const [year = 0, month = 0] = period.split('-').map(Number);
  const before = new Date(Date.UTC(year, month - 2)).toISOString().slice(0, 7);
  if (gatherer.asOf < monthEnd(before, utcOffsetMinutes))
    throw new DomainError('CONDITION_NOT_MET', 'The month has not begun.');
  return gatherer.asOf < monthEnd(period, utcOffsetMinutes) ? 'so-far' : 'complete';
}

/** What of the month is sealed, on either side, and which of it is disclosed; nothing where the contracts know no seals yet. */
async function gatherSeals(gatherer: Gatherer, organisation: string, period: string): Promise<void> {
  for (const side of SIDES) {
    const list = await gatherer
      .read<SealedMonth>(['sealed-month', organisation, period, side])
      .catch(unknownToOlder);
    for (const id of list?.ids ?? []) await gatherer.read(['seal', organisation, id]);
  }
}

/** Contracts of before refuse the question by its form. */
function unknownToOlder(error: unknown): undefined {
  if (!(error instanceof LedgerError) || error.code !== 'INVALID_ARGUMENT') throw error;
}

/** Every version up to now: each batch names the one that it was tallied by. */
async function gatherPolicies(gatherer: Gatherer): Promise<void> {
  const { version } = await gatherer.readAnew<{ version: number }>(['policy', 'current']);
  for (let one = 0; one <= version; one += 1) await gatherer.read(['policy', tenDigits(one)]);
}

async function headsOf(gatherer: Gatherer, organisation: string): Promise<Head[]> {
  const { journals } = await gatherer.read<{ journals: string[] }>(['journal-list', organisation]);
  let last = await lastSequences(gatherer, organisation);
  const heads: Head[] = [];
  for (const journal of journals) {
    for (let left = TRIES; ; left -= 1) {
      const batches = last.get(journal) ?? 0;
      if (await readHead(gatherer, { organisation, journal, batches }, left)) {
        heads.push({ organisation, journal, batches });
        break;
      }
      await indexedAll(gatherer.sources);
      last = await lastSequences(gatherer, organisation);
    }
  }
  return heads;
}

/** The journal grows while it is looked at: the head is asked for again until it stands still. @returns whether it did */
async function readHead(
  gatherer: Gatherer,
  { organisation, journal, batches }: Head,
  left: number,
): Promise<boolean> {
  const key = ['journal-head', organisation, journal];
  try {
    await gatherer.readAnew(['journal-head', organisation, journal, tenDigits(batches)], key);
    return true;
  } catch (error) {
    if (!hasMoved(error)) throw error;
    if (left > 1) return false;
    throw new LedgerError('LEDGER_CONFLICT', 'A journal grew again and again while it was read.', {
      cause: error,
    });
  }
}

const hasMoved = (error: unknown): boolean =>
  error instanceof LedgerError && (error.code === 'CONDITION_NOT_MET' || error.code === 'JOURNAL_GAP');

/** How many batches each journal of the organisation has, as the index knows. */
async function lastSequences({ sources }: Gatherer, organisation: string): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  const pages = pagesOf((at) => sources.index.list('batch', { organisation }, { limit: PAGE, ...at }));
  for await (const { items } of pages)
    for (const { value } of items)
      last.set(value.journal, Math.max(last.get(value.journal) ?? 0, value.sequence));
  return last;
}

/** Batch after batch, in the order in which they are verified. Yields after each: the part may be full. */
async function* gatherBatches(
  gatherer: Gatherer,
  heads: readonly Head[],
  of: GrantMonth,
): AsyncGenerator<undefined> {
  for (const { organisation, journal, batches } of inOrder(heads)) {
    for (let sequence = 1; sequence <= batches; sequence += 1) {
      const header = await gatherer.passingHeader({ organisation, journal, sequence });
      const isMeant = header.tallies.some((one) => one.grant === of.grant && one.period === of.period);
      if (isMeant) await gatherTransaction(gatherer, header);
      yield;
    }
  }
}

const inOrder = (heads: readonly Head[]): Head[] =>
  [...heads].sort((a, b) => (`${a.organisation}\0${a.journal}` < `${b.organisation}\0${b.journal}` ? -1 : 1));

/** It carries every leaf of the batch, which nobody then has to repeat. */
async function gatherTransaction(gatherer: Gatherer, header: BatchHeader): Promise<void> {
  const written = await placeOf(gatherer, header);
  if (!gatherer.draft.hasTransaction(written.transactionId)) await gatherer.transaction(written);
}

async function placeOf(
  { sources }: Gatherer,
  { organisation, journal, sequence }: BatchPlace,
): Promise<ChainRef> {
  const id = `${organisation}/${journal}/${tenDigits(sequence)}`;
  const found: IndexedRecord | undefined = await sources.index.get('batch', id);
  if (!found) throw new LedgerError('LEDGER_FAILURE', 'The index lacks a batch of the ledger.');
  return found.written;
}
