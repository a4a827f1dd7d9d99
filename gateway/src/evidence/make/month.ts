// SPDX-License-Identifier: Apache-2.0
/** All uses of a grant in a month, by both parties, and that there are no others. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import { tenDigits, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { ChainRef, IndexedRecord } from '../../index/model/records.js';
import type { Page, PageOptions } from '../../index/model/pages.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { carriedBatch } from './batches.js';
import type { BatchPlace } from './batches.js';
import { TRIES, type Gatherer } from './gatherer.js';
import { gatherPeriod } from './period.js';

/** Each header costs an endorsed read. */
export const MAX_BATCHES = 5_000;
const PAGE = 1_000;

interface GrantMonth {
  readonly grant: string;
  readonly period: string;
}
type JournalName = Pick<BatchPlace, 'organisation' | 'journal'>;

/** @throws DomainError `NOT_FOUND` */
export async function gatherMonth(gatherer: Gatherer, grant: string, period: string): Promise<void> {
  const found = await gatherer.grant(grant);
  if (!found) throw new DomainError('NOT_FOUND', 'There is no such grant.');
  // Closures first: they cover no batch that the heads read after them do not.
  await gatherPeriod(gatherer, grant, period);
  for (const organisation of new Set([found.terms.consumer, found.terms.provider])) {
    for (const journal of await journalsOf(gatherer, organisation))
      await gatherJournal(gatherer, journal, { grant, period });
    gatherer.draft.claim({ claim: 'complete', grant, organisation, period });
  }
}

async function journalsOf(gatherer: Gatherer, organisation: string): Promise<JournalName[]> {
  const { journals } = await gatherer.read<{ journals: string[] }>({
    key: ['journal-list', organisation],
    transaction: TRANSACTIONS.auditListJournals,
    args: [organisation],
  });
  return journals.map((journal) => ({ organisation, journal }));
}

async function gatherJournal(gatherer: Gatherer, name: JournalName, of: GrantMonth): Promise<void> {
  const count = await head(gatherer, name);
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const header = await gatherer.header({ ...name, sequence });
    if (header.tallies.some(({ grant, period }) => grant === of.grant && period === of.period))
      await gatherLeaves(gatherer, header, of);
  }
}

/** The journal grows while it is looked at: the head is asked for again until it stands still. */
async function head(gatherer: Gatherer, { organisation, journal }: JournalName): Promise<number> {
  const { index, ledger } = gatherer.sources;
  for (let left = TRIES; ; left -= 1) {
    const count = await lastSequence(gatherer, { organisation, journal });
    if (count > MAX_BATCHES)
      throw new DomainError('CONDITION_NOT_MET', `The journal has more than ${MAX_BATCHES} batches.`);
    const key = ['journal-head', organisation, journal];
    const args = [organisation, journal, String(count)];
    try {
      await gatherer.readAnew({ key, transaction: TRANSACTIONS.auditReadJournalHead, args });
      return count;
    } catch (error) {
      if (!hasMoved(error) || left <= 1) throw error;
    }
    await index.reached((await ledger.info()).height - 1);
  }
}

const hasMoved = (error: unknown): boolean =>
  error instanceof LedgerError && (error.code === 'CONDITION_NOT_MET' || error.code === 'JOURNAL_GAP');

async function lastSequence({ sources }: Gatherer, { organisation, journal }: JournalName): Promise<number> {
  let last = 0;
  let page: PageOptions | undefined = { limit: PAGE };
  while (page) {
    const found: Page<IndexedRecord<'batch'>> = await sources.index.list('batch', { organisation }, page);
    for (const { value } of found.items) {
      if (value.journal === journal) last = Math.max(last, value.sequence);
    }
    page = found.next === undefined ? undefined : { limit: PAGE, cursor: found.next };
  }
  return last;
}

async function gatherLeaves(
  gatherer: Gatherer,
  header: BatchHeader,
  { grant, period }: GrantMonth,
): Promise<void> {
  const policy = await gatherer.read<Policy>({
    key: ['policy', tenDigits(header.policyVersion)],
    transaction: TRANSACTIONS.policyRead,
    args: [String(header.policyVersion)],
  });
  const carried = await carriedBatch(gatherer.sources.ledger, await placeOf(gatherer, header));
  const monthOf = months(policy.calendar.utcOffsetMinutes);
  const indexes = [...carried.batch.leaves.entries()]
    .filter(([, { leaf, atMs }]) => leaf.grant === grant && monthOf(atMs) === period)
    .map(([index]) => index);
  gatherer.draft.addLeaves(header, carried, indexes);
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
