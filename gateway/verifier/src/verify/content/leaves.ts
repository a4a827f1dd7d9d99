// SPDX-License-Identifier: Apache-2.0
/** Usage events, each with its way to the root of a batch whose header was endorsed. */
import { decode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { LeafReader, type ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { leafShape, type LeafLine } from '../../format.js';
import { demand, Fault, orFault } from '../faults.js';
import { quickLeaf } from './leaf-text.js';
import { ProvenTree } from '../proof/proven-tree.js';
import type { Reads } from '../proof/reads.js';

export interface ProvedLeaf extends ReadLeaf {
  readonly index: number;
  readonly header: BatchHeader;
}

/** What is known of one batch. */
interface KnownBatch {
  readonly tree: ProvenTree;
  readonly leaves: Map<number, ProvedLeaf>;
}

interface Found {
  readonly byId: ReadonlyMap<string, readonly ProvedLeaf[]>;
  readonly byRecord: ReadonlyMap<string | undefined, readonly ProvedLeaf[]>;
}

const READER = new LeafReader();

/** Everything that was shown to lie in a batch. */
export class Leaves {
  readonly #batches = new Map<BatchHeader, KnownBatch>();
  #found: Found | undefined;

  /** @param header as it was read. @throws Fault */
  add(header: BatchHeader, { index, line, path }: LeafLine, where: string): void {
    const { tree, leaves } = this.#batch(header);
    const reason = tree.fault(line, index, path);
    if (reason)
      throw new Fault(`proof-${reason}`, where, 'The path does not lead from the leaf to the root.');
    const leaf = orFault('leaf-malformed', where, 'The leaf is not a usage event.', () => READER.read(line));
    demand(!leaves.has(index), 'leaf-repeated', where, 'The same leaf is given twice.');
    leaves.set(index, { ...leaf, index, header });
    this.#found = undefined;
  }

  /** Takes what a transaction carried: all of the batch, as its root shows. */
  keep(header: BatchHeader, carried: readonly ReadLeaf[]): void {
    const { leaves } = this.#batch(header);
    for (const [index, leaf] of carried.entries())
      if (!leaves.has(index)) leaves.set(index, { ...leaf, index, header });
    this.#found = undefined;
  }

  ofBatch(header: BatchHeader): readonly ProvedLeaf[] {
    return [...this.#batch(header).leaves.values()].sort((a, b) => a.index - b.index);
  }

  /** Nobody asks for the batch again. */
  forget(header: BatchHeader): void {
    this.#batches.delete(header);
  }

  ofRecord(record: string): readonly ProvedLeaf[] {
    return this.#index().byRecord.get(record) ?? [];
  }

  withId(id: string): readonly ProvedLeaf[] {
    return this.#index().byId.get(id) ?? [];
  }

  /** Made when it is first asked for, after the last leaf: many bundles never ask. */
  #index(): Found {
    if (!this.#found) {
      const all = [...this.#batches.values()].flatMap(({ leaves }) => [...leaves.values()]);
      const byId = Map.groupBy(all, ({ leaf }) => leaf.id);
      this.#found = { byId, byRecord: Map.groupBy(all, ({ leaf }) => leaf.record) };
    }
    return this.#found;
  }

  #batch(header: BatchHeader): KnownBatch {
    let batch = this.#batches.get(header);
    if (!batch) {
      batch = { tree: new ProvenTree(header.root, header.count), leaves: new Map() };
      this.#batches.set(header, batch);
    }
    return batch;
  }
}

/** @throws Fault */
export function checkLeaf(text: string, where: string, reads: Reads, leaves: Leaves): void {
  const given = quickLeaf(text) ?? slowLeaf(text, where);
  const header = reads.find('batch', ...given.batch)?.record;
  if (header?.type !== 'batch')
    throw new Fault('leaf-without-header', where, 'The header of its batch is not in the bundle.');
  leaves.add(header, given, where);
}

const slowLeaf = (text: string, where: string): LeafLine =>
  orFault('leaf-malformed', where, 'The line is not a leaf with its path in canonical JSON.', () =>
    leafShape.parse(decode(text)),
  );
