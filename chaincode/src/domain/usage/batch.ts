// SPDX-License-Identifier: Apache-2.0
/**
 * A batch as it travels in a transaction: canonical leaves, one per line, parted by single line feeds (none at the
 * end), UTF-8, in the zlib format (RFC 1950). Its entries are the lines; its root is theirs by RFC 9162.
 */
import { inflateSync, type InputType, type Zlib, type ZlibOptions } from 'node:zlib';
import { z } from 'zod';
import { DomainError, ensure } from '../errors';
import { LeafReader, type ReadLeaf } from './leaf-line';
import { merkleRoot } from '../encoding/merkle';
import { code, sha256Hex } from '../text/schema';

export const BATCH_LIMITS = {
  leaves: 4096,
  deflatedBytes: 1_048_576,
  inflatedBytes: 4_194_304,
  grants: 64,
  /** Distinct grants, sides and months together: each costs a header some 600 bytes. */
  tallies: 512,
} as const;

/** `previousRoot` of a journal's first batch. */
export const NO_ROOT = '0'.repeat(64);

/** `usage:submit`, first argument. */
export const batchOrder = z
  .strictObject({ journal: code, sequence: z.int().min(1).max(9_999_999_999), previousRoot: sha256Hex })
  .refine(
    ({ sequence, previousRoot }) => (sequence === 1) === (previousRoot === NO_ROOT),
    'previousRoot is 64 zeros for the first batch, and for no other',
  );
export type BatchOrder = z.infer<typeof batchOrder>;

export interface ReadBatch {
  readonly leaves: readonly ReadLeaf[];
  /** Distinct ids of grants, in order of appearance. */
  readonly grants: readonly string[];
  /** RFC 9162 root over the lines, lower-case hex. */
  readonly root: string;
}

/**
 * Inflates, checks and hashes a batch.
 * @throws DomainError `BATCH_TOO_LARGE`, `BATCH_MALFORMED`, `DUPLICATE_ID`, or a leaf's own fault with its number
 */
export function readBatch(deflated: Uint8Array): ReadBatch {
  const lines = inflate(deflated).split('\n', BATCH_LIMITS.leaves + 1);
  ensure(lines.length <= BATCH_LIMITS.leaves, 'BATCH_TOO_LARGE', 'At most {most} leaves.', {
    most: BATCH_LIMITS.leaves,
  });
  const leaves = readLeaves(lines);
  return { leaves, grants: grantsOf(leaves), root: merkleRoot(lines) };
}

/** Leaves deflate to about a quarter: what is inflated has room in one piece of so many times their bytes. */
const ROOM = 5;
const LEAST_ROOM = 16_384;

/** Options for inflating a batch: bounded, and in as few pieces as may be. */
export const inflating = (deflated: Uint8Array): { maxOutputLength: number; chunkSize: number } => ({
  maxOutputLength: BATCH_LIMITS.inflatedBytes,
  chunkSize: Math.max(LEAST_ROOM, ROOM * deflated.length),
});

/** With `info`, which Node's types do not know, the engine tells how much of its input it has used. */
const inflateFully = inflateSync as unknown as (
  input: InputType,
  options: ZlibOptions & { info: true },
) => { buffer: Buffer; engine: Zlib };

function inflate(deflated: Uint8Array): string {
  const { deflatedBytes } = BATCH_LIMITS;
  ensure(deflated.length <= deflatedBytes, 'BATCH_TOO_LARGE', 'At most {most} bytes deflated.', {
    most: deflatedBytes,
  });
  const { buffer, engine } = inflateOrRefuse(deflated);
  ensure(engine.bytesWritten === deflated.length, 'BATCH_MALFORMED', 'Bytes follow the zlib stream.');
  ensure(buffer.length > 0, 'BATCH_MALFORMED', 'The batch is empty.');
  return buffer.toString('utf8');
}

function inflateOrRefuse(deflated: Uint8Array): { buffer: Buffer; engine: Zlib } {
  try {
    return inflateFully(deflated, { ...inflating(deflated), info: true });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new DomainError('BATCH_TOO_LARGE', 'At most {most} bytes inflated.', {
        most: BATCH_LIMITS.inflatedBytes,
      });
    }
    throw new DomainError('BATCH_MALFORMED', 'The leaves are not one whole zlib stream.');
  }
}

function readLeaves(lines: readonly string[]): ReadLeaf[] {
  const reader = new LeafReader();
  const ids = new Set<string>();
  return lines.map((line, index) => {
    const read = ofLeaf(index, () => reader.read(line));
    if (ids.size === ids.add(read.leaf.id).size) {
      throw new DomainError('DUPLICATE_ID', 'leaf {index}: its id occurs before in the batch.', { index });
    }
    return read;
  });
}

/** Looks at one leaf of a batch. A refusal names it, so that whoever sent the batch can take that one out. */
export function ofLeaf<T>(index: number, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof DomainError)
      throw new DomainError(error.code, `leaf {index}: ${error.wording}`, { index, ...error.parameters });
    throw error;
  }
}

function grantsOf(leaves: readonly ReadLeaf[]): string[] {
  const grants = new Set<string>();
  for (const { leaf } of leaves) grants.add(leaf.grant);
  ensure(grants.size <= BATCH_LIMITS.grants, 'BATCH_TOO_LARGE', 'At most {most} grants.', {
    most: BATCH_LIMITS.grants,
  });
  return [...grants];
}
