// SPDX-License-Identifier: Apache-2.0
/** Usage from the gateway's intake to its commit on the embedded ledger, on disk, index following. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline, type PipelineSettings } from '@catalog-chain/gateway/usage/open-pipeline';
import { PipelineOverloaded, type Pipeline, type Reporter } from '@catalog-chain/gateway/usage/ports';
import { foundMarket, usages } from '../support/embedded-market.js';
import { report } from './measure.js';

const quiet = { info: () => 0, warn: () => 0, error: console.error };
const REPORTER: Reporter = { organisation: 'ConsumerMSP', side: 'claim' };

interface Load {
  readonly events: number;
  readonly perRequest: number;
  readonly clients: number;
  readonly settings?: Partial<PipelineSettings>;
}

interface Speed {
  readonly perSecond: number;
  readonly cpuMicros: number;
  /** Until the index had what was committed. */
  readonly lagMs: number;
}

/** Sends until it is taken. @returns the newest block it is in */
async function send(pipeline: Pipeline, body: string): Promise<number> {
  try {
    const { receipt = '' } = await pipeline.accept(REPORTER, JSON.parse(body) as unknown[]);
    const final = await pipeline.waitRequest(REPORTER.organisation, receipt, 60_000);
    if (final?.state !== 'committed') throw new Error(JSON.stringify(final));
    return Math.max(...final.batches.map(({ block }) => block ?? 0));
  } catch (error) {
    if (!(error instanceof PipelineOverloaded)) throw error;
    await delay(20);
    return send(pipeline, body);
  }
}

async function drive(pipeline: Pipeline, bodies: readonly string[], clients: number): Promise<number> {
  const left = bodies.values();
  let newest = 0;
  const client = async (): Promise<void> => {
    for (const body of left) newest = Math.max(newest, await send(pipeline, body));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return newest;
}

function bodiesOf({ events, perRequest }: Load): string[] {
  const count = Math.ceil(events / perRequest);
  return Array.from({ length: count }, (_, i) => JSON.stringify(usages(perRequest, i * perRequest)));
}

async function measure(load: Load): Promise<Speed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    await using ledger = await openEmbeddedLedger({ directory: path.join(folder, 'ledger'), thread: true });
    await foundMarket(ledger);
    const location = { sqlite: path.join(folder, 'index.sqlite') };
    await using index = await openIndex({ ledger, location, log: quiet });
    await using pipeline = await openPipeline({
      ledger,
      index,
      log: quiet,
      settings: load.settings ?? {},
      location: { sqlite: path.join(folder, 'outbox.sqlite') },
      actors: fileActorSecrets(path.join(folder, 'actors')),
    });
    const bodies = bodiesOf(load);
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const newest = await drive(pipeline, bodies, load.clients);
    const end = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    await index.reached(newest, 120_000);
    return {
      perSecond: Math.round((load.events * 1000) / (end - start)),
      cpuMicros: Number(((user + system) / load.events).toFixed(1)),
      lagMs: Math.round(performance.now() - end),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const single = await measure({
  events: 2_000,
  perRequest: 1,
  clients: 64,
  settings: { batchRows: 1, aloneRows: 1, inFlight: 64 },
});
report('intake to commit, one event per transaction', single.perSecond, 'events/s');
for (const perRequest of [1_000, 4_000]) {
  const settings = { batchRows: perRequest };
  const { perSecond, cpuMicros, lagMs } = await measure({
    events: 120_000,
    perRequest,
    clients: 8,
    settings,
  });
  const name = `intake to commit, ${perRequest} events per request`;
  report(name, perSecond, 'events/s', single.perSecond);
  report(`${name}: CPU time of all threads, index included`, cpuMicros, 'µs/event');
  report(`${name}: index behind at the end`, lagMs, 'ms');
}
