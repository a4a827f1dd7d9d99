// SPDX-License-Identifier: Apache-2.0
/** A part of a bundle while it is being put together: every record and transaction once. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { EndorsedRead } from '../../ledger/ledger.js';
import {
  FILES,
  LIMITS,
  lineOf,
  stateKey,
  transactionFile,
  type Claim,
  type LeafLine,
  type ReadLine,
} from '@catalog-chain/verifier/format';
import { Paths, type BatchPlace, type CarriedBatch } from './batches.js';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Roots and manifest need room too. */
const ROOM = { bytes: LIMITS.totalBytes - 8 * 2 ** 20, transactions: LIMITS.files - 200 } as const;

/** A part that has so much is given out, where there can be another: far below what readers take, so that they need little memory. */
const FULL = { bytes: 16 * 2 ** 20, transactions: 2_000 } as const;

export class Draft {
  readonly #claims = new Map<string, Claim>();
  readonly #reads = new Map<string, string>();
  readonly #leaves = new Map<string, string>();
  readonly #transactions = new Map<string, Uint8Array>();
  readonly #bytes = { reads: 0, leaves: 0, transactions: 0 };

  /** @param fullBytes from when on it counts as full */
  constructor(private readonly fullBytes: number = FULL.bytes) {}

  get isFull(): boolean {
    const { reads, leaves, transactions } = this.#bytes;
    return reads + leaves + transactions >= this.fullBytes || this.#transactions.size >= FULL.transactions;
  }

  /** What is gathered so far, contents by name, with its claims; the draft is then empty. */
  take(): { readonly files: Map<string, Buffer>; readonly claims: readonly Claim[] } {
    const taken = { files: this.#files(), claims: [...this.#claims.values()] };
    for (const part of [this.#claims, this.#reads, this.#leaves, this.#transactions]) part.clear();
    Object.assign(this.#bytes, { reads: 0, leaves: 0, transactions: 0 });
    return taken;
  }

  claim(...claims: readonly Claim[]): void {
    for (const claim of claims) this.#claims.set(encode(claim), claim);
  }

  addRead(key: readonly string[], { payload, endorsements }: EndorsedRead): void {
    const read: ReadLine = {
      key: [...key],
      payload: base64(payload),
      endorsements: endorsements.map(({ endorser, signature }) => ({
        endorser: base64(endorser),
        signature: base64(signature),
      })),
    };
    this.#addLine('reads', stateKey(key), read);
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
      const leaf: LeafLine = { batch, index, line: lines[index] ?? '', path: paths.to(index) };
      this.#addLine('leaves', stateKey([...batch, String(index)]), leaf);
    }
    this.addTransaction(carried.transactionId, carried.envelope);
  }

  hasTransaction(id: string): boolean {
    return this.#transactions.has(transactionFile(id));
  }

  addTransaction(id: string, envelope: Uint8Array): void {
    const file = transactionFile(id);
    if (!this.#transactions.has(file)) this.#grow('transactions', envelope.length);
    this.#transactions.set(file, envelope);
  }

  #files(): Map<string, Buffer> {
    const text = (lines: ReadonlyMap<string, string>): Buffer => Buffer.from([...lines.values()].join(''));
    return new Map([
      [FILES.leaves, text(this.#leaves)],
      [FILES.reads, text(this.#reads)],
      ...[...this.#transactions].map(([path, bytes]) => [path, Buffer.from(bytes)] as const),
    ]);
  }

  /** A line that takes the place of another counts beside it. */
  #addLine(file: 'reads' | 'leaves', name: string, value: ReadLine | LeafLine): void {
    const line = lineOf(value);
    this.#grow(file, Buffer.byteLength(line));
    (file === 'reads' ? this.#reads : this.#leaves).set(name, line);
  }

  /** @throws DomainError `CONDITION_NOT_MET` before it is larger than any reader takes */
  #grow(part: 'reads' | 'leaves' | 'transactions', bytes: number): void {
    const sizes = this.#bytes;
    sizes[part] += bytes;
    const fits =
      sizes.reads <= LIMITS.linesBytes &&
      sizes.leaves <= LIMITS.linesBytes &&
      sizes.reads + sizes.leaves + sizes.transactions <= ROOM.bytes &&
      this.#transactions.size <= ROOM.transactions;
    if (!fits) throw new DomainError('CONDITION_NOT_MET', 'This is too much for one bundle.');
  }
}
