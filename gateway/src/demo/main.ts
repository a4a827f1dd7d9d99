// SPDX-License-Identifier: Apache-2.0
/**
 * The demo: a gateway on the embedded ledger that serves several organisations at once, filled on its first start.
 * `PORT` (default 8080), `DEMO_DIR` (state, default `.demo`), `DEMO_INFO` (file to write `{url, logins}` to once
 * ready), `DEMO_PAST=false` (begin today, without the months before).
 */
import path from 'node:path';
import { ApiClient } from '../cli/client/api-client.js';
import { CatalogApi } from '../cli/client/catalog-api.js';
import { DemoLogins } from '../cli/client/logins.js';
import { startGateway, type Gateway } from '../compose.js';
import { readConfig } from '../config.js';
import { createLog } from '../support/log.js';
import type { Logger } from 'winston';
import { stopSignal } from '../support/stop-signal.js';
import { demoLogins, writeTokens, writeWhole } from './demo-logins.js';
import { PAST_DAYS } from './past.js';
import { PastClock } from './past-clock.js';
import { SeedTimes } from './seed-times.js';
import { seed, seedPast } from './seed.js';
import { welcome, whatCameOfIt } from './welcome.js';

const DAY_MS = 86_400_000;
const stateDir = path.resolve(process.env['DEMO_DIR'] ?? '.demo');

const config = readConfig({
  PORT: process.env['PORT'],
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  DEMO: 'true',
  ORGANISATIONS: '*',
  STATE_DIR: stateDir,
});

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

const apiOf = ({ url, demoTokens: tokens }: Gateway): CatalogApi => {
  if (!tokens) throw new Error('A demo signs its own tokens.');
  return new CatalogApi(new ApiClient(url), new DemoLogins(tokens, undefined));
};

/** What was written before a demo was killed is read before more is: what is there already is found by reading. */
const caughtUp = async ({ ledger, index }: Gateway): Promise<void> =>
  index.reached((await ledger.info()).height - 1);

/** What happened before today is told to a gateway that nobody else meets: its clock stands in the past. */
async function fillPast(log: Logger): Promise<void> {
  const times = await SeedTimes.open(stateDir);
  if (times.has('past') || times.has('done') || process.env['DEMO_PAST'] === 'false') return;
  say(['Telling what happened in the months before ...']);
  const clock = new PastClock((await times.reach('now')) - PAST_DAYS * DAY_MS);
  await using gateway = await startGateway({ ...config, port: 0 }, log, clock.now);
  await caughtUp(gateway);
  await seedPast(apiOf(gateway), times, clock);
}

/** @returns what to tell its user */
async function fill(gateway: Gateway): Promise<string[]> {
  const { demoTokens: tokens, url } = gateway;
  if (!tokens) throw new Error('A demo signs its own tokens.');
  const times = await SeedTimes.open(stateDir);
  if (!times.has('done')) say(['Filling a new demo through its own API ...']);
  await caughtUp(gateway);
  await seed(apiOf(gateway), times);
  const logins = await demoLogins(tokens);
  const folder = await writeTokens(stateDir, logins);
  const file = process.env['DEMO_INFO'];
  if (file) await writeWhole(file, `${JSON.stringify({ url, logins }, null, 2)}\n`);
  const place = { url, stateDir, tokens: folder };
  const story = times.has('past') ? whatCameOfIt(place, await times.reach('now')) : [];
  return welcome(place, logins, story);
}

const told = stopSignal();
const logger = createLog(config.logLevel);
try {
  await fillPast(logger);
  await using gateway = await startGateway(config, logger);
  const lines = await Promise.race([fill(gateway), told]);
  if (Array.isArray(lines)) say(lines);
  await told;
} catch (error) {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    process.stderr.write(`Port ${config.port} is taken. Choose another: make demo PORT=8081\n`);
  else logger.error('the demo failed', { error });
  process.exitCode = 1;
}
