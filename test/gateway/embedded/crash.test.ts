// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Probe, scratch } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 12);
/** Acknowledged before the kill in every other round; the others may be killed before the first. */
const ACKS = 3;
const LOAD = path.resolve(import.meta.dirname, '../../support/ledger-under-load.js');

/** Runs the load until `ms` after the ledger is open and `acks` writes are acknowledged, kills it, and returns what it said in whole lines. */
async function killed(
  directory: string,
  round: number,
  ms: number,
  acks: number,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [LOAD, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const opened = Promise.withResolvers<undefined>();
  const committed = Promise.withResolvers<undefined>();
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString('utf8');
    if (said.startsWith('open\n')) opened.resolve(undefined);
    if (idsOf(said.split('\n'), 'ack').length >= acks) committed.resolve(undefined);
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => {
      resolve(signal);
    });
  });
  await Promise.race([opened.promise, ended]);
  await Promise.race([committed.promise, ended]);
  await sleep(ms);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it did not end by itself');
  return said.split('\n').slice(0, -1);
}

const idsOf = (lines: readonly string[], word: string): string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ')[1] ?? '');

test(`killed ${ROUNDS} times under load, a ledger holds whole blocks and all that it acknowledged`, async () => {
  using directory = scratch();
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = await killed(directory.path, round, 5 + ((round * 37) % 160), round % 2 === 0 ? 0 : ACKS);
    await using ledger = await Probe.open({ directory: directory.path });
    await ledger.ledger.verifyChain();
    for (const id of idsOf(lines, 'ack')) {
      assert.equal((await ledger.ledger.outcome(id)).status, 'committed', `lost ${id}`);
      acknowledged += 1;
    }
    for (const id of idsOf(lines, 'try')) await assertOnce(ledger, id);
  }
  assert.ok(acknowledged >= Math.floor(ROUNDS / 2) * ACKS, `the load did commit: ${acknowledged}`);
});

/** Committed once, or not at all. */
async function assertOnce(ledger: Probe, id: string): Promise<void> {
  const { status } = await ledger.ledger.outcome(id);
  assert.ok(status === 'committed' || status === 'unknown', status);
}
