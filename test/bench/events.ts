// SPDX-License-Identifier: Apache-2.0
/** From commit to a subscriber: a stream over the loopback beside an embedded ledger, both in this process. */
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { grant, publish, registerMembers, registerSystems } from '../support/api-flows.js';
import { EventReader } from '../support/event-source.js';
import { PROVIDER, startTestGateway, type TestGateway } from '../support/gateway.js';
import { report } from './measure.js';

const ROUNDS = 400;
const WARM_UP = 40;
const OTHER_STREAMS = 50;
const OFFICER: Signatory = { mspId: PROVIDER, user: 'officer' };

/** @returns when the ledger said that it is committed */
async function commit({ ledger }: TestGateway, round: number): Promise<number> {
  const transaction = round % 2 === 0 ? TRANSACTIONS.grantSuspend : TRANSACTIONS.grantResume;
  const args = [encode({ id: 'G-TOLD', reason: 'Measured' })];
  const outcome = await ledger.submit(await ledger.prepare(OFFICER, { transaction, args }));
  if (outcome.status !== 'committed') throw new Error(outcome.message);
  return performance.now();
}

async function lags(gateway: TestGateway, reader: EventReader): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const told = reader.take(1).then(() => performance.now());
    const committed = await commit(gateway, round);
    const lag = (await told) - committed;
    if (round >= WARM_UP) found.push(Math.max(0, lag));
  }
  return found.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  Number((sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2));

/** One subscriber alone, then beside others that are told the same. */
export async function benchEvents(): Promise<void> {
  await using gateway = await startTestGateway({ unchecked: true });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-TOLD', await publish(gateway, 'TOLD', 'conditional'));
  const url = new URL('/v1/events/stream', gateway.url);
  const token = await gateway.token(PROVIDER, 'officer');
  await using others = new AsyncDisposableStack();
  for (const streams of [1, OTHER_STREAMS]) {
    for (let i = 1; i < streams; i += 1) {
      const other = others.use(await EventReader.open(url, token));
      void other.rest().catch(() => undefined);
    }
    await using reader = await EventReader.open(url, token);
    const sorted = await lags(gateway, reader);
    const name = `embedded, commit to event stream, ${streams} open:`;
    report(`${name} p50`, at(sorted, 0.5), 'ms');
    report(`${name} p99`, at(sorted, 0.99), 'ms');
  }
}
