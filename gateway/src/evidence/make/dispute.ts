// SPDX-License-Identifier: Apache-2.0
/** A dispute with every transaction that wrote it, the records it rests on, and what it is about. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { Dispute, FrozenRecord } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { IndexedRecord, IndexedType } from '../../index/model/records.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { pagesOf } from '../../support/pages.js';
import { gatherEvent } from './event.js';
import { TRIES, type Gatherer } from './gatherer.js';
import { gatherMonth } from './month.js';
import { indexedAll, type Rest } from './sources.js';

const PAGE = 1_000;

/** @returns what is left to gather of a month that is in dispute. @throws DomainError `NOT_FOUND` */
export async function gatherDispute(gatherer: Gatherer, id: string): Promise<Rest | undefined> {
  const dispute = await readWithHistory(gatherer, id);
  for (const record of dispute.frozen) await gatherFrozen(gatherer, record);
  gatherer.draft.claim({ claim: 'dispute', id });
  const rest = await gatherSubject(gatherer, dispute);
  if (dispute.grant !== undefined) await gatherer.grant(dispute.grant);
  return rest;
}

/** A step that is taken meanwhile is read as well: record and transactions must be those of one moment. */
async function readWithHistory(gatherer: Gatherer, id: string): Promise<Dispute> {
  for (let left = TRIES; left > 0; left -= 1) {
    const history = await historyOf(gatherer, 'dispute', id);
    if (history.length === 0) throw new DomainError('NOT_FOUND', 'There is no such dispute.');
    const dispute = await gatherer.readAnew<Dispute>(['dispute', id]);
    if (history.at(-1)?.written.transactionId === dispute.changed.tx) {
      for (const { written } of history) await gatherer.transaction(written);
      return dispute;
    }
    await indexedAll(gatherer.sources);
  }
  throw new LedgerError('LEDGER_CONFLICT', 'The dispute changed again and again while it was read.');
}

/** The transaction that wrote the record as it stood. */
async function gatherFrozen(gatherer: Gatherer, { type, id, digest }: FrozenRecord): Promise<void> {
  const history = await historyOf(gatherer, type as IndexedType, id);
  const found = history.find(({ value }) => digestOf(value) === digest);
  if (!found) throw new LedgerError('LEDGER_FAILURE', 'The index lacks a record that a dispute rests on.');
  await gatherer.transaction(found.written);
}

async function historyOf<T extends IndexedType>(
  { sources }: Gatherer,
  type: T,
  id: string,
): Promise<IndexedRecord<T>[]> {
  const found: IndexedRecord<T>[] = [];
  for await (const { items } of pagesOf((at) => sources.index.history(type, id, { limit: PAGE, ...at })))
    found.push(...items);
  return found;
}

async function gatherSubject(gatherer: Gatherer, { subject }: Dispute): Promise<Rest | undefined> {
  switch (subject.kind) {
    case 'event':
      await gatherEvent(gatherer, subject);
      return undefined;
    case 'period':
      return gatherMonth(gatherer, subject.grant, subject.period);
    case 'request':
      await gatherer.accessRequest(subject.request);
      return undefined;
    case 'batch':
      await gatherer.header(subject);
      return undefined;
    case 'grant':
    case 'resource':
      // What it rests on is all there is to say of them.
      return undefined;
  }
}
