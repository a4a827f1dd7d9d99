// SPDX-License-Identifier: Apache-2.0
/** A bundle while it is being put together: every record and transaction once. */
import { Paths, type CarriedBatch } from './batches.js';
import type { EndorsedRead } from '../../ledger/ledger.js';
import { stateKey, tenDigits, transactionFile, type Claim, type LeafLine, type ReadLine } from '../format.js';

type BatchPlace = Pick<BatchName, 'organisation' | 'journal' | 'sequence'>;
interface BatchName {
  readonly organisation: string;
  readonly journal: string;
  readonly sequence: number;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export class Draft {
  readonly claims: Claim[] = [];
  readonly reads = new Map<string, ReadLine>();
  readonly leaves = new Map<string, LeafLine>();
  readonly transactions = new Map<string, Uint8Array>();

  addRead(key: readonly string[], { payload, endorsements }: EndorsedRead): void {
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
      this.leaves.set(stateKey([...batch, tenDigits(index)]), leaf);
    }
    this.transactions.set(transactionFile(carried.transactionId), carried.envelope);
  }
}
