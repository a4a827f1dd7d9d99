// SPDX-License-Identifier: Apache-2.0
/**
 * What reconciliation compares: of each batch, the exchanges that its leaves state and take back. What was reported
 * before there was the grant is no statement under it. Digests hold the verdicts on time and purpose whatever form the header
 * has: of older ones the verdicts are known as well.
 */
import type { ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { countingAt } from '@catalog-chain/chaincode/domain/period/coverage';
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import {
  belongsToGrant,
  SIDES,
  type BatchHeader,
  type Leaf,
  type Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { SqlValue } from '../../db/node-sqlite.js';
import { monthNumber, textKey48, uuidBytes } from '../model/keys.js';
import { codesOf, retractedDigest, statedDigest, type JudgedLeaf } from '../model/exchanges.js';
import { packed, type Entry } from '../tables/packed-exchanges.js';
import type { IndexTransaction, WriterMemory } from './writer-memory.js';

const NONE: readonly Violation[] = [];

interface Group {
  readonly leaf: Leaf;
  readonly period: string;
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
  const groups = new Groups();
  const belongs = belongsToGrant(header);
  const counts = countingAt(header.committed.at);
  const codes = new Map(header.violations.map((one) => [one.leaf, one.codes]));
  const purposes = new Map<string, string | undefined>();
  for (const id of new Set(leaves.map(({ leaf }) => leaf.grant)))
    purposes.set(id, (await memory.grant(trx, id))?.purpose);
  const batch = { organisation: header.organisation, leaves, codes, monthOf };
  for (const [index, { leaf, atMs }] of leaves.entries()) {
    const period = monthOf(atMs);
    if (!belongs(index) || !counts(period)) continue;
    const group = groups.of(leaf, period);
    const granted = purposes.get(leaf.grant);
    const digest = statedDigest({ leaf, verdict: codes.get(index) ?? NONE }, granted);
    if (digest !== undefined)
      group.stated.push({ digest, correlation: textKey48(leaf.correlation), leaf: index, atMs });
    if (leaf.retracts === undefined) continue;
    const taken = await takenBack(trx, batch, { leaf, period, granted });
    group.retracted.push({ ...taken, leaf: index, atMs });
  }
  return groups.all.map(({ leaf, month, stated, retracted }) => [
    ...[memory.name(leaf.grant), month, memory.pos, SIDES.indexOf(leaf.side), before + 1],
    ...[packed(stated, month), packed(retracted, month)],
  ]);
}

/** Exchanges by grant, side and month. */
class Groups {
  private readonly known = new Map<string, Group>();
  private last: Group | undefined;

  get all(): readonly Group[] {
    return [...this.known.values()];
  }

  /** Most leaves go where the one before went. */
  of(leaf: Leaf, period: string): Group {
    const { last } = this;
    if (last?.leaf.grant === leaf.grant && last.leaf.side === leaf.side && last.period === period)
      return last;
    const key = `${leaf.grant} ${leaf.side} ${period}`;
    const group = this.known.get(key) ?? opened(leaf, period);
    this.known.set(key, group);
    this.last = group;
    return group;
  }
}

const opened = (leaf: Leaf, period: string): Group => ({
  leaf,
  period,
  month: monthNumber(period),
  stated: [],
  retracted: [],
});

interface Batch {
  readonly organisation: string;
  readonly leaves: readonly ReadLeaf[];
  readonly codes: ReadonlyMap<number, readonly Violation[]>;
  readonly monthOf: (atMs: number) => string;
}

interface Correction {
  readonly leaf: Leaf;
  readonly period: string;
  readonly granted: string | undefined;
}

/**
 * What a correction takes back, under the correlation of the event that it corrects; its own where there is no such event. A
 * digest in the older form takes back the same exchange as one that holds the verdict.
 */
async function takenBack(
  trx: IndexTransaction,
  batch: Batch,
  { leaf: correction, period, granted }: Correction,
): Promise<Pick<Entry, 'digest' | 'correlation'>> {
  const { retracts = '', correlation, grant, side } = correction;
  const corrected = inBatch(batch, correction) ?? (await reportedBefore(trx, batch, correction));
  if (!corrected) return { digest: retracts, correlation: textKey48(correlation) };
  const { leaf } = corrected;
  const isOfMonth =
    leaf.grant === grant && leaf.side === side && batch.monthOf(Date.parse(leaf.at)) === period;
  return {
    digest: isOfMonth ? retractedDigest(retracts, corrected, granted) : retracts,
    correlation: textKey48(leaf.correlation),
  };
}

function inBatch({ leaves, codes }: Batch, { corrects }: Leaf): JudgedLeaf | undefined {
  const place = leaves.findIndex(({ leaf }) => leaf.id === corrects);
  const found = leaves[place];
  return found && { leaf: found.leaf, verdict: codes.get(place) ?? [] };
}

/** The organisation's event; of several with the id, the first. */
async function reportedBefore(
  trx: IndexTransaction,
  { organisation }: Batch,
  { corrects = '' }: Leaf,
): Promise<JudgedLeaf | undefined> {
  const row = await trx
    .selectFrom('ix_event as event')
    .innerJoin('ix_tx as tx', 'tx.tx', 'event.tx')
    .select(['event.line', 'event.violations'])
    .where('event.id', '=', uuidBytes(corrects))
    .where('tx.organisation', '=', organisation)
    .orderBy('event.pos')
    .limit(1)
    .executeTakeFirst();
  return row && { leaf: JSON.parse(row.line) as Leaf, verdict: codesOf(row.violations) };
}
