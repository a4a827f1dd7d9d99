// SPDX-License-Identifier: Apache-2.0
/** Before the first test file: what an interrupted run left behind goes, and a person at a terminal is asked what has to be asked. */
import process from 'node:process';
import { removeFilledDemos } from '../demo-process.js';
import { removeSharedNetwork } from '../fabric-network.js';
import { engineMissing, removeContainers, report } from '../containers.js';

const SETTING = 'CATALOG_INSTALL_ENGINE';

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

async function prepare(): Promise<void> {
  await askOnce();
  await removeSharedNetwork();
  await removeContainers();
  await removeFilledDemos();
}

export { prepare as default };
