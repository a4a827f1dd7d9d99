// SPDX-License-Identifier: Apache-2.0
/**
 * The demo: a gateway on the embedded ledger that serves several organisations at once, filled on its first start.
 * `PORT` (default 8080), `DEMO_DIR` (state, default `.demo`), `DEMO_INFO` (file to write `{url, logins}` to once
 * ready).
 */
import path from 'node:path';
import { ApiClient } from '../cli/api-client.js';
import { CatalogApi } from '../cli/catalog-api.js';
import { DemoLogins } from '../cli/logins.js';
import { startGateway, type Gateway } from '../compose.js';
import { readConfig } from '../config.js';
import { createLog } from '../support/log.js';
import { stopSignal } from '../support/stop-signal.js';
import { demoLogins, writeTokens, writeWhole } from './demo-logins.js';
import { SeedTimes } from './seed-times.js';
import { seed } from './seed.js';
import { welcome } from './welcome.js';

const stateDir = path.resolve(process.env['DEMO_DIR'] ?? '.demo');

const config = readConfig({
  PORT: process.env['PORT'],
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  DEMO: 'true',
  ORGANISATIONS: '*',
  STATE_DIR: stateDir,
});

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** @returns what to tell its user */
async function fill(gateway: Gateway): Promise<string[]> {
  const { demoTokens: tokens, url } = gateway;
  if (!tokens) throw new Error('A demo signs its own tokens.');
  const times = await SeedTimes.open(stateDir);
  if (!times.has('done')) say(['Filling a new demo through its own API ...']);
  await seed(new CatalogApi(new ApiClient(url), new DemoLogins(tokens, undefined)), times);
  const logins = await demoLogins(tokens);
  const folder = await writeTokens(stateDir, logins);
  const file = process.env['DEMO_INFO'];
  if (file) await writeWhole(file, `${JSON.stringify({ url, logins }, null, 2)}\n`);
  return welcome(url, stateDir, folder, logins);
}

const told = stopSignal();
const logger = createLog(config.logLevel);
try {
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
