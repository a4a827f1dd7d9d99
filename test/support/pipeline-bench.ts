// SPDX-License-Identifier: Apache-2.0
/** A pipeline with index and embedded ledger, for tests. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import type { BlockSource, Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline, type PipelineSettings } from '@catalog-chain/gateway/usage/open-pipeline';
import type { AcceptedRows, Pipeline, Reporter } from '@catalog-chain/gateway/usage/ports';
import type { PipelineLedger } from '@catalog-chain/gateway/usage/commit/settle';
import { openMarket } from './embedded-market.js';
import { inlineWorkers } from './inline-index.js';
import type { TestContext } from './testing.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };
export const CLAIM: Reporter = { organisation: 'ConsumerMSP', side: 'claim' };

export interface Bench extends AsyncDisposable {
  readonly folder: string;
  readonly ledger: Ledger;
  readonly index: Index;
  readonly pipeline: Pipeline;
}

export interface Setting {
  readonly wrap?: (ledger: PipelineLedger) => PipelineLedger;
  readonly settings?: Partial<PipelineSettings>;
  readonly keyed?: number;
  /** The intake's index knows nothing. */
  readonly blind?: boolean;
}

const NOTHING = {
  get: () => Promise.resolve(undefined),
  list: () => Promise.resolve({ items: [], asOf: 0 }),
  statedExchange: () => Promise.resolve(undefined),
};

const methodsOf = (ledger: Ledger): PipelineLedger => ({
  evaluate: ledger.evaluate.bind(ledger),
  prepare: ledger.prepare.bind(ledger),
  submit: ledger.submit.bind(ledger),
  outcome: ledger.outcome.bind(ledger),
});

const chainOf = (ledger: Ledger): BlockSource => ({
  info: ledger.info.bind(ledger),
  blocks: ledger.blocks.bind(ledger),
});

export async function bench(
  t: TestContext,
  { wrap = (one) => one, settings = {}, keyed, blind = false }: Setting = {},
): Promise<Bench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pipeline-'));
  const stack = new AsyncDisposableStack();
  t.after(async () => {
    await stack.disposeAsync();
    rmSync(folder, { recursive: true });
  });
  const ledger = stack.use(await openMarket(undefined, ['G-1', 'G-2'], keyed));
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  const index = stack.use(
    await openIndex({ ledger, location, log: quiet, workers: inlineWorkers(location) }),
  );
  const pipeline = stack.use(
    await openPipeline({
      ledger: { ...wrap(methodsOf(ledger)), ...chainOf(ledger) },
      index: blind ? NOTHING : index,
      settings,
      log: quiet,
      location: { sqlite: path.join(folder, 'outbox.sqlite') },
      actors: fileActorSecrets(path.join(folder, 'actors')),
    }),
  );
  return { folder, ledger, index, pipeline, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export async function committed(
  { pipeline, index }: Bench,
  { receipt }: AcceptedRows,
  by = CLAIM,
): Promise<void> {
  assert.ok(receipt);
  const final = await pipeline.waitRequest(by.organisation, receipt, 20_000);
  assert.equal(final?.state, 'committed');
  await index.reached(Math.max(...final.batches.map(({ block }) => block ?? 0)));
}

/** Sequences of an organisation's journals, each from 1 without gap, every root named by the next. */
export async function assertGapless(index: Index): Promise<number> {
  const headers: BatchHeader[] = [];
  let cursor: string | undefined;
  do {
    const page = await index.list('batch', {}, { limit: 1000, ...(cursor && { cursor }) });
    headers.push(...page.items.map(({ value }) => value));
    cursor = page.next;
  } while (cursor !== undefined);
  const journals = Map.groupBy(headers, ({ organisation, journal }) => `${organisation}/${journal}`);
  for (const batches of journals.values()) {
    batches.forEach(({ sequence, previousRoot }, i) => {
      assert.equal(sequence, i + 1);
      assert.equal(previousRoot, batches[i - 1]?.root ?? '0'.repeat(64));
    });
  }
  assert.deepEqual((await index.anomalies()).items, []);
  return headers.reduce((sum, { count }) => sum + count, 0);
}
