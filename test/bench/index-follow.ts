// SPDX-License-Identifier: Apache-2.0
/** The index behind a steady load, rebuilt from the chain, and what an event takes on the chain. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { rebuildIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import type { Pipeline, Reporter, UsageInput } from '@catalog-chain/gateway/usage/ports';
import { eventId, foundMarket, usage, usages } from '../support/embedded-market.js';
import { report } from './measure.js';

const quiet = { info: () => 0, warn: () => 0, error: console.error };
const REPORTER: Reporter = { organisation: 'ConsumerMSP', side: 'claim' };
const ROWS = 500;
const EVERY_MS = 100;
const SECONDS = 20;
/** The aim for an event on the chain. */
const AIM_BYTES = 80;

/** The same ledger, which notes when each block was known to be committed. */
function timed(ledger: Ledger, committedAt: Map<number, number>): Ledger {
  const submit: Ledger['submit'] = async (...args) => {
    const outcome = await ledger.submit(...args);
    if (outcome.status === 'committed' && !committedAt.has(outcome.block))
      committedAt.set(outcome.block, performance.now());
    return outcome;
  };
  return new Proxy(ledger, {
    get: (target, name) => {
      if (name === 'submit') return submit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A request every so often, however the ones before it fare. @returns when all are committed */
async function steadily(pipeline: Pipeline): Promise<void> {
  const sent: Promise<unknown>[] = [];
  const start = performance.now();
  for (let n = 0; n < (SECONDS * 1000) / EVERY_MS; n += 1) {
    await delay(Math.max(start + n * EVERY_MS - performance.now(), 0));
    const accepted = pipeline.accept(REPORTER, usages(ROWS, n * ROWS));
    sent.push(accepted.then(({ receipt = '' }) => pipeline.waitRequest('ConsumerMSP', receipt, 60_000)));
  }
  await Promise.all(sent);
}

const at = (sorted: readonly number[], share: number): number =>
  Number((sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? NaN).toFixed(1));

async function lag(
  ledger: Ledger,
  index: Index,
  pipelineOn: (ledger: Ledger) => Promise<Pipeline>,
): Promise<void> {
  const committed = new Map<number, number>();
  const indexed = new Map<number, number>();
  let newest = (await ledger.info()).height - 1;
  index.onBlock((block) => {
    for (; newest < block; newest += 1) indexed.set(newest + 1, performance.now());
  });
  await using pipeline = await pipelineOn(timed(ledger, committed));
  await steadily(pipeline);
  await index.reached((await ledger.info()).height - 1, 60_000);
  const lags = [...committed].map(([block, time]) => Math.max((indexed.get(block) ?? NaN) - time, 0));
  lags.sort((a, b) => a - b);
  const load = `${(ROWS * 1000) / EVERY_MS} events/s for ${SECONDS} s`;
  report(`index: behind the commit at ${load}, median`, at(lags, 0.5), 'ms');
  report(`index: behind the commit at ${load}, p99`, at(lags, 0.99), 'ms', at(lags, 0.5));
}

/** @returns milliseconds to read every block */
async function reading(ledger: Ledger): Promise<number> {
  const last = (await ledger.info()).height - 1;
  const [start, stop] = [performance.now(), new AbortController()];
  for await (const { number } of ledger.blocks({ from: 0, signal: stop.signal })) if (number >= last) break;
  return performance.now() - start;
}

async function replay(ledger: Ledger, sqlite: string): Promise<void> {
  const events = (ROWS * SECONDS * 1000) / EVERY_MS;
  const rate = (ms: number): number => Math.round((events * 1000) / ms);
  await reading(ledger);
  const alone = rate(await reading(ledger));
  report(`index: reading the blocks of ${events} events alone`, alone, 'events/s');
  const start = performance.now();
  await rebuildIndex(ledger, { sqlite });
  report(
    `index: rebuilt from the chain, ${events} events`,
    rate(performance.now() - start),
    'events/s',
    alone,
  );
}

type Make = (n: number) => UsageInput;

/** Uses of distinct records within seconds, since the grant was given just now: none is outside it. */
const recent = (n: number): Partial<UsageInput> => ({
  record: hash('sha256', `record ${n}`, 'base64url'),
  at: new Date(Date.now() - ((n * 7_919) % 15_000)).toISOString(),
});
const uuidOf = (n: number): string => eventId(n, 'exchange').replace(/-7/, '-4');

const KINDS: Readonly<Record<string, Make>> = {
  'numbered exchanges': (n) => usage(n, recent(n)),
  'exchanges named by UUIDs': (n) => usage(n, { ...recent(n), correlation: uuidOf(n) }),
};

/** @returns bytes of the newest batch's transaction as it lies in its block, per event */
async function bytesOnChain(
  ledger: Ledger,
  pipeline: Pipeline,
  rows: readonly UsageInput[],
): Promise<number> {
  const from = (await ledger.info()).height;
  const { receipt = '' } = await pipeline.accept(REPORTER, rows);
  const final = await pipeline.waitRequest('ConsumerMSP', receipt, 60_000);
  if (final?.state !== 'committed') throw new Error(JSON.stringify(final));
  const stop = new AbortController();
  for await (const { transactions } of ledger.blocks({ from, signal: stop.signal })) {
    const batch = transactions.find(({ transaction }) => transaction === 'usage:submit');
    if (batch) return batch.envelope.length / rows.length;
  }
  throw new Error('The batch is in no block.');
}

export async function benchIndex(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    await using ledger = await openEmbeddedLedger({ directory: path.join(folder, 'ledger'), thread: true });
    await foundMarket(ledger);
    const location = { sqlite: path.join(folder, 'index.sqlite') };
    await using index = await openIndex({ ledger, location, log: quiet });
    const pipelineOn = (on: Ledger): Promise<Pipeline> =>
      openPipeline({
        ledger: on,
        index,
        log: quiet,
        settings: { batchRows: 4_000 },
        location: { sqlite: path.join(folder, 'outbox.sqlite') },
        actors: fileActorSecrets(path.join(folder, 'actors')),
      });
    await lag(ledger, index, pipelineOn);
    await replay(ledger, path.join(folder, 'rebuilt.sqlite'));
    await using pipeline = await pipelineOn(ledger);
    let made = 1_000_000;
    for (const [kind, make] of Object.entries(KINDS))
      for (const count of [1_000, 4_000]) {
        const rows = Array.from({ length: count }, () => make((made += 1)));
        const bytes = await bytesOnChain(ledger, pipeline, rows);
        report(`chain: ${kind}, ${count} in a batch`, Number(bytes.toFixed(1)), 'bytes/event', AIM_BYTES);
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
