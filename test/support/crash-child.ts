// SPDX-License-Identifier: Apache-2.0
/**
 * A gateway's pipeline on an embedded ledger, to be killed: `node crash-child.js FOLDER ROUND`. It reports rows and
 * notes in FOLDER/acknowledged the ids of those that were acknowledged, then ends when all are final.
 */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import { openMarket, usages } from './embedded-market.js';
import { until } from './until.js';

const [folder = '', round = '0'] = process.argv.slice(2);
const note = path.join(folder, 'acknowledged');
const SIZES = [1, 5, 60, 1, 120, 30, 2, 80];

const ledger = await openMarket(path.join(folder, 'ledger'), ['G-1'], 0);
const pipeline = await openPipeline({
  ledger,
  index: {
    get: () => Promise.resolve(undefined),
    list: () => Promise.resolve({ items: [], asOf: 0 }),
    statedExchange: () => Promise.resolve(undefined),
  },
  location: { sqlite: path.join(folder, 'outbox.sqlite') },
  actors: fileActorSecrets(path.join(folder, 'actors')),
  log: { info: () => 0, warn: () => 0, error: console.error },
  settings: { batchRows: 50, aloneRows: 40, inFlight: 3, lingerMs: 5 },
});
process.send?.('ready');

const requests = SIZES.map(async (size, i) => {
  await delay(i * 10);
  const rows = usages(size, 0, `${round}-${i}-`);
  const { accepted } = await pipeline.accept({ organisation: 'ConsumerMSP', side: 'claim' }, rows);
  if (accepted !== size) throw new Error(`Only ${accepted} of ${size} rows were accepted.`);
  appendFileSync(note, rows.map(({ id }) => `${id}\n`).join(''));
});
await Promise.all(requests);
await until('nothing is pending', () => pipeline.status().pending === 0);
await pipeline[Symbol.asyncDispose]();
await ledger[Symbol.asyncDispose]();
if (process.connected) process.disconnect();
