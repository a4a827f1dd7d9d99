// SPDX-License-Identifier: Apache-2.0
/**
 * What a simulation read and wrote, and its form in a transaction: Fabric's `TxReadWriteSet`. Keys are text;
 * versions are the block and the transaction in it that wrote a value.
 */
import { kvrwset, rwset } from './protos.js';

export interface Version {
  readonly block: number;
  readonly tx: number;
}

export interface KeyRead {
  readonly key: string;
  /** Absent where there was no value. */
  readonly version: Version | undefined;
}

/** A range that was read: the same keys with the same versions must still be there at commit. */
export interface RangeRead {
  /** Inclusive. */
  readonly start: string;
  /** Exclusive when `exhausted`, else the last key read; empty: no end. */
  readonly end: string;
  readonly exhausted: boolean;
  readonly reads: readonly KeyRead[];
}

export interface KeyWrite {
  readonly key: string;
  /** `null`: deleted. */
  readonly value: Uint8Array | null;
}

/** Private data as it lies in a transaction: SHA-256 of keys and values only. */
export interface HashedCollection {
  readonly name: string;
  readonly reads: readonly { readonly keyHash: Uint8Array; readonly version: Version | undefined }[];
  readonly writes: readonly {
    readonly keyHash: Uint8Array;
    readonly valueHash: Uint8Array | null;
    readonly purge: boolean;
  }[];
}

export interface ReadWriteSet {
  readonly reads: readonly KeyRead[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly KeyWrite[];
  readonly collections: readonly HashedCollection[];
}

export const EMPTY_READ_WRITE_SET: ReadWriteSet = { reads: [], ranges: [], writes: [], collections: [] };

/** @returns the serialized `TxReadWriteSet` with one namespace. */
export function encodeReadWriteSet(namespace: string, set: ReadWriteSet): Uint8Array {
  const publicSet = new kvrwset.KVRWSet();
  publicSet.setReadsList(set.reads.map(keyRead));
  publicSet.setRangeQueriesInfoList(set.ranges.map(rangeRead));
  publicSet.setWritesList(set.writes.map(keyWrite));
  const inNamespace = new rwset.NsReadWriteSet();
  inNamespace.setNamespace(namespace);
  inNamespace.setRwset(publicSet.serializeBinary());
  inNamespace.setCollectionHashedRwsetList(set.collections.map(hashedCollection));
  const all = new rwset.TxReadWriteSet();
  all.setNsRwsetList([inNamespace]);
  return all.serializeBinary();
}

/**
 * Whether there is anything but reads in another namespace (a peer reads its own definition of a chaincode beside it),
 * or a policy or other metadata written of a key.
 */
export function changesElsewhere(namespace: string, bytes: Uint8Array): boolean {
  const all = rwset.TxReadWriteSet.deserializeBinary(bytes).getNsRwsetList();
  const own = all.filter((one) => one.getNamespace() === namespace);
  return (
    own.length > 1 ||
    all.some((one) => {
      const set = kvrwset.KVRWSet.deserializeBinary(one.getRwset_asU8());
      if (set.getMetadataWritesList().length > 0) return true;
      if (one.getNamespace() === namespace) return false;
      return set.getWritesList().length > 0 || one.getCollectionHashedRwsetList().length > 0;
    })
  );
}

/** @returns the namespace's part of a serialized `TxReadWriteSet`. */
export function decodeReadWriteSet(namespace: string, bytes: Uint8Array): ReadWriteSet {
  const found = rwset.TxReadWriteSet.deserializeBinary(bytes)
    .getNsRwsetList()
    .find((candidate) => candidate.getNamespace() === namespace);
  if (!found) return EMPTY_READ_WRITE_SET;
  const publicSet = kvrwset.KVRWSet.deserializeBinary(found.getRwset_asU8());
  return {
    reads: publicSet.getReadsList().map(readKeyRead),
    ranges: publicSet.getRangeQueriesInfoList().map(readRange),
    writes: publicSet.getWritesList().map(readKeyWrite),
    collections: found.getCollectionHashedRwsetList().map(readCollection),
  };
}

type KeyReadMessage = InstanceType<typeof kvrwset.KVRead>;
type VersionMessage = InstanceType<typeof kvrwset.Version>;

function version(value: Version | undefined): VersionMessage | undefined {
  if (!value) return undefined;
  const message = new kvrwset.Version();
  message.setBlockNum(value.block);
  message.setTxNum(value.tx);
  return message;
}

const readVersion = (message: VersionMessage | undefined): Version | undefined =>
  message && { block: message.getBlockNum(), tx: message.getTxNum() };

function keyRead(read: KeyRead): KeyReadMessage {
  const message = new kvrwset.KVRead();
  message.setKey(read.key);
  message.setVersion(version(read.version));
  return message;
}

const readKeyRead = (message: KeyReadMessage): KeyRead => ({
  key: message.getKey(),
  version: readVersion(message.getVersion()),
});

function rangeRead(range: RangeRead): InstanceType<typeof kvrwset.RangeQueryInfo> {
  const reads = new kvrwset.QueryReads();
  reads.setKvReadsList(range.reads.map(keyRead));
  const message = new kvrwset.RangeQueryInfo();
  message.setStartKey(range.start);
  message.setEndKey(range.end);
  message.setItrExhausted(range.exhausted);
  message.setRawReads(reads);
  return message;
}

const readRange = (message: InstanceType<typeof kvrwset.RangeQueryInfo>): RangeRead => ({
  start: message.getStartKey(),
  end: message.getEndKey(),
  exhausted: message.getItrExhausted(),
  reads: message.getRawReads()?.getKvReadsList().map(readKeyRead) ?? [],
});

function keyWrite(write: KeyWrite): InstanceType<typeof kvrwset.KVWrite> {
  const message = new kvrwset.KVWrite();
  message.setKey(write.key);
  message.setIsDelete(write.value === null);
  if (write.value) message.setValue(write.value);
  return message;
}

function readKeyWrite(message: InstanceType<typeof kvrwset.KVWrite>): KeyWrite {
  const value = message.getValue_asU8();
  return { key: message.getKey(), value: message.getIsDelete() || value.length === 0 ? null : value };
}

function hashedCollection(
  collection: HashedCollection,
): InstanceType<typeof rwset.CollectionHashedReadWriteSet> {
  const hashed = new kvrwset.HashedRWSet();
  hashed.setHashedReadsList(
    collection.reads.map((read) => {
      const message = new kvrwset.KVReadHash();
      message.setKeyHash(read.keyHash);
      message.setVersion(version(read.version));
      return message;
    }),
  );
  hashed.setHashedWritesList(
    collection.writes.map((write) => {
      const message = new kvrwset.KVWriteHash();
      message.setKeyHash(write.keyHash);
      message.setIsDelete(write.valueHash === null);
      message.setIsPurge(write.purge);
      if (write.valueHash) message.setValueHash(write.valueHash);
      return message;
    }),
  );
  const message = new rwset.CollectionHashedReadWriteSet();
  message.setCollectionName(collection.name);
  message.setHashedRwset(hashed.serializeBinary());
  return message;
}

function readCollection(message: InstanceType<typeof rwset.CollectionHashedReadWriteSet>): HashedCollection {
  const hashed = kvrwset.HashedRWSet.deserializeBinary(message.getHashedRwset_asU8());
  return {
    name: message.getCollectionName(),
    reads: hashed
      .getHashedReadsList()
      .map((read) => ({ keyHash: read.getKeyHash_asU8(), version: readVersion(read.getVersion()) })),
    writes: hashed.getHashedWritesList().map((write) => ({
      keyHash: write.getKeyHash_asU8(),
      valueHash: write.getIsDelete() ? null : write.getValueHash_asU8(),
      purge: write.getIsPurge(),
    })),
  };
}
