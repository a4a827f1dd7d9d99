// SPDX-License-Identifier: Apache-2.0
/** What a batch costs in the chaincode, step by step and through the shim's dispatcher. One core, no ledger. */
import { hash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { LOOKS_AHEAD_MS } from '@catalog-chain/chaincode/domain/period/after-closing';
import { BATCH_LIMITS, NO_ROOT, readBatch } from '@catalog-chain/chaincode/domain/usage/batch';
import { sealBatch } from '@catalog-chain/chaincode/domain/usage/batch-header';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { isParty, judgeOf, type JudgedGrant } from '@catalog-chain/chaincode/domain/usage/judge';
import { leafSchema } from '@catalog-chain/chaincode/domain/usage/leaf';
import { LeafReader } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import { add, emptySet, MULTISET_MODULUS } from '@catalog-chain/chaincode/domain/encoding/multiset-hash';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { decodeAs } from '@catalog-chain/chaincode/domain/text/schema';
import { tallies } from '@catalog-chain/chaincode/domain/usage/tally';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { ChaincodeHarness, CONSUMER, START } from '../support/chaincode-harness.js';
import { grantOf, market } from '../support/sharing.js';
import { deflate, leaf, linesOf, order } from '../support/usage.js';
import { eventsPerSecond, report } from './measure.js';

/** Grants that exist, and over how many the events are spread unless said otherwise. */
const GRANTS = 64;
const SPREAD = 4;
const JOURNAL = 'J-1';
/** From when on a batch looks whether its month, the month of `START`, was closed. */
const LOOKS_FROM = monthEnd('2026-03', BUILT_IN_POLICY.calendar.utcOffsetMinutes) - LOOKS_AHEAD_MS;

/** Claims under a few grants, spread over a day, by a few actors. */
function claims(count: number, spread = SPREAD): string[] {
  return linesOf(
    Array.from({ length: count }, (_, n) =>
      leaf(n, {
        grant: `G-${(n % spread) + 1}`,
        at: formatInstant(START + ((n * 7_919) % 86_400) * 1000 + (n % 1000)),
        system: 'ConsumerMSP:PENSIONS',
        purpose: 'pension-audit',
      }),
    ),
  );
}

async function chainWithGrants(): Promise<{
  chain: ChaincodeHarness;
  grants: ReadonlyMap<string, JudgedGrant>;
}> {
  const chain = await market();
  const grants = new Map<string, JudgedGrant>();
  for (let n = 1; n <= GRANTS; n += 1) {
    const id = `G-${n}`;
    grants.set(id, { grant: await grantOf(chain, { id }), providerSystems: [] });
  }
  await chain.submit(CONSUMER, 'journal:open', [{ journal: JOURNAL }]);
  chain.time = START + 86_400_000;
  return { chain, grants };
}

/** The definition of the multiset hash, taken literally. */
function addPlainly(product: bigint, digest: string): bigint {
  const element = hash('shake256', digest, { outputEncoding: 'hex', outputLength: 384 });
  return (product * BigInt(`0x${element}`)) % MULTISET_MODULUS;
}

/** What the transaction adds to the block besides its leaves: header and result. */
async function headerBytes(lines: readonly string[]): Promise<number> {
  const result = await chain.evaluate(CONSUMER, 'usage:submit', [order(JOURNAL), deflate(lines)]);
  const written = chain.writes.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0);
  return written + JSON.stringify(result).length;
}

const { chain, grants } = await chainWithGrants();
const setting = {
  organisation: CONSUMER.mspId,
  order: { journal: JOURNAL, sequence: 1, previousRoot: NO_ROOT },
  grants,
  policy: BUILT_IN_POLICY,
  nowMs: chain.time,
  closed: [],
  stamp: { at: formatInstant(chain.time), tx: '0'.repeat(64), by: CONSUMER.mspId },
};
const measure = { nowMs: chain.time, reportWithinHours: 72 };

for (const count of [1000, 4000]) {
  const lines = claims(count);
  const deflated = deflate(lines);
  const batch = readBatch(deflated);
  const digests = batch.leaves.map(({ leaf: one }) => exchangeDigest(one) ?? '');
  const line = async (name: string, work: () => unknown, baseline?: number): Promise<number> => {
    const value = await eventsPerSecond(count, work);
    report(`usage/${count}/${name}`, value, 'events/s', baseline);
    return value;
  };

  await line('inflate', () => inflateSync(deflated, { maxOutputLength: BATCH_LIMITS.inflatedBytes }));
  const parse = await line('JSON.parse', () => lines.map((text) => JSON.parse(text) as unknown));
  const schema = await line('schema-and-canonicalize', () => lines.map((text) => decodeAs(leafSchema, text)));
  await line(
    'leaf-reader',
    () => {
      const reader = new LeafReader();
      return lines.map((text) => reader.read(text));
    },
    schema,
  );
  await line(
    'leaf-reader-over-JSON.parse',
    () => {
      const reader = new LeafReader();
      return lines.map((text) => reader.read(text));
    },
    parse,
  );
  await line('merkle-root', () => merkleRoot(lines));
  await line('sha256-only', () => lines.map((text) => hash('sha256', text, 'binary')));
  await line('judge', () => {
    const judges = new Map([...grants].map(([id, grant]) => [id, judgeOf(grant, measure)]));
    return batch.leaves.map(({ leaf: one, atMs }) => {
      const grant = grants.get(one.grant);
      return grant && isParty(grant.grant, one.side, CONSUMER.mspId) && judges.get(one.grant)?.(one, atMs);
    });
  });
  await line('exchange-digest', () => batch.leaves.map(({ leaf: one }) => exchangeDigest(one)));
  const division = await line('multiset-hash-by-division', () => digests.reduce(addPlainly, 1n));
  await line('multiset-hash', () => digests.reduce(add, emptySet()), division);
  await line('tallies', () => tallies(batch.leaves, 480));
  await line('read-batch', () => readBatch(deflated));
  const pure = await line('read-and-seal', () => sealBatch(readBatch(deflated), setting));
  await line('submit', () => chain.evaluate(CONSUMER, 'usage:submit', [order(JOURNAL), deflated]), pure);
  const submitAt = (name: string, time: number, baseline?: number): Promise<number> => {
    chain.time = time;
    return line(name, () => chain.evaluate(CONSUMER, 'usage:submit', [order(JOURNAL), deflated]), baseline);
  };
  const running = await submitAt('submit-in-a-running-month', LOOKS_FROM - 1);
  await submitAt('submit-in-a-month-that-may-be-closed', LOOKS_FROM, running);
  chain.time = START + DAY_MS;
  report(`usage/${count}/leaves-deflated`, Number((deflated.length / count).toFixed(1)), 'bytes/event');
  for (const spread of [1, SPREAD, GRANTS]) {
    const bytes = (await headerBytes(claims(count, spread))) / count;
    report(`usage/${count}/header-and-result-for-${spread}-grants`, Number(bytes.toFixed(1)), 'bytes/event');
  }
}
