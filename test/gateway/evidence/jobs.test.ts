// SPDX-License-Identifier: Apache-2.0
/** Bundles that were asked for outlive their gateway, in SQLite and in a PostgreSQL with several gateways. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { lockReplica } from '@catalog-chain/gateway/db/replica-lock';
import type { MakeBundle } from '@catalog-chain/gateway/evidence/jobs/bundle-worker';
import { EvidenceJobs, type JobOptions } from '@catalog-chain/gateway/evidence/jobs/evidence-jobs';
import type { Job, Order, Waiting } from '@catalog-chain/gateway/evidence/jobs/job';
import { JobClaims, MAX_TRIES } from '@catalog-chain/gateway/evidence/jobs/job-claims';
import { DEFAULT_KEPT, JobStore, PART_BYTES } from '@catalog-chain/gateway/evidence/jobs/job-store';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { Refusal } from '@catalog-chain/gateway/support/refusal';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { testBothDatabases, testPostgres } from '../../support/both-databases.js';
import { contentOf, ended, held, ORDER, ready } from '../../support/evidence-jobs.js';
import { openEvidenceMarket, type EvidenceMarket } from '../../support/evidence-market.js';
import { afterAll, beforeAll } from '../../support/testing.js';
import { until } from '../../support/until.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };
const never: MakeBundle = ready(() => assert.fail('It was made already.'));

let market: EvidenceMarket;

beforeAll(async () => {
  market = await openEvidenceMarket();
});

afterAll(() => market[Symbol.asyncDispose]());

const open = (
  location: DatabaseLocation,
  make?: MakeBundle,
  options: Partial<JobOptions> = {},
): Promise<EvidenceJobs> => {
  const { ledger, index } = market;
  return EvidenceJobs.open({ ledger, index, location, log: quiet, now: Date.now, ...options }, make);
};

/** The job while it waits for what hinders it. */
async function waitingFor(jobs: EvidenceJobs, id: string): Promise<Job & { readonly waiting: Waiting }> {
  for (const deadline = Date.now() + 180_000; ;) {
    const { waiting, ...job } = await jobs.find(ORDER.organisation, id);
    if (waiting) return { ...job, waiting };
    assert.ok(job.state === 'working' && Date.now() < deadline, 'it never says what it waits for');
    await delay(10);
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

testBothDatabases('a bundle outlives its gateway, and is what the job says', async (location) => {
  const asked = await (async () => {
    await using jobs = await open(location);
    const { id, state } = await jobs.start(ORDER);
    assert.equal(state, 'working');
    return await ended(jobs, id);
  })();
  await using later = await open(location, never);
  assert.deepEqual(await later.find(ORDER.organisation, asked.id), asked);
  const content = await contentOf(later, asked.id);
  assert.deepEqual([asked.state, asked.bytes, asked.sha256], ['ready', content.length, sha256(content)]);
  assert.equal((await verifyBundle(content)).valid, true);
  await assert.rejects(later.find('ProviderMSP', asked.id), { code: 'NOT_FOUND' });
  await assert.rejects(later.bundle('ProviderMSP', asked.id), { code: 'NOT_FOUND' });
});

testBothDatabases(
  'what a gateway was making when it stopped is made after a start, of the same order',
  async (location) => {
    const id = await (async () => {
      await using jobs = await open(location, held().make);
      return (await jobs.start(ORDER)).id;
    })();
    for (let stop = 0; stop <= MAX_TRIES; stop += 1) {
      const stopped = held();
      await using jobs = await open(location, stopped.make);
      await stopped.begun;
      await assert.rejects(jobs.bundle(ORDER.organisation, id), { code: 'INVALID_STATE' });
    }
    const orders: Order[] = [];
    await using later = await open(location, (order, signal) => {
      orders.push(order);
      return ready(() => Buffer.from('made again'))(order, signal);
    });
    assert.equal((await ended(later, id)).state, 'ready');
    assert.deepEqual(orders, [ORDER]);
    assert.equal(String(await contentOf(later, id)), 'made again');
  },
);

testBothDatabases('a large bundle is kept and handed out in parts', async (location) => {
  const large = randomBytes(2 * PART_BYTES + 7);
  await using jobs = await open(
    location,
    ready(() => large),
  );
  const { id } = await jobs.start(ORDER);
  assert.deepEqual(
    [(await ended(jobs, id)).bytes, large.equals(await contentOf(jobs, id))],
    [large.length, true],
  );
});

testBothDatabases(
  'of what has ended the oldest go first, by count and by bytes; the newest stays however large',
  async (location) => {
    let size = 10;
    const make = ready(() => randomBytes(size));
    await using jobs = await open(location, make, { kept: { waiting: 9, ended: 3, bytes: 1_000 } });
    const ids: string[] = [];
    const add = async (bytes: number): Promise<void> => {
      size = bytes;
      const { id } = await jobs.start(ORDER);
      ids.push(id);
      await ended(jobs, id);
      await delay(2); // The next one is asked for in a later millisecond.
    };
    /** By number, once no more than so many are left. */
    const left = async (count: number): Promise<number[]> => {
      for (const deadline = Date.now() + 180_000; ;) {
        const found = await Promise.allSettled(ids.map((id) => contentOf(jobs, id)));
        const there = found.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
        if (there.length <= count || Date.now() > deadline) return there;
        await delay(10);
      }
    };
    for (let n = 0; n < 5; n += 1) await add(10);
    assert.deepEqual(await left(3), [2, 3, 4]);
    await add(985);
    assert.deepEqual(await left(2), [4, 5]);
    await add(5_000);
    assert.deepEqual(await left(1), [6]);
    const raw = await JobStore.open(location, '');
    const parts = await raw.database.db.selectFrom('ev_part').select('job').execute();
    assert.deepEqual(
      parts.map(({ job }) => job),
      [ids[6]],
    );
    await raw[Symbol.asyncDispose]();
  },
);

testBothDatabases('no more than so many wait, counted over all who ask at once', async (location) => {
  const busy = held();
  const kept = { ...DEFAULT_KEPT, waiting: 4 };
  await using opened = new AsyncDisposableStack();
  const replicas = 'postgres' in location ? [0, 1] : [0];
  const all: EvidenceJobs[] = [];
  for (const replica of replicas) {
    if ('postgres' in location) opened.use(await lockReplica(location.postgres, replica));
    all.push(opened.use(await open(location, busy.make, { kept, replica })));
  }
  const ask = async (n: number): Promise<Job | undefined> => all[n % all.length]?.start(ORDER);
  const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => ask(n)));
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string }] : []));
  assert.deepEqual(new Set(refused.map(({ code }) => code)), new Set(['LEDGER_OVERLOADED']));
  const most = kept.waiting + all.length; // Each has one in the making.
  assert.ok(asked.length - refused.length <= most, `${refused.length} were refused`);
  busy.made(Buffer.from('x'));
  for (const one of asked) {
    if (one.status !== 'fulfilled' || !one.value || !all[0]) continue;
    assert.equal((await ended(all[0], one.value.id)).state, 'ready');
  }
});

testBothDatabases(
  'a bundle that cannot be written waits, says for what, and is made once it can be',
  async (location) => {
    await using raw = await JobStore.open(location, '');
    await using jobs = await open(
      location,
      ready(() => randomBytes(PART_BYTES + 1)),
    );
    // The second part is refused, once the first is written.
    const full =
      'postgres' in location
        ? 'alter table ev_part add constraint full_disk check (part < 1)'
        : `create trigger full_disk before insert on ev_part when new.part > 0 begin select raise(abort, 'full'); end`;
    await raw.database.db.executeQuery(CompiledQuery.raw(full));
    const { id } = await jobs.start(ORDER);
    const { state, code, waiting } = await waitingFor(jobs, id);
    assert.deepEqual([state, code, waiting.code], ['working', undefined, 'STORAGE_UNAVAILABLE']);
    await assert.rejects(jobs.bundle(ORDER.organisation, id), { code: 'INVALID_STATE' });
    const room =
      'postgres' in location ? 'alter table ev_part drop constraint full_disk' : 'drop trigger full_disk';
    await raw.database.db.executeQuery(CompiledQuery.raw(room));
    const made = await ended(jobs, id);
    assert.deepEqual([made.state, made.bytes, made.waiting], ['ready', PART_BYTES + 1, undefined]);
  },
);

/** A maker that is hindered until it is told otherwise. */
const hinderedBy = (error: Error): { make: MakeBundle; isHindered: boolean; calls: number } => {
  const state = {
    isHindered: true,
    calls: 0,
    make: async function* () {
      state.calls += 1;
      if (state.isHindered) throw error;
      yield await Promise.resolve(Buffer.from('made'));
    } satisfies MakeBundle,
  };
  return state;
};

const PASSING: Readonly<Record<string, Error>> = {
  LEDGER_TIMEOUT: new LedgerError('LEDGER_TIMEOUT', 'There was no answer in time.'),
  INDEX_BEHIND: new Refusal('INDEX_BEHIND', 'Not yet.'),
  STORAGE_UNAVAILABLE: new Error('Query read timeout'),
  INTERNAL: new Error('The connection was lost.'),
};

testBothDatabases('what passes is waited for, and others are made meanwhile', async (location) => {
  const hindrances = new Map(Object.entries(PASSING).map(([code, error]) => [code, hinderedBy(error)]));
  const another = ready(() => Buffer.from('another'));
  const orderOf = (id: string): Order => ({ ...ORDER, subject: { kind: 'dispute', id } });
  await using jobs = await open(location, (order, signal) => {
    const hindrance = order.subject.kind === 'dispute' ? hindrances.get(order.subject.id) : undefined;
    return (hindrance?.make ?? another)(order, signal);
  });
  const waiting = new Map<string, string>();
  for (const code of hindrances.keys()) waiting.set(code, (await jobs.start(orderOf(code))).id);
  const other = await jobs.start(ORDER);
  for (const [code, id] of waiting) {
    const job = await waitingFor(jobs, id);
    assert.equal(job.waiting.code, code);
    assert.ok(job.waiting.until > job.requested);
  }
  assert.equal((await ended(jobs, other.id)).state, 'ready');
  const all = [...hindrances.values()];
  await until('all are tried again', () => all.every(({ calls }) => calls > MAX_TRIES));
  for (const hindrance of all) hindrance.isHindered = false;
  for (const id of waiting.values()) {
    const made = await ended(jobs, id);
    assert.deepEqual([made.state, made.waiting, made.code], ['ready', undefined, undefined]);
  }
});

testBothDatabases('what does not pass in the job’s term ends it, with its cause', async (location) => {
  let now = Date.now();
  const hindrance = hinderedBy(new LedgerError('LEDGER_TIMEOUT', 'There was no answer in time.'));
  await using jobs = await open(location, hindrance.make, { now: () => now });
  const { id } = await jobs.start(ORDER);
  const { waiting } = await waitingFor(jobs, id);
  now = Date.parse(waiting.until);
  const { state, code } = await ended(jobs, id);
  assert.deepEqual([state, code], ['failed', 'LEDGER_TIMEOUT']);
});

testBothDatabases('what a contract says ends it at once', async (location) => {
  const hindrance = hinderedBy(new LedgerError('CONDITION_NOT_MET', 'The month has not begun.'));
  await using jobs = await open(location, hindrance.make);
  const { id } = await jobs.start(ORDER);
  const { state, code } = await ended(jobs, id);
  assert.deepEqual([state, code, hindrance.calls], ['failed', 'CONDITION_NOT_MET', 1]);
});

testBothDatabases('tables that do not answer are told as such', async (location) => {
  await using raw = await JobStore.open(location, '');
  await using jobs = await open(location, never);
  await raw.database.db.schema.alterTable('ev_job').renameTo('ev_gone').execute();
  await assert.rejects(jobs.start(ORDER), { code: 'STORAGE_UNAVAILABLE' });
  await assert.rejects(jobs.find(ORDER.organisation, 'x'), { code: 'STORAGE_UNAVAILABLE' });
  await raw.database.db.schema.alterTable('ev_gone').renameTo('ev_job').execute();
});

testBothDatabases('what ends the process each time it is made is given up', async (location) => {
  await using store = await JobStore.open(location, 'chain');
  const { id } = await store.add(ORDER, 0);
  for (let run = 0; run < MAX_TRIES; run += 1)
    assert.deepEqual((await new JobClaims(store, 0).take(0))?.order, ORDER);
  assert.equal(await new JobClaims(store, 0).take(0), undefined);
  const { state, code } = await store.find(ORDER.organisation, id);
  assert.deepEqual([state, code], ['failed', 'INTERNAL']);
});

testBothDatabases('what was asked of another chain is neither found nor made', async (location) => {
  await using other = await JobStore.open(location, 'another chain');
  const { id } = await other.add(ORDER, 0);
  await using store = await JobStore.open(location, 'chain');
  await assert.rejects(store.find(ORDER.organisation, id), { code: 'NOT_FOUND' });
  assert.equal(await new JobClaims(store, 0).take(0), undefined);
});

testPostgres(
  'a replica leaves alone what another makes, takes over when that one is gone, and is not overtaken by it',
  async (location) => {
    const [slow, next] = [held(), held()];
    await using locks = new AsyncDisposableStack();
    const first = await lockReplica(location.postgres, 0);
    locks.use(await lockReplica(location.postgres, 1));
    await using one = await open(location, slow.make, { replica: 0 });
    const { id } = await one.start(ORDER);
    await slow.begun;
    await using two = await open(location, next.make, { replica: 1 });
    assert.equal((await two.find(ORDER.organisation, id)).state, 'working', 'the other knows it');
    await delay(2_500); // Time in which it would have taken it.
    assert.equal(next.calls, 0);
    await first[Symbol.asyncDispose]();
    await next.begun;
    slow.made(Buffer.from('too late'));
    await delay(200);
    assert.equal((await one.find(ORDER.organisation, id)).state, 'working', 'the late one changes nothing');
    next.made(Buffer.from('taken over'));
    await ended(one, id);
    for (const jobs of [one, two]) assert.equal(String(await contentOf(jobs, id)), 'taken over');
  },
);
