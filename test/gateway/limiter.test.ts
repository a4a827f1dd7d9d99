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
