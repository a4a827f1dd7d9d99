// SPDX-License-Identifier: Apache-2.0
/** A month's appraisal of a provider: `EVENTS` uses in all, 1,000,000 by default, half claimed and half attested. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appraise } from '@catalog-chain/gateway/appraisal/appraise';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { leafOf, ScriptedChain } from '../support/scripted-chain.js';
import { report } from './measure.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const GRANTS = 50;
const BATCH = 1000;

/** One event in a hundred is a violation; of a hundred claims 99 are attested. */
function addBatches(chain: ScriptedChain, from: number): void {
  const numbers = Array.from({ length: BATCH }, (_, i) => from + i);
  const claims = numbers.map((n) => leafOf(n, { grant: `G${n % GRANTS}` }));
  chain.batch('ConsumerMSP', claims, {
    violations: Object.fromEntries(
      numbers.filter((n) => n % 100 === 7).map((n) => [n - from, ['wrong-purpose' as const]]),
    ),
  });
  const attested = numbers
    .filter((n) => n % 100 !== 3)
    .map((n) =>
      leafOf(n + EVENTS, {
        side: 'attestation',
        correlation: `exchange-${n}`,
        grant: `G${n % GRANTS}`,
        at: leafOf(n).at,
      }),
    );
  chain.batch('ProviderMSP', attested);
}

const folder = mkdtempSync(path.join(tmpdir(), 'appraisal-'));
const location = { sqlite: path.join(folder, 'index.sqlite') };
{
  await using database = openIndexDatabase(location);
  const chain = new ScriptedChain();
  await bindToChain(database, (await chain.info()).genesisHash);
  const writer = new IndexWriter(database);
  for (let n = 0; n < GRANTS; n += 1) chain.grant(`G${n}`, `ProviderMSP:R${n % 10}`);
  await writer.apply(chain.chain);
  for (let n = 0; n < EVENTS / 2; n += BATCH) {
    chain.chain.splice(0, chain.chain.length - 1);
    addBatches(chain, n);
    await writer.apply(chain.chain);
  }
  await using tables = openIndexDatabase(location, true);
  const index = new SqlIndexReader(tables);
  const start = performance.now();
  const months = { from: '2026-01', to: '2026-01' };
  const appraisal = await appraise(index, { organisation: 'ProviderMSP', months });
  const seconds = Number(((performance.now() - start) / 1000).toFixed(2));
  const { of, met } = appraisal.figures.find(({ figure }) => figure === 'uses-attested') ?? {};
  if (of?.count !== EVENTS / 2 || met?.count !== (EVENTS / 2) * 0.99)
    throw new Error('The figures are wrong.');
  report(`appraisal of a month among ${EVENTS} events`, seconds, 's');
}
rmSync(folder, { recursive: true });
