// SPDX-License-Identifier: Apache-2.0
/** Our verifier and the one in Python, over every case of the kit: the same verdict, and of what is valid the same claims. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecondVerifier } from '../support/second-verifier.js';
import { afterAll, beforeAll, test } from '../support/testing.js';
import { makeBundles } from './bundles.js';
import type { Case } from './case.js';
import { cases } from './cases.js';
import { Layout, ours, wrong, type Answer, type Laid } from './protocol.js';

/** Half a minute each where nothing else runs. */
const TIMEOUT_MS = 1_200_000;

const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
const python = new SecondVerifier();
const asked: { readonly one: Case; readonly laid: Laid; readonly answer: Answer }[] = [];

beforeAll(async () => {
  const layout = new Layout(folder);
  for await (const one of cases(await makeBundles())) {
    const laid = layout.lay(one);
    asked.push({ one: { ...one, bundle: Buffer.alloc(0) }, laid, answer: await ours(laid) });
  }
}, TIMEOUT_MS);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  python[Symbol.dispose]();
});

test('there are more than a thousand cases, of every verdict, and no name is given twice', () => {
  assert.ok(asked.length >= 1_000, `${asked.length} cases`);
  for (const exit of [0, 1, 2]) assert.ok(asked.some(({ one }) => one.exit === exit));
  assert.equal(new Set(asked.map(({ one }) => one.name)).size, asked.length);
});

test('our verifier finds of every case what it must, and for the right reason', () => {
  const faults = asked.flatMap(({ one, answer }) => {
    const found = wrong(one, answer);
    return found === undefined ? [] : [`${one.name}: ${found}`];
  });
  assert.deepEqual(faults, []);
});

test(
  'the verifier in Python finds the same of every case',
  (t) => {
    python.assertReady(t);
    const answers = python.verifyBatch(asked.map(({ laid }) => `${laid.bundle}\t${laid.trust ?? ''}`));
    assert.equal(answers.length, asked.length);
    const faults = asked.flatMap(({ one, answer }, at) => {
      const { exit, lines } = answers[at] ?? { exit: -1, lines: [] };
      if (exit !== one.exit) return [`${one.name}: exit ${exit}, not ${one.exit}`];
      return exit === 0 && lines.join() !== answer.proved.join() ? [`${one.name}: other claims`] : [];
    });
    assert.deepEqual(faults, []);
  },
  TIMEOUT_MS,
);
