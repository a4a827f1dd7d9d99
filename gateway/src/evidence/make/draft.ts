// SPDX-License-Identifier: Apache-2.0
/** A bundle while it is being put together: every record and transaction once. */
import { encode } from '@catalog-chain/chaincode/domain/canonical-json';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { EndorsedRead } from '../../ledger/ledger.js';
import { LIMITS, stateKey, transactionFile, type Claim, type LeafLine, type ReadLine } from '../format.js';
import { Paths, type CarriedBatch } from './batches.js';
import type { BatchPlace } from './gatherer.js';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Roots and manifest need room too. */
const ROOM = { bytes: LIMITS.totalBytes - 8 * 2 ** 20, transactions: LIMITS.files - 200 } as const;

export class Draft {
  readonly #claims = new Map<string, Claim>();
  readonly reads = new Map<string, ReadLine>();
  readonly leaves = new Map<string, LeafLine>();
  readonly transactions = new Map<string, Uint8Array>();
  #bytes = 0;

  get claims(): readonly Claim[] {
    return [...this.#claims.values()];
  }

  claim(...claims: readonly Claim[]): void {
    for (const claim of claims) this.#claims.set(encode(claim), claim);
  }

  addRead(key: readonly string[], { payload, endorsements }: EndorsedRead): void {
    this.#grow(payload.length * 2);
    this.reads.set(stateKey(key), {
      key: [...key],
      payload: base64(payload),
      endorsements: endorsements.map(({ endorser, signature }) => ({
        endorser: base64(endorser),
        signature: base64(signature),
      })),
    });
  }

  /** The leaves of a batch at these positions, with their paths, and its transaction. */
  addLeaves(
    { organisation, journal, sequence }: BatchPlace,
    carried: CarriedBatch,
    indexes: readonly number[],
  ): void {
    const lines = carried.batch.leaves.map(({ line }) => line);
    const paths = new Paths(lines);
    const batch: LeafLine['batch'] = [organisation, journal, tenDigits(sequence)];
    for (const index of indexes) {
      const leaf = { batch, index, line: lines[index] ?? '', path: paths.to(index) };
      this.#grow(leaf.line.length + leaf.path.length * 70);
      this.leaves.set(stateKey([...batch, tenDigits(index)]), leaf);
    }
    this.addTransaction(carried.transactionId, carried.envelope);
  }

  addTransaction(id: string, envelope: Uint8Array): void {
    const file = transactionFile(id);
    if (!this.transactions.has(file)) this.#grow(envelope.length);
    this.transactions.set(file, envelope);
  }

  /** @throws DomainError `CONDITION_NOT_MET` before it is larger than any reader takes */
  #grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > ROOM.bytes || this.transactions.size > ROOM.transactions)
      throw new DomainError('CONDITION_NOT_MET', 'This is too much for one bundle.');
  }
}
