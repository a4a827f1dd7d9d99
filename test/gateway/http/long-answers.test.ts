// SPDX-License-Identifier: Apache-2.0
/** Long answers are written slice by slice: whoever asks meanwhile waits for a slice, and not for the whole. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import express from 'express';
import { sendLines } from '@catalog-chain/gateway/http/send/lines';
import { FairTurns } from '@catalog-chain/gateway/support/fair-turns';
import { registerMembers } from '../../support/api-flows.js';
import { CONSUMER, startTestGateway } from '../../support/gateway.js';
import { longestHold } from '../../support/longest-hold.js';
import { test } from '../../support/testing.js';

const ROWS = 50_000;
/** A slice, a turn of other work and a collection of garbage; all of an answer at once takes 70 ms. */
const MOST_MS = 20;

interface Asked {
  readonly status: number;
  readonly lines: number;
  readonly last: unknown;
}

/** Asks from a thread of its own, so that its own work is not measured. `ROWS` stands for that many rows that are refused. */
const CLIENT = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { url, rows, ...options } = workerData;
  const row = (n) => JSON.stringify({ id: 'x', kind: 'use', correlation: 'c-' + n });
  const body = rows && Array.from({ length: rows }, (_, n) => row(n)).join('\\n');
  const asked = async () => {
    parentPort.postMessage('ready');
    await new Promise((resolve) => parentPort.once('message', resolve));
    const answer = await fetch(url, { ...options, body });
    const text = await answer.text();
    const all = rows ? JSON.parse(text).rows : text.trimEnd().split('\\n').map((line) => JSON.parse(line));
    parentPort.postMessage({ status: answer.status, lines: all.length, last: all.at(-1) });
  };
  asked();
`;

/** @returns what was answered, and how long it held this thread at most */
async function asked(workerData: object): Promise<readonly [Asked, number]> {
  const worker = new Worker(CLIENT, { eval: true, workerData });
  await once(worker, 'message');
  worker.postMessage('go');
  const told = once(worker, 'message') as Promise<Asked[]>;
  const longest = await longestHold(told);
  const [answer] = await told;
  assert.ok(answer);
  return [answer, longest];
}

/** So often it is asked: garbage may be collected during one answer. */
const TRIES = 3;

/** @returns the last answer, and how long the one that held this thread least held it at most, once all is compiled */
async function askedAgain(workerData: object): Promise<readonly [Asked, number]> {
  let [answer, least] = [(await asked(workerData))[0], Infinity];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [again, longest] = await asked(workerData);
    [answer, least] = [again, Math.min(least, longest)];
  }
  return [answer, least];
}

test(`the results of ${ROWS} rows hold the loop for no longer than a slice`, async (t) => {
  await using gateway = await startTestGateway();
  await registerMembers(gateway);
  const headers = {
    authorization: `Bearer ${await gateway.token(CONSUMER, 'submitter')}`,
    'content-type': 'application/x-ndjson',
  };
  const url = `${gateway.url}/v1/usage-events`;
  const asking = { url, method: 'POST', headers, rows: ROWS };
  const [answer, longest] = await askedAgain(asking);
  t.note(`longest hold ${longest.toFixed(1)} ms`);
  assert.equal(answer.status, 200);
  assert.equal(answer.lines, ROWS);
  assert.deepEqual((answer.last as { row: number; status: string }).row, ROWS - 1);
  assert.ok(longest < MOST_MS, `${longest} ms`);
  assert.deepEqual(gateway.departures, []);
});

test(`an export of ${ROWS} lines holds the loop for no longer than a slice`, async (t) => {
  const app = express();
  const page = Array.from({ length: 1_000 }, (_, n) => ({ id: n, text: 'x'.repeat(200) }));
  async function* pages(): AsyncGenerator {
    for (let n = 0; n < ROWS; n += page.length) yield* await Promise.resolve(page);
  }
  const turns = new FairTurns();
  app.get('/', (_request, response) => sendLines(response, pages(), (steps) => turns.work('reader', steps)));
  const server = app.listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asking = { url: `http://127.0.0.1:${port}/` };
  const [answer, longest] = await askedAgain(asking);
  t.note(`longest hold ${longest.toFixed(1)} ms`);
  assert.deepEqual([answer.status, answer.lines], [200, ROWS]);
  assert.ok(longest < MOST_MS / 2, `${longest} ms`);
});
