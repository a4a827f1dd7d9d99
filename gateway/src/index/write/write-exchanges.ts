// SPDX-License-Identifier: Apache-2.0
/**
 * What reconciliation compares: of each batch, the exchanges that its leaves state and take back. What was reported
 * before there was the grant is no statement under it.
 */
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { countingAt } from '@catalog-chain/chaincode/domain/period/coverage';
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import {
  belongsToGrant,
  SIDES,
  type BatchHeader,
  type Leaf,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { SqlValue } from '../../db/node-sqlite.js';
import { monthNumber, textKey48, uuidBytes } from '../model/keys.js';
import { packed, type Entry } from '../tables/packed-exchanges.js';
import type { IndexTransaction, WriterMemory } from './writer-memory.js';

interface Group {
  readonly leaf: Leaf;
  readonly month: number;
  readonly stated: Entry[];
  readonly retracted: Entry[];
}

/**
 * Rows in the order of `EXCHANGE_COLUMNS`, of a batch whose events are written and end at the memory's position.
 * @param before position before the first event
 */
export async function exchangeRows(
  trx: IndexTransaction,
  memory: WriterMemory,
  header: BatchHeader,
  leaves: readonly ReadLeaf[],
  before: number,
): Promise<SqlValue[][]> {
  const monthOf = months(await memory.utcOffset(trx, header.policyVersion));
  const groups = new Map<string, Group>();
  const belongs = belongsToGrant(header);
  const counts = countingAt(header.committed.at);
  for (const [index, { leaf, atMs }] of leaves.entries()) {
    const period = monthOf(atMs);
    if (!belongs(index) || !counts(period)) continue;
    const group = groupOf(groups, leaf, period);
    const digest = exchangeDigest(leaf);
    if (digest !== undefined)
      group.stated.push({ digest, correlation: textKey48(leaf.correlation), leaf: index });
    if (leaf.retracts === undefined) continue;
    group.retracted.push({
      digest: leaf.retracts,
      correlation: await correctedBy(trx, header.organisation, leaf, leaves),
      leaf: index,
    });
  }
  return [...groups.values()].map(({ leaf, month, stated, retracted }) => [
    ...[memory.name(leaf.grant), month, memory.pos, SIDES.indexOf(leaf.side), before + 1],
    ...[packed(stated), packed(retracted)],
  ]);
}

function groupOf(groups: Map<string, Group>, leaf: Leaf, period: string): Group {
  const key = `${leaf.grant} ${leaf.side} ${period}`;
  const group = groups.get(key) ?? { leaf, month: monthNumber(period), stated: [], retracted: [] };
  groups.set(key, group);
  return group;
}

/** The correlation under which the organisation's corrected event was stated; the correction's own where there is none. */
async function correctedBy(
  trx: IndexTransaction,
  organisation: string,
  { corrects = '', correlation }: Leaf,
  leaves: readonly ReadLeaf[],
): Promise<number> {
  const inBatch = leaves.find(({ leaf }) => leaf.id === corrects);
  if (inBatch) return textKey48(inBatch.leaf.correlation);
  const row = await trx
    .selectFrom('ix_event as event')
    .innerJoin('ix_tx as tx', 'tx.tx', 'event.tx')
    .select('event.correlation_key')
    .where('event.id', '=', uuidBytes(corrects))
    .where('tx.organisation', '=', organisation)
    .orderBy('event.pos')
    .limit(1)
    .executeTakeFirst();
  return row?.correlation_key ?? textKey48(correlation);
}
