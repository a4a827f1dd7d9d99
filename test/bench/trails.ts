// SPDX-License-Identifier: Apache-2.0
/** Pages of trails over a growing index. `EVENTS=1000000` by default. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import type { TrailKind, TrailQuery } from '@catalog-chain/gateway/index/model/trails';
import { digest32, leafOf, ScriptedChain } from '../support/scripted-chain.js';
import { report } from './measure.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const GRANTS = 50;
const RECORDS = 100_000;
/** One event in five names one of these, so that their trails fill a page at either size. */
const BUSY_RECORDS = 200;
const PAGES = 400;

const resourceOf = (grant: number): string => `ProviderMSP:R${grant % 10}`;
const number = (n: number, of: number): number => Math.abs(Math.imul(n, 2_654_435_761) % of);
const busy = (n: number): string => digest32(`busy record ${n % BUSY_RECORDS}`);
const recordOf = (n: number): string =>
  n % 5 === 0 ? busy(n / 5) : digest32(`record ${number(n, RECORDS)}`);

function batchOf(chain: ScriptedChain, batch: number): void {
  const leaves = Array.from({ length: 1000 }, (_, i) => {
    const n = batch * 1000 + i;
    const names = { record: recordOf(n), actor: digest32(`actor ${number(n, 500)}`) };
    return leafOf(n, { grant: `G${n % GRANTS}`, ...names });
  });
  chain.batch('ConsumerMSP', leaves);
}

const ids: Readonly<
  Record<'record' | 'grant' | 'resource' | 'organisation' | 'actor', (n: number) => string>
> = {
  record: busy,
  grant: (n) => `G${n % GRANTS}`,
  resource: (n) => resourceOf(n),
  organisation: () => 'ConsumerMSP',
  actor: (n) => digest32(`actor ${n % 500}`),
};

/** @returns the 95th percentile, milliseconds, of first and second pages */
async function p95(index: SqlIndexReader, kind: keyof typeof ids): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < PAGES; n += 1) {
    const query: TrailQuery = { kind: kind satisfies TrailKind, ids: [ids[kind](n * 7)], limit: 50 };
    const start = performance.now();
    const { next } = await index.trail(n % 2 === 0 ? query : { ...query, order: 'newest' });
    times.push(performance.now() - start);
    if (next === undefined || n % 2 === 1) continue;
    const again = performance.now();
    await index.trail({ ...query, cursor: next });
    times.push(performance.now() - again);
  }
  times.sort((a, b) => a - b);
  return Number((times[Math.floor(times.length * 0.95)] ?? NaN).toFixed(3));
}

const folder = mkdtempSync(path.join(tmpdir(), 'trails-'));
const location = { sqlite: path.join(folder, 'index.sqlite') };
{
  await using database = openIndexDatabase(location);
  const chain = new ScriptedChain();
  await bindToChain(database, (await chain.info()).genesisHash);
  const writer = new IndexWriter(database);
  for (let n = 0; n < GRANTS; n += 1) chain.grant(`G${n}`, resourceOf(n));
  await writer.apply(chain.chain);
  const sizes = [EVENTS / 10, EVENTS];
  const before = new Map<string, number>();
  let [written, spent] = [0, 0];
  for (const size of sizes) {
    for (; written < size; written += 4000) {
      chain.chain.splice(0, chain.chain.length - 1);
      for (let i = 0; i < 4; i += 1) batchOf(chain, written / 1000 + i);
      const start = performance.now();
      await writer.apply(chain.chain.slice(1));
      spent += performance.now() - start;
    }
    report(`index: writing up to ${size} events`, Math.round((written * 1000) / spent), 'events/s');
    await using tables = openIndexDatabase(location, true);
    const index = new SqlIndexReader(tables);
    for (const kind of Object.keys(ids) as (keyof typeof ids)[]) {
      const ms = await p95(index, kind);
      report(`trail of a ${kind}: page of 50 among ${size} events, p95`, ms, 'ms', before.get(kind));
      before.set(kind, ms);
    }
  }
}
rmSync(folder, { recursive: true });
