// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FairLines, FairTurns } from '@catalog-chain/gateway/support/fair-turns';
import { Shares } from '@catalog-chain/gateway/support/shares';
import { test } from '../support/testing.js';

const user = (name: string): { readonly name: string; readonly share: number }[] => [{ name, share: 1 }];

test('one holder has half at most, and whoever comes next finds room', () => {
  const places = new Shares(100);
  let held = 0;
  while (places.take(user('greedy'))) held += 1;
  assert.equal(held, 50);
  let second = 0;
  while (places.take(user('second'))) second += 1;
  assert.equal(second, 25);
  assert.ok(places.take(user('third')));
});

test('while some of the holders are at their share, one that has nothing is always let in', () => {
  const step = fc.record({ holder: fc.integer({ min: 0, max: 4 }), back: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const places = new Shares(64);
      const held: (() => void)[] = [];
      for (const { holder, back } of steps) {
        const release = back ? held.pop() : places.take(user(`h${holder}`));
        if (back) release?.();
        else if (release) held.push(release);
      }
      const newcomer = places.take(user('newcomer'));
      assert.ok(newcomer, `${places.taken} of 64 are taken by five holders`);
      newcomer();
      for (const release of held) release();
      assert.equal(places.taken, 0);
    }),
  );
});

test('what weighs more than everything goes alone, and giving back twice gives back once', () => {
  const places = new Shares(10);
  const heavy = places.take(user('a'), 50);
  assert.ok(heavy);
  assert.equal(places.take(user('b')), undefined);
  heavy();
  heavy();
  assert.equal(places.taken, 0);
  assert.ok(places.take(user('b')));
});

test('lines are served in turn, in order within each', () => {
  const lines = new FairLines();
  const gone: string[] = [];
  const add = (holder: string, name: string): void => {
    lines.add(holder, { weight: 1, go: () => gone.push(name) });
  };
  for (const name of ['a1', 'a2', 'a3', 'a4']) add('a', name);
  add('b', 'b1');
  add('c', 'c1');
  add('b', 'b2');
  assert.deepEqual([lines.weight, lines.weightOf('a'), lines.weightOf('b')], [7, 4, 2]);
  while (!lines.empty) lines.next()?.go();
  assert.deepEqual(gone, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  assert.deepEqual([lines.weight, lines.weightOf('a')], [0, 0]);
});

test('work of one who asks little begins before the backlog of one who asks much', async () => {
  const starts = new FairTurns();
  const begun: string[] = [];
  const done = Promise.withResolvers<undefined>();
  for (let i = 0; i < 100; i += 1) starts.start('much', () => begun.push('much'));
  starts.start('little', () => begun.push('little'));
  starts.start('last', () => {
    done.resolve(undefined);
  });
  await done.promise;
  assert.ok(begun.indexOf('little') <= 3, begun.join());
});
