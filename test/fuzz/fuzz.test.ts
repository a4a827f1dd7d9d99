// SPDX-License-Identifier: Apache-2.0
/** A little of `make fuzz`, always with the same seed. */
import assert from 'node:assert/strict';
import { CONSUMER } from '../support/gateway.js';
import { test } from '../support/testing.js';
import { fuzzArguments } from './arguments.js';
import { fuzzBundles } from './bundles.js';
import { fuzzDecisions } from './decisions.js';
import { fuzzApi, fuzzRows, fuzzStreams } from './http.js';
import { fuzzSignIn } from './sign-in.js';
import { missingSchemathesis } from './schemathesis.js';

const SEED = 20_260_101;
const TIMEOUT_MS = 240_000;

test('changed arguments of every transaction are refused by a code, write nothing and take no time', async () => {
  const { calls, faults } = await fuzzArguments(SEED, 4);
  assert.ok(calls > 400);
  assert.deepEqual(faults, []);
});

test(
  'changed bundles are invalid, unreadable, or the same',
  async () => {
    const { verdicts, faults } = await fuzzBundles(SEED, 60, 2);
    assert.deepEqual(faults, []);
    for (const verdict of ['invalid', 'unreadable']) assert.ok((verdicts[verdict] ?? 0) > 0, verdict);
  },
  TIMEOUT_MS,
);

test('streams of events and of rows answer whatever they are asked and sent', async () => {
  assert.deepEqual(await fuzzStreams(SEED, 12), []);
  assert.deepEqual(await fuzzRows(SEED, 60), []);
});

test('decisions are written with the signature of a person over just that, and with no other', async () => {
  const { written, found } = await fuzzDecisions(SEED, 120);
  assert.ok(written > 2, `${written} written`);
  assert.deepEqual(found, []);
});

test('the doors of sessions let nobody in who comes with garbage, and do not fail', async () => {
  assert.deepEqual(await fuzzSignIn(SEED, 120), []);
});

test(
  'the API answers as it is described, whatever it is sent',
  async (t) => {
    const why = missingSchemathesis();
    if (why !== undefined) t.skip(why);
    assert.deepEqual(await fuzzApi([CONSUMER, 'officer'], SEED, { apart: 12, chained: 8 }), []);
  },
  TIMEOUT_MS,
);
