// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { HashedCollection, Version } from '@catalog-chain/verifier/wire/read-write-set';
import { checkKey, compareKeys } from './keys.js';
import { RangeIterator } from './range-iterator.js';
import type { PrivateStateReader, PrivateWrite, Versioned } from './state.js';

/** Which private data collections there are, and whose plain values this call may see. */
export interface CollectionAccess {
  exists(collection: string): boolean;
  mayRead(collection: string): boolean;
}

interface Accessed {
  readonly reads: Map<string, Version | undefined>;
  readonly writes: Map<string, { value: Uint8Array | null; purge: boolean }>;
}

const sha256 = (bytes: Uint8Array | string): Buffer => hash('sha256', bytes, 'buffer');

/** The private part of a simulation: plain values stay here, the transaction carries their hashes. */
export class PrivateSimulation {
  readonly #collections = new Map<string, Accessed>();
  queried = false;

  constructor(
    private readonly state: PrivateStateReader,
    private readonly access: CollectionAccess,
  ) {}

  /** The plain value; as on a peer outside the collection, an error where there is one and it is not here. */
  get(collection: string, key: string): Buffer {
    const hashed = this.#readHash(collection, key);
    if (!hashed) return Buffer.alloc(0);
    const plain = this.access.mayRead(collection) ? this.state.value(collection, key) : undefined;
    if (plain?.version.block !== hashed.version.block || plain.version.tx !== hashed.version.tx)
      throw new Error('private data matching public hash version is not available');
    return Buffer.from(plain.value);
  }

  hash(collection: string, key: string): Buffer {
    return Buffer.from(this.#readHash(collection, key)?.value ?? []);
  }

  /** A query of plain values: only for who may read them, and only in transactions that write nothing. */
  range(collection: string, start: string, end: string): RangeIterator {
    this.#accessed(collection);
    if (!this.access.mayRead(collection))
      throw new Error('private data of the collection is not available here');
    this.queried = true;
    return new RangeIterator(start, end, (limit, after) =>
      this.state.range(collection, { start, end, limit, after }),
    );
  }

  put(collection: string, key: string, value: Uint8Array | null): void {
    this.#accessed(collection).writes.set(checkKey(key), { value, purge: false });
  }

  purge(collection: string, key: string): void {
    this.#accessed(collection).writes.set(checkKey(key), { value: null, purge: true });
  }

  get collections(): readonly HashedCollection[] {
    return [...this.#collections]
      .sort(([a], [b]) => compareKeys(a, b))
      .map(([name, { reads, writes }]) => ({
        name,
        reads: sorted(reads).map(([key, version]) => ({ keyHash: sha256(key), version })),
        writes: sorted(writes).map(([key, { value, purge }]) => ({
          keyHash: sha256(key),
          valueHash: value && sha256(value),
          purge,
        })),
      }));
  }

  /** Deletions need no plain value: the transaction's hashes name what goes. */
  get privateWrites(): readonly PrivateWrite[] {
    return [...this.#collections].flatMap(([collection, { writes }]) =>
      sorted(writes).flatMap(([key, { value }]) => (value ? [{ collection, key, value }] : [])),
    );
  }

  #readHash(collection: string, key: string): Versioned | undefined {
    const { reads } = this.#accessed(collection);
    const found = this.state.hash(collection, sha256(checkKey(key)));
    if (!reads.has(key)) reads.set(key, found?.version);
    return found;
  }

  #accessed(collection: string): Accessed {
    const known = this.#collections.get(collection);
    if (known) return known;
    if (!this.access.exists(collection)) throw new Error(`collection ${collection} could not be found`);
    const fresh = { reads: new Map(), writes: new Map() };
    this.#collections.set(collection, fresh);
    return fresh;
  }
}

function sorted<T>(entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].sort(([a], [b]) => compareKeys(a, b));
}
