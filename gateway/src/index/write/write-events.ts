// SPDX-License-Identifier: Apache-2.0
/** Usage events: one row per leaf. */
import type { ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  LEAF_KINDS,
  OUTCOMES,
  SIDES,
  type BatchHeader,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { SqlValue } from '../../db/node-sqlite.js';
import { verdictsOf } from './batch-reader.js';
import { key48, textKey48, uuidBytes } from '../model/keys.js';
import { SEGMENT } from '../tables/schema.js';
import type { GrantNames, IndexTransaction, WriterMemory } from './writer-memory.js';

type Parties = Partial<GrantNames>;

/** Rows in the order of `EVENT_COLUMNS`; words of closed lists are stored as their place in the list. */
export async function eventRows(
  trx: IndexTransaction,
  memory: WriterMemory,
  header: BatchHeader,
  leaves: readonly ReadLeaf[],
): Promise<SqlValue[][]> {
  const verdicts = verdictsOf(header);
  const parties = await partiesByGrant(trx, memory, leaves);
  const reporter = memory.name(header.organisation);
  return leaves.map((read, index) => {
    const own = read.leaf.side === 'claim' ? { consumer: reporter } : { provider: reporter };
    memory.events += 1;
    const place = { pos: ++memory.pos, index, violations: verdicts.get(index) ?? null };
    return eventRow(memory, read, place, parties.get(read.leaf.grant) ?? own);
  });
}

async function partiesByGrant(
  trx: IndexTransaction,
  memory: WriterMemory,
  leaves: readonly ReadLeaf[],
): Promise<ReadonlyMap<string, Parties | undefined>> {
  const parties = new Map<string, Parties | undefined>();
  for (const { leaf } of leaves)
    if (!parties.has(leaf.grant)) parties.set(leaf.grant, await memory.grant(trx, leaf.grant));
  return parties;
}

interface Place {
  readonly pos: number;
  readonly index: number;
  readonly violations: string | null;
}

function eventRow(
  memory: WriterMemory,
  { leaf, atMs, line }: ReadLeaf,
  { pos, index, violations }: Place,
  { provider, consumer, resource }: Parties,
): SqlValue[] {
  // prettier-ignore
  return [
    pos, memory.tx, index, Math.floor(pos / SEGMENT), uuidBytes(leaf.id),
    LEAF_KINDS.indexOf(leaf.kind), SIDES.indexOf(leaf.side), SHARING_MODES.indexOf(leaf.action), OUTCOMES.indexOf(leaf.outcome),
    atMs, orNull(provider), orNull(consumer), memory.name(leaf.grant), orNull(resource), memory.name(leaf.system),
    leaf.record === undefined ? null : key48(leaf.record), key48(leaf.actor), textKey48(leaf.correlation),
    leaf.case === undefined ? null : textKey48(leaf.case), violations, line,
  ];
}

const orNull = (name: number | undefined): number | null => name ?? null;
