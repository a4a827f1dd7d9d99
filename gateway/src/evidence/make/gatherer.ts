// SPDX-License-Identifier: Apache-2.0
/** Gathers records, events and transactions for one bundle: each record is read once. */
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { tenDigits, TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { ChainRef } from '../../index/model/records.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { UsageEvent } from '../../index/model/usage-events.js';
import type { BlockSource, EvidenceSource, Signatory } from '../../ledger/ledger.js';
import { stateKey } from '@catalog-chain/verifier/format';
import { carriedBatch, type BatchPlace } from './batches.js';
import { Draft } from './draft.js';

export interface Sources {
  readonly ledger: EvidenceSource & BlockSource;
  readonly index: IndexReader;
  /** Who asks: the reads are made in its name. */
  readonly signatory: Signatory;
  /** Breaks it off at the next read. */
  readonly signal?: AbortSignal;
}

/** A read: its transaction and arguments, and the key of the record that it answers with. */
export interface Question {
  readonly key: readonly string[];
  readonly transaction: TransactionName;
  readonly args: readonly string[];
}

/** How often something is asked for again that moves while it is looked at. */
export const TRIES = 5;

/** One gatherer makes one bundle. */
export class Gatherer {
  readonly draft = new Draft();
  readonly #read = new Map<string, unknown>();

  constructor(readonly sources: Sources) {}

  /** Asks for a record once, and keeps what was answered. */
  async read<T>(question: Question): Promise<T> {
    const name = stateKey(question.key);
    if (!this.#read.has(name)) return this.readAnew(question);
    return this.#read.get(name) as T;
  }

  /** Asks although it was asked before: the newer answer takes the place of the older one. */
  async readAnew<T>({ key, transaction, args }: Question): Promise<T> {
    const { ledger, signatory, signal } = this.sources;
    signal?.throwIfAborted();
    const read = await ledger.endorsedRead(signatory, { transaction, args });
    this.draft.addRead(key, read);
    const record = JSON.parse(Buffer.from(read.result).toString('utf8')) as T;
    this.#read.set(stateKey(key), record);
    return record;
  }

  header({ organisation, journal, sequence }: BatchPlace): Promise<BatchHeader> {
    return this.read({
      key: ['batch', organisation, journal, tenDigits(sequence)],
      transaction: TRANSACTIONS.usageReadHeader,
      args: [organisation, journal, String(sequence)],
    });
  }

  /** The grant with the catalogue's version that it was given for; a use may name a grant that is not there. */
  async grant(id: string): Promise<Grant | undefined> {
    if (!(await this.sources.index.get('grant', id))) return undefined;
    const grant = await this.read<Grant>({
      key: ['grant', id],
      transaction: TRANSACTIONS.grantRead,
      args: [id],
    });
    const { resource, resourceVersion: version } = grant.terms;
    await this.resourceVersion(resource, version);
    this.draft.claim({ claim: 'grant', id }, { claim: 'resource-version', id: resource, version });
    return grant;
  }

  async request(id: string): Promise<void> {
    await this.read({ key: ['request', id], transaction: TRANSACTIONS.requestRead, args: [id] });
    this.draft.claim({ claim: 'request', id });
  }

  async resourceVersion(id: string, version: number): Promise<void> {
    const key = ['resource-version', id, tenDigits(version)];
    await this.read({ key, transaction: TRANSACTIONS.resourceReadVersion, args: [id, String(version)] });
  }

  /** Events with their headers and the transactions that carried them. */
  async events(events: readonly UsageEvent[]): Promise<void> {
    const byBatch = Map.groupBy(events, ({ written }) => written.transactionId);
    for (const [first, ...more] of byBatch.values()) {
      if (!first) continue;
      const place = { organisation: first.organisation, ...first.batch };
      const indexes = [first, ...more].map(({ batch }) => batch.leaf);
      await this.leaves(place, first.written, indexes);
    }
    for (const { leaf, organisation } of events)
      this.draft.claim({ claim: 'event', id: leaf.id, organisation });
  }

  private async leaves(place: BatchPlace, written: ChainRef, indexes: readonly number[]): Promise<void> {
    await this.header(place);
    this.sources.signal?.throwIfAborted();
    this.draft.addLeaves(place, await carriedBatch(this.sources.ledger, written), indexes);
  }
}
