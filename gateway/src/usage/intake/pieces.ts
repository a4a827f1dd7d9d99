// SPDX-License-Identifier: Apache-2.0
/** Cuts accepted rows into pieces: large ones are packed as a whole batch at once, small ones wait for company. */
import { BATCH_LIMITS } from '@catalog-chain/chaincode/domain/usage/batch';
import { merkleRootOfHashes } from '@catalog-chain/chaincode/domain/encoding/merkle';
import type { InTurns } from '../../support/fair-turns.js';
import { packLines, type Item } from '../outbox/item.js';
import { fingerprintOf, type Candidate } from './judge-rows.js';
import type { NewPiece, Outbox } from '../outbox/outbox.js';

export interface PieceLimits {
  /** Rows in a batch, at most. */
  readonly rows: number;
  /** From so many rows on a piece is a batch of its own. */
  readonly alone: number;
}

export interface PieceSetting {
  readonly organisation: string;
  readonly receipt: string;
  readonly created: number;
  readonly outbox: Pick<Outbox, 'nextPiece'>;
  readonly limits: PieceLimits;
  readonly inTurns: InTurns;
}

export interface MadePiece {
  readonly piece: NewPiece;
  readonly item: Item;
}

const MAX_BYTES = BATCH_LIMITS.inflatedBytes / 2;

export async function makePieces(
  candidates: readonly Candidate[],
  setting: PieceSetting,
): Promise<MadePiece[]> {
  const { inTurns, limits } = setting;
  const parts: Part[] = [];
  await inTurns(splitting(candidates, limits, parts));
  const roots: (string | undefined)[] = [];
  await inTurns(rooting(parts, limits, roots));
  return Promise.all(
    parts.map(async (part, i) => {
      await inTurns([]);
      return makePiece(part, roots[i], setting);
    }),
  );
}

/** The tree of a part at each step: its root where the part is a batch of its own. */
function* rooting(
  parts: readonly Part[],
  { alone }: PieceLimits,
  roots: (string | undefined)[],
): Generator<void> {
  for (const { rows } of parts) {
    const hashes = rows.map((row) => row.hash);
    roots.push(rows.length >= alone ? merkleRootOfHashes(hashes) : undefined);
    yield;
  }
}

interface Part {
  readonly rows: Candidate[];
  readonly grants: Set<string>;
  bytes: number;
}

/** Runs within a batch's limits, a row at each step. Rows of very many grants are put together by grant first. */
function* splitting(candidates: readonly Candidate[], { rows }: PieceLimits, parts: Part[]): Generator<void> {
  const grants = new Set(candidates.map(({ grant }) => grant));
  const many = grants.size > BATCH_LIMITS.grants;
  const ordered = many
    ? candidates.toSorted((a, b) => (a.grant < b.grant ? -1 : Number(a.grant > b.grant)))
    : candidates;
  let part: Part | undefined;
  for (const candidate of ordered) {
    const bytes = Buffer.byteLength(candidate.line) + 1;
    if (!part || isFull(part, candidate.grant, bytes, rows))
      parts.push((part = { rows: [], grants: new Set(), bytes: 0 }));
    part.rows.push(candidate);
    part.grants.add(candidate.grant);
    part.bytes += bytes;
    yield;
  }
}

function isFull({ rows, grants, bytes }: Part, grant: string, more: number, limit: number): boolean {
  if (rows.length >= limit || bytes + more > MAX_BYTES) return true;
  return grants.size >= BATCH_LIMITS.grants && !grants.has(grant);
}

async function makePiece(
  { rows, grants, bytes }: Part,
  root: string | undefined,
  setting: PieceSetting,
): Promise<MadePiece> {
  const { organisation, receipt, created, outbox } = setting;
  const lines = rows.map(({ line }) => line);
  const packed = root === undefined ? undefined : { deflated: await packLines(lines), root };
  const piece = outbox.nextPiece();
  const ids = rows.map((row) => [row.idBytes, fingerprintOf(row)] as const);
  const leaves = packed?.deflated ?? Buffer.from(lines.join('\n'));
  return {
    piece: { piece, organisation, receipt, created, leaves, root: root ?? null, ids },
    item: {
      piece,
      from: 0,
      count: rows.length,
      receipt,
      content: packed ?? { lines, hashes: rows.map(({ hash }) => hash) },
      discloses: rows.some(({ discloses }) => discloses),
      grants: [...grants],
      bytes,
      accepted: created,
      group: '',
    },
  };
}
