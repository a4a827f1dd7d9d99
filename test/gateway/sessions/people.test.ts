// SPDX-License-Identifier: Apache-2.0
/** How long sessions last, and how often the provider is asked, on a clock that the test moves. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IdentityProvider, NotVouched } from '@catalog-chain/gateway/sessions/identity-provider';
import { People, type NoSession } from '@catalog-chain/gateway/sessions/people';
import { SessionStore } from '@catalog-chain/gateway/sessions/session-store';
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { testBothDatabases, testPostgres } from '../../support/both-databases.js';
import { expect, test, type TestContext } from '../../support/testing.js';

const MINUTE = 60_000;
const LI = { organisation: 'ManagerMSP', user: 'li', roles: ['officer', 'admin'], role: 'officer' } as const;
const SETTINGS = { idleMs: 30 * MINUTE, longestMs: 12 * 60 * MINUTE, checkMs: 40_000 };

/** A provider that is asked by its port only; the real one is in the test of signing in. */
class ScriptedProvider extends IdentityProvider {
  asked = 0;
  answer: () => Promise<void> = () => Promise.resolve();

  constructor() {
    super({ issuer: 'http://127.0.0.1:1', clientId: '', scopes: '', redirectUri: '', signedOutUri: '' });
  }

  override async refresh(): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
    this.asked += 1;
    await this.answer();
    return { accessToken: 'next', refreshToken: `refresh-${this.asked}` };
  }
}

/** Nobody writes it down. */
const noted = (): Promise<void> => Promise.resolve();

async function open(t: TestContext, location?: DatabaseLocation) {
  const folder = await mkdtemp(path.join(tmpdir(), 'people-'));
  t.after(() => rm(folder, { recursive: true }));
  const store = await SessionStore.open(location ?? { sqlite: path.join(folder, 'sessions.sqlite') });
  t.after(() => store[Symbol.asyncDispose]());
  const clock = { now: Date.parse('2026-11-02T01:00:00Z') };
  const provider = new ScriptedProvider();
  const replica = (): People =>
    new People(
      store,
      provider,
      () => Promise.resolve(LI),
      SETTINGS,
      () => clock.now,
      noted,
    );
  const secret = await store.begin(LI, { refreshToken: 'refresh-0' }, clock.now);
  return { store, clock, provider, replica, secret };
}

const reason = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'there',
    (error: unknown) => (error as NoSession).reason,
  );

test('a session that is used lasts until its absolute end, one that is not until it has been idle', async (t) => {
  const { store, clock, replica, secret } = await open(t);
  const people = replica();
  const begun = clock.now;
  while (clock.now + 29 * MINUTE < begun + SETTINGS.longestMs) {
    clock.now += 29 * MINUTE;
    assert.equal((await people.find(secret)).user, 'li');
  }
  clock.now = begun + SETTINGS.longestMs;
  assert.equal(await reason(people.find(secret)), 'ended');
  const idle = await store.begin(LI, { refreshToken: 'r' }, clock.now);
  clock.now += SETTINGS.idleMs;
  assert.equal(await reason(people.find(idle)), 'ended');
});

test('a session in use stays, however soon idle ones end', async (t) => {
  const { store, clock, provider, secret } = await open(t);
  const settings = { ...SETTINGS, idleMs: 20_000 };
  const identify = () => Promise.resolve(LI);
  const people = new People(store, provider, identify, settings, () => clock.now, noted);
  for (let i = 0; i < 20; i += 1) {
    clock.now += 10_000;
    assert.equal(await reason(people.find(secret)), 'there');
  }
  clock.now += 20_000;
  assert.equal(await reason(people.find(secret)), 'ended');
});

testBothDatabases(
  'the provider is asked once per interval, on however many replicas',
  async (location, t) => {
    const { clock, provider, replica, secret } = await open(t, location);
    const replicas = [replica(), replica()];
    const ask = (): Promise<unknown> =>
      Promise.all(replicas.flatMap((one) => Array.from({ length: 10 }, () => one.find(secret))));
    await ask();
    assert.equal(provider.asked, 0);
    for (const times of [1, 2, 3]) {
      clock.now += 45_000;
      await ask();
      assert.equal(provider.asked, times);
    }
  },
);

testBothDatabases('whoever is out at one gateway is out at every other at once', async (location, t) => {
  const { clock, replica, secret, store } = await open(t, location);
  // A SQLite file has one gateway.
  const [one, other] = 'postgres' in location ? [replica(), replica()] : [replica()];
  const another = other ?? one;
  const next = await store.begin(LI, { refreshToken: 'r' }, clock.now);
  for (const known of [secret, next]) assert.equal(await reason(another.find(known)), 'there');
  await one.signOut(secret);
  assert.equal(await reason(another.find(secret)), 'ended');
  assert.equal(await one.endNamed({ user: 'li', before: clock.now - 1 }), 0, 'it began since');
  assert.equal(await reason(another.find(next)), 'there');
  assert.equal(await one.endNamed({ user: 'li', before: clock.now }), 1);
  assert.equal(await reason(another.find(next)), 'ended');
});

test('whoever read a session before another’s answer came asks no second time', async (t) => {
  const { store, clock, replica, secret } = await open(t);
  const before = await store.find(secret);
  assert.ok(before);
  clock.now += 45_000;
  await replica().find(secret);
  assert.equal(await store.claimCheck(before, clock.now, clock.now + 1), false);
});

test('a provider that does not answer is believed for less than a minute, and asked again soon', async (t) => {
  const { clock, provider, replica, secret } = await open(t);
  const people = replica();
  provider.answer = () => Promise.reject(new Error('away'));
  clock.now += 50_000;
  assert.equal(await reason(people.find(secret)), 'there');
  clock.now += 9_000;
  assert.equal(await reason(people.find(secret)), 'unavailable');
  provider.answer = () => Promise.resolve();
  clock.now += 3_000;
  assert.equal(await reason(people.find(secret)), 'there');
});

test('a person whom the provider gives no refresh token for is out when its word has become old', async (t) => {
  const { store, clock, replica } = await open(t);
  const secret = await store.begin(LI, {}, clock.now);
  clock.now += 41_000;
  assert.equal(await reason(replica().find(secret)), 'ended');
});

test('what is over is forgotten', async (t) => {
  const { store, clock } = await open(t);
  await store.sweep(clock.now - SETTINGS.longestMs, clock.now - SETTINGS.idleMs);
  expect(await store.of('ManagerMSP')).toHaveLength(1);
  clock.now += SETTINGS.idleMs + 1;
  await store.sweep(clock.now - SETTINGS.longestMs, clock.now - SETTINGS.idleMs);
  expect(await store.of('ManagerMSP')).toHaveLength(0);
});

test('what a session costs a request is a small part of a millisecond', async (t) => {
  const { replica, secret } = await open(t);
  const people = replica();
  const times: number[] = [];
  for (let i = 0; i < 2_000; i += 1) {
    const begun = performance.now();
    await people.find(secret);
    times.push(performance.now() - begun);
  }
  const median = times.toSorted((a, b) => a - b)[1_000] ?? Number.NaN;
  t.note(`median ${(median * 1_000).toFixed(1)} µs`);
  assert.ok(median < 0.3, `${median} ms`);
});

testPostgres(
  'gateways whose clocks are minutes apart ask as often, and lock out as soon',
  async (location, t) => {
    const real = { moved: 0 };
    const provider = new ScriptedProvider();
    const at = async (apartMs: number) => {
      const now = () => Date.now() + apartMs;
      const store = await SessionStore.open(location, now);
      t.after(() => store[Symbol.asyncDispose]());
      const moved = () => now() + real.moved;
      return {
        store,
        people: new People(store, provider, () => Promise.resolve(LI), SETTINGS, moved, noted),
      };
    };
    const [ahead, behind] = [await at(2 * MINUTE), await at(-2 * MINUTE)];
    const secret = await ahead.store.begin(LI, { refreshToken: 'refresh-0' }, Date.now());
    const both = async (): Promise<string[]> => {
      const told = [];
      for (const { people } of [ahead, behind, ahead]) told.push(await reason(people.find(secret)));
      return told;
    };
    for (const times of [0, 1, 2]) {
      assert.deepEqual(await both(), ['there', 'there', 'there']);
      assert.equal(provider.asked, times);
      real.moved += 45_000;
    }
    provider.answer = () => Promise.reject(new NotVouched());
    assert.equal(await reason(behind.people.find(secret)), 'ended');
    assert.equal(await reason(ahead.people.find(secret)), 'ended');
  },
);
