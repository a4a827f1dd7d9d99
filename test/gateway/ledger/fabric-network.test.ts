// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { agreed, type Answer } from '@catalog-chain/gateway/ledger/fabric-network/answers';
import { BoundedQueue } from '@catalog-chain/gateway/ledger/fabric-network/bounded-queue';
import { connectionProfile } from '@catalog-chain/gateway/ledger/fabric-network/connection-profile';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { test } from '../../support/testing.js';

const answer = (status: number, text: string): Answer => ({
  response: { status, message: text, payload: Buffer.from(text) },
  payload: Buffer.from(`signed ${text}`),
});

const code = (expected: string) => (error: unknown) =>
  error instanceof LedgerError && error.code === expected;

async function taken<T>(queue: BoundedQueue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

test('endorsers that came to the same result agree', () => {
  assert.equal(agreed({ responses: [answer(200, 'a'), answer(200, 'a')], errors: [] }).response.message, 'a');
});

test('endorsers that came to different results, or of whom one refuses, disagree', () => {
  const differing = { responses: [answer(200, 'a'), answer(200, 'b')], errors: [] };
  assert.throws(() => agreed(differing), code('ENDORSEMENT_MISMATCH'));
  const refusing = {
    responses: [answer(200, 'a'), answer(500, 'catalog-chain NOT_FOUND: no such record')],
    errors: [],
  };
  assert.throws(() => agreed(refusing), code('ENDORSEMENT_MISMATCH'));
});

test('a refusal by all is no disagreement, and carries the code of the contract', () => {
  const responses = [
    answer(500, 'catalog-chain NOT_FOUND: no such record'),
    answer(500, 'catalog-chain NOT_FOUND: no such record'),
  ];
  assert.throws(() => agreed({ responses, errors: [] }), code('NOT_FOUND'));
});

test('a peer that does not answer makes the call fail, though others endorsed it', () => {
  const failing = (message: string): (() => unknown) => {
    return () => agreed({ responses: [answer(200, 'a')], errors: [new Error(message)] });
  };
  assert.throws(failing('REQUEST TIMEOUT'), code('LEDGER_TIMEOUT'));
  assert.throws(failing('Broadcast Client peer:1 is not connected'), code('LEDGER_UNAVAILABLE'));
  assert.throws(failing('something else'), code('LEDGER_FAILURE'));
  const overloaded = Object.assign(new Error('too many requests'), { code: 8 });
  assert.throws(() => agreed({ responses: [], errors: [overloaded] }), code('LEDGER_OVERLOADED'));
});

test('a queue hands on in order, waits for what is to come, and ends', async () => {
  const queue = new BoundedQueue<number>(10);
  queue.push(1);
  const all = taken(queue);
  setImmediate(() => {
    queue.push(2);
    queue.finish();
    assert.equal(queue.push(3), false);
  });
  assert.deepEqual(await all, [1, 2]);
});

test('a queue that is full ends after what it holds: nothing is skipped', async () => {
  const queue = new BoundedQueue<number>(2);
  assert.deepEqual(
    [1, 2, 3, 4].map((item) => queue.push(item)),
    [true, true, false, false],
  );
  assert.deepEqual(await taken(queue), [1, 2]);
});

test('a queue throws its error after what it holds; one that is cancelled holds nothing', async () => {
  const failing = new BoundedQueue<number>(2);
  failing.push(1);
  failing.finish(new Error('cut'));
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const item of failing) seen.push(item);
  }, /cut/);
  assert.deepEqual(seen, [1]);
  const cancelled = new BoundedQueue<number>(2);
  cancelled.push(1);
  cancelled.cancel();
  assert.deepEqual(await taken(cancelled), []);
});

test("the connection profile names every peer once, a member's own in its order, and holds no key", () => {
  const node = (endpoint: string) => ({ endpoint, tlsHostName: 'host', tlsCaPem: 'BEGIN CERTIFICATE' });
  const profile = connectionProfile({
    channel: 'catalog',
    chaincode: 'catalog',
    members: [
      {
        mspId: 'A',
        peers: [node('a:2'), node('a:1')],
        users: { admin: { certificatePem: 'BEGIN CERTIFICATE', privateKeyPem: 'PRIVATE KEY' } },
      },
    ],
    endorsers: { A: [node('a:1'), node('a:2')], B: [node('b:1')] },
    orderers: [node('o:1')],
  });
  assert.deepEqual(profile['organizations'], {
    A: { mspid: 'A', peers: ['host@a:2', 'host@a:1'] },
    B: { mspid: 'B', peers: ['host@b:1'] },
  });
  assert.deepEqual(profile['channels'], {
    catalog: { peers: ['host@a:2', 'host@a:1', 'host@b:1'], orderers: ['host@o:1'] },
  });
  assert.ok(!JSON.stringify(profile).includes('PRIVATE KEY'));
});
