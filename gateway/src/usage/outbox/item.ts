// SPDX-License-Identifier: Apache-2.0
/** Rows on their way into a batch. */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { BATCH_LIMITS } from '@catalog-chain/chaincode/domain/usage/batch';
import { leafHash, merkleRootOfHashes } from '@catalog-chain/chaincode/domain/encoding/merkle';

const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** The fastest that still takes the leaves to a quarter: higher levels save a few bytes for twice the time. */
const SETTING = { level: 2, memLevel: 9, chunkSize: 128 * 1024 } as const;

/** A whole batch's leaves, deflated when it was accepted. */
export interface Packed {
  readonly deflated: Uint8Array;
  readonly root: string;
}

/** Leaves, and their hashes (RFC 9162, hex) in the same order. */
export interface Lines {
  readonly lines: readonly string[];
  readonly hashes: readonly string[];
}

export const linesWithHashes = (lines: readonly string[]): Lines => ({ lines, hashes: lines.map(leafHash) });

/** A range of a piece's rows. */
export interface Item {
  readonly piece: number;
  readonly from: number;
  readonly count: number;
  /** Of the request, to tell who waits for it. */
  readonly receipt: string;
  readonly content: Packed | Lines;
  /** Whether a row discloses what was sealed before: the ledger may refuse it although it looks right here. */
  readonly discloses: boolean;
  /** Distinct grants: at most as many as a batch may have. */
  readonly grants: readonly string[];
  /** Of the lines, UTF-8. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly accepted: number;
  /** Part of a batch that the ledger refused: joined with the same part only. Empty: with anything. */
  readonly group: string;
}

export interface CutLimits {
  /** Rows in a batch. */
  readonly rows: number;
}

/** Leaves room for leaves that deflate badly: the deflated batch has a limit too. */
const MAX_BYTES = BATCH_LIMITS.inflatedBytes / 2;

/** How many items from the queue's front make the next batch: at least one. */
export function cut(queue: readonly Item[], { rows }: CutLimits): number {
  const grants = new Set<string>();
  let [total, bytes, taken] = [0, 0, 0];
  for (const item of queue) {
    const single = 'deflated' in item.content || item.group !== queue[0]?.group;
    if (single) return Math.max(taken, 1);
    for (const grant of item.grants) grants.add(grant);
    total += item.count;
    bytes += item.bytes + 1;
    const full = total > rows || bytes > MAX_BYTES || grants.size > BATCH_LIMITS.grants;
    if (full) return Math.max(taken, 1);
    taken += 1;
  }
  return taken;
}

/** Deflates lines as a batch carries them, outside the main thread. */
export function packLines(lines: readonly string[]): Promise<Uint8Array> {
  return deflated(Buffer.from(lines.join('\n')), SETTING);
}

export async function unpackLines(bytes: Uint8Array): Promise<string[]> {
  const text = await inflated(bytes, { maxOutputLength: BATCH_LIMITS.inflatedBytes });
  return text.toString('utf8').split('\n');
}

/** Root of a batch made of the items, in order. */
export function rootOf(items: readonly Item[]): string {
  const [first] = items;
  if (first && 'deflated' in first.content) return first.content.root;
  return merkleRootOfHashes(items.flatMap(({ content }) => ('hashes' in content ? content.hashes : [])));
}

/** Leaves of the same batch, deflated. */
export async function deflatedOf(items: readonly Item[]): Promise<Uint8Array> {
  const [first] = items;
  return first && 'deflated' in first.content ? first.content.deflated : packLines(allLines(items));
}

/** Inside a text a quotation mark is written otherwise: only a leaf's own member is found. */
const SALT = '"salt":"';

/** Whether a leaf's line discloses what was sealed: nothing else has a salt. */
export const disclosesLine = (line: string): boolean => line.includes(SALT);

export const disclosesIn = (items: readonly Item[]): boolean => items.some(({ discloses }) => discloses);

const allLines = (items: readonly Item[]): readonly string[] =>
  items.flatMap(({ content }) => ('lines' in content ? content.lines : []));

export const rowsOf = (items: readonly Item[]): number => items.reduce((sum, { count }) => sum + count, 0);

/** An item's rows, inflated where need be. */
export async function linesOf({ content }: Item): Promise<readonly string[]> {
  return 'lines' in content ? content.lines : unpackLines(content.deflated);
}
