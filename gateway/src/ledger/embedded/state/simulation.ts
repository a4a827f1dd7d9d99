// SPDX-License-Identifier: Apache-2.0
/* eslint-disable @typescript-eslint/require-await -- the shim's handler is asynchronous; SQLite is not */
import { peer } from '@hyperledger/fabric-protos';
import type { KeyRead, ReadWriteSet } from '@catalog-chain/verifier/wire/read-write-set';
import { checkKey, compareKeys } from './keys.js';
import { PrivateSimulation, type CollectionAccess } from './private-simulation.js';
import { listIterator, RangeIterator } from './range-iterator.js';
import type { PrivateStateReader, PrivateWrite, StateReader } from './state.js';

/**
 * One simulation of a transaction: what the shim's stub asks of a peer. Reads see committed state only, never
 * the transaction's own writes; everything read is noted with its version, everything written is kept aside.
 */
export class Simulation {
  readonly #reads = new Map<string, KeyRead>();
  readonly #writes = new Map<string, Uint8Array | null>();
  readonly #ranges: RangeIterator[] = [];
  readonly #private: PrivateSimulation;
  #paged = false;

  constructor(
    private readonly state: StateReader,
    privateState: PrivateStateReader,
    access: CollectionAccess,
  ) {
    this.#private = new PrivateSimulation(privateState, access);
  }

  async handleGetState(collection: string, key: string): Promise<Buffer> {
    if (collection !== '') return this.#private.get(collection, key);
    const found = this.state.get(checkKey(key));
    if (!this.#reads.has(key)) this.#reads.set(key, { key, version: found?.version });
    return Buffer.from(found?.value ?? []);
  }

  async handlePutState(collection: string, key: string, value: Uint8Array): Promise<void> {
    this.#write(collection, key, Buffer.from(value));
  }

  async handleDeleteState(collection: string, key: string): Promise<void> {
    this.#write(collection, key, null);
  }

  async handlePurgeState(collection: string, key: string): Promise<void> {
    this.#checkWritable();
    this.#private.purge(collection, key);
  }

  async handleGetPrivateDataHash(collection: string, key: string): Promise<Buffer> {
    return this.#private.hash(collection, key);
  }

  async handleGetStateByRange(
    collection: string,
    start: string,
    end: string,
    _channel: string,
    _transaction: string,
    metadata?: Uint8Array,
  ): Promise<{ iterator: unknown; metadata?: unknown }> {
    if (collection !== '') return { iterator: this.#private.range(collection, start, end) };
    if (metadata) return this.#page(start, end, metadata);
    const iterator = new RangeIterator(start, end, (limit, after) =>
      this.state.range({ start, end, limit, after }),
    );
    this.#ranges.push(iterator);
    return { iterator };
  }

  async handleGetHistoryForKey(key: string): Promise<unknown> {
    return listIterator(
      this.state.history(checkKey(key)).map(({ transactionId, timestamp, value }) => ({
        txId: transactionId,
        value: Buffer.from(value ?? []),
        isDelete: value === null,
        timestamp: { seconds: Math.floor(timestamp / 1000), nanos: (timestamp % 1000) * 1_000_000 },
      })),
    );
  }

  async handleGetQueryResult(): Promise<never> {
    throw new Error('ExecuteQuery not supported for leveldb');
  }

  async handleInvokeChaincode(): Promise<never> {
    throw new Error('The embedded ledger has one chaincode and calls no other.');
  }

  /** Who must endorse a key is not kept: one node endorses everything here, in no organisation's name. */
  async handlePutStateMetadata(): Promise<void> {
    this.#checkWritable();
  }

  async handleGetStateMetadata(): Promise<Record<string, never>> {
    return {};
  }

  /** What a transaction carries of this simulation: sorted by key, so that equal simulations have equal bytes. */
  get readWriteSet(): ReadWriteSet {
    return {
      reads: [...this.#reads.values()].sort((a, b) => compareKeys(a.key, b.key)),
      ranges: this.#ranges.flatMap((range) => range.rangeRead ?? []),
      writes: [...this.#writes]
        .map(([key, value]) => ({ key, value }))
        .sort((a, b) => compareKeys(a.key, b.key)),
      collections: this.#private.collections,
    };
  }

  get privateWrites(): readonly PrivateWrite[] {
    return this.#private.privateWrites;
  }

  #write(collection: string, key: string, value: Uint8Array | null): void {
    this.#checkWritable();
    // An empty value is a deletion, as a peer takes it.
    const stored = value?.length === 0 ? null : value;
    if (collection === '') this.#writes.set(checkKey(key), stored);
    else this.#private.put(collection, key, stored);
  }

  #checkWritable(): void {
    if (this.#paged || this.#private.queried)
      throw new Error(
        'The transaction has already performed a paged or private query. Writes are not allowed.',
      );
  }

  #page(start: string, end: string, metadata: Uint8Array): { iterator: unknown; metadata: unknown } {
    if (this.#writes.size > 0) throw new Error('A paged query is for transactions that only read.');
    this.#paged = true;
    const query = peer.QueryMetadata.deserializeBinary(metadata);
    const from = query.getBookmark() || start;
    const found = this.state.range({ start: from, end, limit: query.getPagesize() + 1 });
    const page = found.slice(0, query.getPagesize());
    return {
      iterator: listIterator(page.map(({ key, value }) => ({ key, value: Buffer.from(value) }))),
      metadata: { fetchedRecordsCount: page.length, bookmark: found[page.length]?.key ?? '' },
    };
  }
}
