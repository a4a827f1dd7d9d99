// SPDX-License-Identifier: Apache-2.0
/** However many bodies are worked on at the same time, a turn of the event loop is no longer than for one. */
import assert from 'node:assert/strict';
import { FairTurns } from '@catalog-chain/gateway/support/fair-turns';
import { registerMembers } from '../support/api-flows.js';
import { usage } from '../support/embedded-market.js';
import { CONSUMER, PROVIDER, startTestGateway } from '../support/gateway.js';
import { test } from '../support/testing.js';

/** Turns of a loop by a clock that only work moves on. */
class Loop {
  time = 0;
  /** How long each turn was. */
  readonly lengths: number[] = [];
  private began = 0;
  private waiting: (() => void)[] = [];
  readonly turns = new FairTurns(
    () => this.time,
    (go) => this.waiting.push(go),
  );

  /** Runs turns until nothing waits any more. */
  async run(): Promise<void> {
    this.began = this.time;
    while (this.waiting.length > 0) {
      const due = this.waiting;
      this.waiting = [];
      for (const go of due) go();
      this.lengths.push(this.time - this.began);
      this.began = this.time;
      await Promise.resolve();
    }
  }

  /** Steps of a millisecond each. */
  *steps(count: number, each: () => void = () => undefined): Generator<void> {
    for (let step = 0; step < count; step += 1) {
      this.time += 1;
      each();
      yield;
    }
  }
}

test('32 bodies at a time make no turn longer, and another’s request begins and ends among them', async () => {
  const loop = new Loop();
  const done: string[] = [];
  for (let body = 0; body < 32; body += 1)
    void loop.turns.work('much', loop.steps(100)).then(() => done.push('much'));
  let waited = 0;
  loop.turns.start('little', () => {
    waited = loop.lengths.length;
    void loop.turns.work('little', loop.steps(20)).then(() => done.push('little'));
  });
  await loop.run();
  assert.equal(done.length, 33);
  assert.equal(done[0], 'little');
  assert.ok(waited <= 1, `the other's request waited for ${waited} turns`);
  assert.ok(Math.max(...loop.lengths) <= 5, `${Math.max(...loop.lengths)} ms in one turn`);
});

test('work that fails says so, and what waits behind it goes on', async () => {
  const loop = new Loop();
  const fails = loop.turns.work(
    'a',
    loop.steps(10, () => {
      if (loop.time > 8) throw new Error('a bad row');
    }),
  );
  const goesOn = loop.turns.work('a', loop.steps(3));
  await Promise.all([loop.run(), assert.rejects(fails, /a bad row/), goesOn]);
});

const ROWS = 200;
const rows = (from: number): readonly object[] =>
  Array.from({ length: ROWS }, (_, n) => ({ ...usage(from + n), outcome: 'none' }));
const csv = (all: readonly object[]): string =>
  [Object.keys(all[0] ?? {}).join(','), ...all.map((row) => Object.values(row).join(','))].join('\n');
const BODIES: Readonly<Record<string, (all: readonly object[]) => string>> = {
  'application/json': (all) => JSON.stringify(all),
  'application/x-ndjson': (all) => all.map((row) => JSON.stringify(row)).join('\n'),
  'text/csv': csv,
};

test('a gateway that takes many bodies reads and judges a few rows in each turn, and answers others meanwhile', async () => {
  // Every look at the clock, one for each row, is a millisecond; turns are counted by what they held.
  let time = 0;
  let began = 0;
  let longest = 0;
  const turns = new FairTurns(
    () => (time += 1),
    (go) => {
      longest = Math.max(longest, time - began);
      began = time;
      setImmediate(go);
    },
  );
  await using gateway = await startTestGateway({ parts: (parts) => ({ ...parts, turns }) });
  await registerMembers(gateway);
  longest = 0;
  const finished: string[] = [];
  const types = Array.from({ length: 8 }, () => Object.keys(BODIES)).flat();
  const bodies = types.map(async (type, n) => {
    const raw = BODIES[type]?.(rows(n * ROWS)) ?? '';
    const sending = { headers: { 'content-type': type }, raw };
    const answer = await gateway.call<{ refused: number }>(
      [PROVIDER, 'submitter'],
      'POST',
      '/v1/usage-events',
      sending,
    );
    assert.equal(answer.status, 200, answer.text);
    finished.push(type);
  });
  const read = await gateway.call([CONSUMER, 'officer'], 'GET', '/v1/duties');
  assert.equal(read.status, 200);
  assert.ok(finished.length < bodies.length, 'a read is answered before the bodies are');
  await Promise.all(bodies);
  const work = 2 * ROWS * bodies.length;
  assert.ok(time > work, 'every row was a step');
  assert.ok(longest <= 12, `${longest} looks at the clock in one turn, of ${work} steps in all`);
});
