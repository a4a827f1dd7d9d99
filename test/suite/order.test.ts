// SPDX-License-Identifier: Apache-2.0
/** The order of the test files keeps both cores busy, and never lets two files meet on a network that one disturbs. */
import fc from 'fast-check';
import { type Need, Order } from '../support/jest/order.js';
import { expect, test } from '../support/testing.js';

interface File {
  readonly name: number;
  readonly need: Need;
  readonly length: number;
}

const file = fc.record({
  need: fc.constantFrom<Need>('none', 'uses', 'disturbs', 'founds'),
  length: fc.integer({ min: 1, max: 9 }),
});

/** Plays a run in time that is only counted. @returns what ran at each moment */
async function play(files: readonly File[], workers: number): Promise<File[][]> {
  const order = new Order(files, ({ need }) => need);
  const running = new Map<File, number>();
  const moments: File[][] = [];
  let asked = 0;
  let begun = 0;
  const ask = (): void => {
    if (asked === files.length) return;
    asked += 1;
    void order.next().then((next) => {
      begun += 1;
      running.set(next, next.length);
    });
  };
  for (let i = 0; i < workers; i += 1) ask();
  for (let over = 0; over < files.length;) {
    await new Promise(setImmediate);
    const here = [...running.keys()];
    moments.push(here);
    if (here.length === 0) throw new Error(`nothing runs, ${begun} of ${files.length} begun`);
    const step = Math.min(...running.values());
    for (const [one, left] of running) {
      if (left > step) running.set(one, left - step);
      else {
        running.delete(one);
        over += 1;
        order.ended(one);
        ask();
      }
    }
  }
  return moments;
}

const lives = fc.tuple(
  fc.array(file, { maxLength: 30 }).map((all) => all.map((one, name) => ({ ...one, name }))),
  fc.integer({ min: 1, max: 4 }),
);

test('every file runs once, whatever the files need and however many run at a time', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ([files, workers]) => {
      const moments = await play(files, workers);
      const seen = new Set(moments.flat());
      expect(seen.size).toBe(files.length);
    }),
  );
});

test('a file that disturbs the network is alone on it', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ([files, workers]) => {
      for (const running of await play(files, workers)) {
        const needs = running.map(({ need }) => need).filter((need) => need !== 'none' && need !== 'founds');
        expect(needs.includes('disturbs') && needs.length > 1).toBe(false);
      }
    }),
  );
});

test('of files that found a network of their own, one runs at a time', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ([files, workers]) => {
      for (const running of await play(files, workers))
        expect(running.filter(({ need }) => need === 'founds').length).toBeLessThan(2);
    }),
  );
});

test('two files at a time use the network, one disturbs it afterwards, and the place that is left runs what needs none', async () => {
  const files: File[] = [
    { name: 0, need: 'none', length: 3 },
    { name: 1, need: 'none', length: 3 },
    { name: 2, need: 'disturbs', length: 2 },
    { name: 3, need: 'uses', length: 2 },
    { name: 4, need: 'uses', length: 2 },
  ];
  const names = (await play(files, 3)).map((running) => running.map(({ name }) => name));
  expect(names).toEqual([[3, 4, 0], [0, 1, 2], [1, 2], [1]]);
});

test('the shared network is needed until the last file that uses it has ended, and no longer', async () => {
  const order = new Order<Need>(['none', 'uses', 'disturbs', 'founds'], (need) => need);
  const ran: Need[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const file = await order.next();
    expect([file, order.needsNetwork()]).toEqual([file, !ran.includes('disturbs')]);
    ran.push(file);
    order.ended(file);
    expect([file, order.needsNetwork()]).toEqual([file, !ran.includes('disturbs')]);
  }
  expect(ran).toEqual(['uses', 'disturbs', 'founds', 'none']);
});
