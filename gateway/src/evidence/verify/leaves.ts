// SPDX-License-Identifier: Apache-2.0
/** Usage events, each with its way to the root of a batch whose header was endorsed. */
import { LeafReader, type ReadLeaf } from '@catalog-chain/chaincode/domain/leaf-line';
import { inclusionFault } from '@catalog-chain/chaincode/domain/merkle';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage-records';
import { leafShape, stateKey } from '../format.js';
import { demand, Fault, orFault } from './faults.js';
import type { Reads } from './reads.js';

export interface ProvedLeaf extends ReadLeaf {
  readonly index: number;
  readonly header: BatchHeader;
}

/** Everything that was shown to lie in a batch. */
export class Leaves {
  readonly #byBatch = new Map<string, Map<number, ProvedLeaf>>();
  readonly #byId = new Map<string, ProvedLeaf[]>();

  /** @throws Fault `leaf-repeated` */
  add(leaf: ProvedLeaf, where: string): void {
    const batch = this.#batch(leaf.header);
    demand(!batch.has(leaf.index), 'leaf-repeated', where, 'The same leaf is given twice.');
    batch.set(leaf.index, leaf);
    this.#byId.set(leaf.leaf.id, [...(this.#byId.get(leaf.leaf.id) ?? []), leaf]);
  }

  ofBatch(header: BatchHeader): readonly ProvedLeaf[] {
    return [...this.#batch(header).values()].sort((a, b) => a.index - b.index);
  }

  ofRecord(record: string): readonly ProvedLeaf[] {
    return [...this.#byId.values()].flat().filter(({ leaf }) => leaf.record === record);
  }

  withId(id: string): readonly ProvedLeaf[] {
    return this.#byId.get(id) ?? [];
  }

  #batch({ organisation, journal, sequence }: BatchHeader): Map<number, ProvedLeaf> {
    const key = stateKey([organisation, journal, String(sequence)]);
    const found = this.#byBatch.get(key) ?? new Map<number, ProvedLeaf>();
    this.#byBatch.set(key, found);
    return found;
  }
}

const READER = new LeafReader();

/** @throws Fault */
export function checkLeaf(value: unknown, where: string, reads: Reads, leaves: Leaves): void {
  const given = orFault('leaf-malformed', where, 'The line is not a leaf with its path.', () =>
    leafShape.parse(value),
  );
  const header = reads.find('batch', ...given.batch)?.record;
  if (header?.type !== 'batch')
    throw new Fault('leaf-without-header', where, 'The header of its batch is not in the bundle.');
  const { index, line, path } = given;
  const reason = inclusionFault(line, { index, size: header.count, root: header.root, path });
  if (reason) throw new Fault(`proof-${reason}`, where, 'The path does not lead from the leaf to the root.');
  const leaf = orFault('leaf-malformed', where, 'The leaf is not a usage event.', () => READER.read(line));
  leaves.add({ ...leaf, index, header }, where);
}
