// SPDX-License-Identifier: Apache-2.0
/** Gathers records, events and transactions for one bundle: each record is read once, and none in a state before the request. */
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { isSignable } from '@catalog-chain/chaincode/domain/acts/signable';
import { actSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { EvidenceQuestion, EvidenceRequest } from '@catalog-chain/chaincode/domain/evidence';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { tenDigits, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { stateKey } from '@catalog-chain/verifier/format';
import type { ChainRef } from '../../index/model/records.js';
import type { UsageEvent } from '../../index/model/usage-events.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { EndorsedRead } from '../../ledger/ledger.js';
import { carriedBatch, committedAt, type BatchPlace } from './batches.js';
import { Draft } from './draft.js';
import { recordRequest } from './request.js';
import type { Sources } from './sources.js';

/** How often something is asked for again that moves while it is looked at. */
export const TRIES = 5;

/** A peer that has not seen the request yet is waited for. */
const LAG = { tries: 60, everyMs: 250 } as const;

/** One gatherer makes one bundle. */
export class Gatherer {
  readonly draft: Draft;
  readonly #read = new Map<string, unknown>();

  private constructor(
    readonly sources: Sources,
    /** What every read of the bundle is made beside. */
    readonly request: EvidenceRequest,
  ) {
    this.draft = new Draft(sources.partBytes);
  }

  /** Puts the request on the ledger, and reads what every bundle has. @throws DomainError, LedgerError */
  static async begin(sources: Sources): Promise<Gatherer> {
    const { request, transaction } = await recordRequest(sources, uuid());
    const gatherer = new Gatherer(sources, request);
    gatherer.draft.addTransaction(transaction.transactionId, transaction.bytes);
    await gatherer.read(['evidence-request', request.organisation, request.id]);
    await gatherer.read(['membership-history']);
    return gatherer;
  }

  /** The time that the bundle has, milliseconds since 1970. */
  get asOf(): number {
    return Date.parse(this.request.recorded.at);
  }

  /** Asks for a record once, and keeps what was answered. */
  async read<T>(question: EvidenceQuestion, key: readonly string[] = question): Promise<T> {
    const name = stateKey(key);
    if (!this.#read.has(name)) return this.readAnew(question, key);
    return this.#read.get(name) as T;
  }

  /** Asks although it was asked before: the newer answer takes the place of the older one. */
  async readAnew<T>(question: EvidenceQuestion, key: readonly string[] = question): Promise<T> {
    const record = await this.readOnce<T>(question, key);
    this.#read.set(stateKey(key), record);
    return record;
  }

  /** Asks, and leaves it to the caller to keep the answer. */
  private async readOnce<T>(question: EvidenceQuestion, key: readonly string[]): Promise<T> {
    const read = await this.endorsed(encode(question));
    this.draft.addRead(key, read);
    return JSON.parse(Buffer.from(read.result).toString('utf8')) as T;
  }

  private async endorsed(question: string): Promise<EndorsedRead> {
    const { ledger, signatory, signal } = this.sources;
    const { organisation, id } = this.request;
    const call = { transaction: TRANSACTIONS.evidenceRead, args: [organisation, id, question] };
    for (let left: number = LAG.tries; ; left -= 1) {
      signal?.throwIfAborted();
      try {
        return await ledger.endorsedRead(signatory, call);
      } catch (error) {
        if (!isBehind(error)) throw error;
        if (left <= 1)
          throw new LedgerError('LEDGER_UNAVAILABLE', 'No peer has seen the request in time.', {
            cause: error,
          });
      }
      await delay(LAG.everyMs, undefined, signal && { signal });
    }
  }

  header({ organisation, journal, sequence }: BatchPlace): Promise<BatchHeader> {
    return this.read(['batch', organisation, journal, tenDigits(sequence)]);
  }

  /** As `header`, where so many are read that they are not kept. */
  passingHeader({ organisation, journal, sequence }: BatchPlace): Promise<BatchHeader> {
    const question: EvidenceQuestion = ['batch', organisation, journal, tenDigits(sequence)];
    const known = this.#read.get(stateKey(question)) as BatchHeader | undefined;
    return known ? Promise.resolve(known) : this.readOnce(question, question);
  }

  /** The policy in force. */
  policy(): Promise<Policy> {
    return this.read(['policy', 'current']);
  }

  /** The grant with the catalogue's version that it was given for; a use may name a grant that is not there. */
  async grant(id: string): Promise<Grant | undefined> {
    if (!(await this.sources.index.get('grant', id))) return undefined;
    const grant = await this.read<Grant>(['grant', id]);
    const { resource, resourceVersion: version } = grant.terms;
    await this.read(['resource-version', resource, tenDigits(version)]);
    this.draft.claim({ claim: 'grant', id }, { claim: 'resource-version', id: resource, version });
    return grant;
  }

  /** A transaction, and who signed it where persons did. */
  async transaction(written: ChainRef): Promise<void> {
    const { envelope, transaction, args } = await committedAt(this.sources.ledger, written);
    this.draft.addTransaction(written.transactionId, envelope);
    const [, signature] = args;
    if (!isSignable(transaction) || !signature) return;
    const { signer, agreement } = actSignature.parse(decode(Buffer.from(signature).toString('utf8')));
    await this.read(['signer', signer]);
    if (agreement) await this.read(['signer', agreement.signer]);
  }

  async accessRequest(id: string): Promise<void> {
    await this.read(['request', id]);
    this.draft.claim({ claim: 'request', id });
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
    for (const { leaf, organisation } of events) {
      if (leaf.salt !== undefined) await this.read(['seal', organisation, leaf.id]);
      this.draft.claim({ claim: 'event', id: leaf.id, organisation });
    }
  }

  private async leaves(place: BatchPlace, written: ChainRef, indexes: readonly number[]): Promise<void> {
    await this.header(place);
    this.sources.signal?.throwIfAborted();
    this.draft.addLeaves(place, await carriedBatch(this.sources.ledger, written), indexes);
  }
}

const isBehind = (error: unknown): boolean => error instanceof LedgerError && error.code === 'INVALID_STATE';
