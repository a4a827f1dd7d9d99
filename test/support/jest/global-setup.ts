// SPDX-License-Identifier: Apache-2.0
/** Before the first test file: what an interrupted run left behind goes, and a person at a terminal is asked what has to be asked. */
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { removeFilledDemos } from '../demo-process.js';
import { removeSharedNetwork } from '../fabric-network.js';
import { engineMissing, removeContainers, report } from '../containers.js';

const SETTING = 'CATALOG_INSTALL_ENGINE';
/** No run takes as long. */
const ABANDONED_MS = 3 * 3_600_000;

/**
 * Test files run in processes without a terminal, which would take it that there is nobody to ask. So the engine is
 * asked for here; they install nothing that nobody agreed to, and skip what they lack with the reason.
 */
async function askOnce(): Promise<void> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  if (!terminal || (process.env[SETTING] ?? '') !== '') return;
  const missing = await engineMissing();
  if (missing !== undefined) report(`tests that need one are skipped. ${missing}`);
  process.env[SETTING] = '0';
}

/** Of runs that were killed: what lies in memory goes with nobody else. */
async function sweepMemory(): Promise<void> {
  const place = tmpdir();
  if (!path.basename(place).startsWith('catalog-chain-tests-')) return;
  for (const name of await readdir(place)) {
    const left = path.join(place, name);
    // Another run may have removed it since.
    const known = await stat(left).catch(() => undefined);
    if (known && Date.now() - known.mtimeMs > ABANDONED_MS) await rm(left, { recursive: true, force: true });
  }
}

async function prepare(): Promise<void> {
  await askOnce();
  await sweepMemory();
  await removeSharedNetwork();
  await removeContainers();
  await removeFilledDemos();
}

export { prepare as default };
