// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Limiter } from '@catalog-chain/gateway/support/limiter';
import { test } from '../support/testing.js';

/** Works that run until they are ended, by name. */
class Works {
  readonly running = new Set<string>();
  private readonly ends = new Map<string, () => void>();

  constructor(private readonly limiter: Limiter) {}

  begin(name: string, weight: number): Promise<void> {
    return this.limiter.run(async () => {
      this.running.add(name);
      await new Promise<void>((end) => this.ends.set(name, end));
      this.running.delete(name);
    }, weight);
  }

  async end(name: string): Promise<string[]> {
    this.ends.get(name)?.();
    await turn();
    return [...this.running];
  }
}

test('works go in while they fit, the rest in order, and what is heavier than the limit alone', async () => {
  const limiter = new Limiter(10);
  const works = new Works(limiter);
  for (const [name, weight] of Object.entries({ a: 4, b: 6, c: 3, huge: 99, d: 1 }))
    void works.begin(name, weight);
  assert.deepEqual([...works.running], ['a', 'b']);
  assert.equal(limiter.line, 103);
  assert.deepEqual(await works.end('a'), ['b', 'c']);
  assert.deepEqual(await works.end('b'), ['c'], 'nobody overtakes the huge one');
  assert.deepEqual(await works.end('c'), ['huge']);
  assert.deepEqual(await works.end('huge'), ['d']);
  assert.equal(limiter.line, 0);
});

test('work that fails gives its place back', async () => {
  const limiter = new Limiter(1);
  const failing = limiter.run(() => Promise.reject(new Error('failed')));
  const next = limiter.run(() => Promise.resolve('next'));
  await assert.rejects(failing, /failed/);
  assert.equal(await next, 'next');
});

/** Whose works go in, in order, when each ends as soon as it has begun. */
async function orderOf(works: readonly (readonly [holder: string, weight: number])[]): Promise<string> {
  const limiter = new Limiter(1);
  const order: string[] = [];
  const { promise: held, resolve: begin } = Promise.withResolvers<undefined>();
  const first = limiter.run(() => held, 1, 'first');
  const all = works.map(([holder, weight]) =>
    limiter.run(
      () => {
        order.push(holder);
        return Promise.resolve();
      },
      weight,
      holder,
    ),
  );
  begin(undefined);
  await Promise.all([first, ...all]);
  return order.join('');
}

test('holders take turns, and heavy works are answered by as much of others’', async () => {
  const three = (holder: string, weight = 1) => Array.from({ length: 3 }, () => [holder, weight] as const);
  assert.equal(await orderOf([...three('a'), ...three('b')]), 'ababab');
  assert.equal(
    await orderOf([...three('H', 4), ...Array.from({ length: 9 }, () => ['l', 1] as const)]),
    'HllllHllllHl',
  );
});

test('who has just had a heavy work done does not come as new', async () => {
  const limiter = new Limiter(1);
  const order: string[] = [];
  const work = (holder: string, weight: number): Promise<void> =>
    limiter.run(
      async () => {
        order.push(holder);
        await turn();
      },
      weight,
      holder,
    );
  const light = Promise.all(Array.from({ length: 8 }, () => work('l', 1)));
  const heavy = async (): Promise<void> => {
    for (let n = 0; n < 3; n += 1) await work('H', 4);
  };
  await Promise.all([light, heavy()]);
  const between = order.join('').split('H').slice(1, 3);
  assert.deepEqual(between, ['lll', 'lll'], order.join(''));
});
