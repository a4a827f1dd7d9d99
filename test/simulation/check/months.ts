// SPDX-License-Identifier: Apache-2.0
/** Whether the months that are over are closed, and what was closed is what lies on the ledger, counted plainly. */
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { SIDES, type Leaf, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexReader } from '@catalog-chain/gateway/index/model/reader';
import type { ChainBatch } from './chain-events.js';
import type { Model } from './model.js';

/** A side of a grant's month that a gateway of the world closes. */
interface Owed {
  readonly grant: string;
  readonly side: Side;
}

/** The other consumer has no gateway here. */
const OWED: readonly Owed[] = [
  ...['G-1', 'G-2'].flatMap((grant) => SIDES.map((side) => ({ grant, side }))),
  { grant: 'P-1', side: 'attestation' },
];

export interface Month {
  readonly period: string;
  /** First moment after it, milliseconds since 1970. */
  readonly end: number;
}

interface Counted {
  stated: number;
  retracted: number;
  /** How often each exchange is stated, less how often it is taken back. */
  readonly exchanges: Map<string, number>;
}

export async function checkMonth(
  model: Model,
  index: Pick<IndexReader, 'get'>,
  batches: readonly ChainBatch[],
  { period, end }: Month,
): Promise<void> {
  const leaves = batches.flatMap((batch) => batch.leaves).filter(({ at }) => Date.parse(at) < end);
  for (const owed of OWED) {
    const closure = (await index.get('closure', `${owed.grant}/${period}/${owed.side}`))?.value;
    const name = `${owed.grant} ${owed.side} of ${period}`;
    if (!closure) {
      model.fault(`${name} is over and not closed`);
      continue;
    }
    const { stated, retracted } = countOf(leaves, owed);
    const { count, retracted: taken = { count: 0 } } = closure.total;
    if (count !== stated || taken.count !== retracted)
      model.fault(`${name}: ${count} less ${taken.count} closed, ${stated} less ${retracted} on the ledger`);
  }
  for (const grant of ['G-1', 'G-2']) await checkVerdict(model, index, leaves, grant, period);
}

async function checkVerdict(
  model: Model,
  index: Pick<IndexReader, 'get'>,
  leaves: readonly Leaf[],
  grant: string,
  period: string,
): Promise<void> {
  const record = (await index.get('period', `${grant}/${period}`))?.value;
  const [claims, attestations] = SIDES.map((side) => told(countOf(leaves, { grant, side })));
  const right = claims === attestations ? 'matched' : 'differs';
  if (record && record.state !== right)
    model.fault(`${grant} of ${period} is said to be ${record.state} and is ${right}`);
}

const told = ({ exchanges }: Counted): string =>
  [...exchanges]
    .filter(([, count]) => count !== 0)
    .map(([digest, count]) => `${digest} ${count}`)
    .sort()
    .join('\n');

function countOf(leaves: readonly Leaf[], { grant, side }: Owed): Counted {
  const counted: Counted = { stated: 0, retracted: 0, exchanges: new Map() };
  const enter = (digest: string, times: number): void => {
    counted.exchanges.set(digest, (counted.exchanges.get(digest) ?? 0) + times);
  };
  for (const leaf of leaves) {
    if (leaf.grant !== grant || leaf.side !== side) continue;
    const digest = exchangeDigest(leaf);
    if (digest !== undefined) {
      counted.stated += 1;
      enter(digest, 1);
    }
    if (leaf.retracts !== undefined) {
      counted.retracted += 1;
      enter(leaf.retracts, -1);
    }
  }
  return counted;
}
