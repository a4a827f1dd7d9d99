// SPDX-License-Identifier: Apache-2.0
/** A small file system that fills up: acknowledging and keeping stop, and go on when there is room. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EvidenceJobs } from '@catalog-chain/gateway/evidence/jobs/evidence-jobs';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import type { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import { eventId, openMarket, usages } from '../support/embedded-market.js';
import { ready } from '../support/evidence-jobs.js';
import { assertGapless, CLAIM } from '../support/pipeline-bench.js';
import { test, type TestContext } from '../support/testing.js';
import { until } from '../support/until.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

/** @returns a folder of so many MiB; skips the test where none can be mounted */
function smallDisk(t: TestContext, mebibytes = 8): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    t.skip('mounting a file system is not allowed here');
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A folder that has room. */
function folderBeside(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'beside-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Leaves hardly anything free. */
function fill(folder: string, freeKiB = 64): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path.join(folder, 'filler'), Buffer.alloc(bavail * bsize - freeKiB * 1024));
}

test('a full disk stops acknowledging; with room again everything acknowledged is committed', async (t) => {
  const disk = smallDisk(t);
  const folder = folderBeside(t);
  await using ledger = await openMarket();
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  await using index = await openIndex({ ledger, location, log: quiet });
  await using pipeline = await openPipeline({
    ledger,
    index,
    log: quiet,
    actors: fileActorSecrets(folder),
    location: { sqlite: path.join(disk, 'outbox.sqlite') },
  });
  let acknowledged = (await pipeline.accept(CLAIM, usages(100))).accepted;
  fill(disk);
  let refused = 0;
  for (let n = 1; n <= 20; n += 1) {
    await pipeline.accept(CLAIM, usages(1000, n * 1000)).then(
      ({ accepted }) => (acknowledged += accepted),
      (error: unknown) => (refused += Number((error as LedgerError).code === 'STORAGE_UNAVAILABLE')),
    );
  }
  assert.ok(refused > 0, 'the disk never filled up');
  rmSync(path.join(disk, 'filler'));
  const retried = await pipeline.accept(CLAIM, usages(20_000, 1000));
  acknowledged += retried.accepted;
  assert.equal(acknowledged, 20_100);
  await until('nothing is pending', () => pipeline.status().pending === 0);
  await index.reached((await ledger.info()).height - 1);
  assert.equal(await assertGapless(index), 20_100);
});

test('with the index’s disk full uses are taken and committed; with room the index catches up, as if built anew', async (t) => {
  const disk = smallDisk(t, 32);
  const folder = folderBeside(t);
  await using ledger = await openMarket();
  const location = { sqlite: path.join(disk, 'index.sqlite') };
  let broke = 0;
  const log = { ...quiet, warn: () => (broke += 1) };
  {
    await using index = await openIndex({ ledger, location, log });
    await using pipeline = await openPipeline({
      ledger,
      index,
      log: quiet,
      actors: fileActorSecrets(folder),
      location: { sqlite: path.join(folder, 'outbox.sqlite') },
    });
    const take = async (from: number): Promise<void> => {
      assert.equal((await pipeline.accept(CLAIM, usages(1000, from))).accepted, 1000);
      await until('nothing is pending', () => pipeline.status().pending === 0);
    };
    await take(0);
    await index.reached((await ledger.info()).height - 1);
    fill(disk, 256);
    for (let n = 1; n <= 5; n += 1) await take(n * 1000);
    const newest = (await ledger.info()).height - 1;
    await assert.rejects(index.reached(newest, 1_500), { code: 'LEDGER_TIMEOUT' });
    assert.ok(broke > 1, 'the index tries again');
    assert.ok((await index.checkpoint()).events >= 1000, 'and answers from where it stands');
    rmSync(path.join(disk, 'filler'));
    await index.reached(newest);
    assert.equal(await assertGapless(index), 6_000);
  }
  assert.equal((await verifyIndex(ledger, location)).same, true);
});

test('on a full disk a bundle waits or is refused with the reason, and is made with room again', async (t) => {
  const disk = smallDisk(t);
  await using ledger = await openMarket();
  const beside = { sqlite: path.join(folderBeside(t), 'index.sqlite') };
  await using index = await openIndex({ ledger, location: beside, log: quiet });
  const bundle = randomBytes(2 ** 19);
  const location = { sqlite: path.join(disk, 'evidence.sqlite') };
  const kept = { waiting: 32, ended: 50, bytes: 2 ** 20 };
  const options = { ledger, index, location, kept, log: quiet, now: Date.now };
  await using jobs = await EvidenceJobs.open(
    options,
    ready(() => bundle),
  );
  const order = { organisation: 'ConsumerMSP', role: 'officer' } as const;
  /** @returns what became of one more, within a second */
  const asked = async (): Promise<Pick<Job, 'state' | 'code' | 'bytes'> & { readonly id?: string }> => {
    const { id } = await jobs.start({ ...order, subject: { kind: 'event', id: eventId(0) } });
    for (const deadline = Date.now() + 1_000; ;) {
      const job = await jobs.find(order.organisation, id);
      if (job.state !== 'working' || Date.now() > deadline) return job;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const refusal = ({ code }: LedgerError) => ({ state: 'refused', code }) as const;
  assert.equal((await asked()).state, 'ready');
  fill(disk, 256);
  const seen = new Set<string>();
  for (let n = 0; n < 50 && !seen.has('refused STORAGE_UNAVAILABLE'); n += 1) {
    const { state, code = '' } = await asked().catch(refusal);
    seen.add(`${state} ${code}`);
  }
  // Whether it can be kept that it waits depends on what room is left.
  seen.delete('working ');
  assert.deepEqual(seen, new Set(['refused STORAGE_UNAVAILABLE']));
  rmSync(path.join(disk, 'filler'));
  let last = await asked().catch(refusal);
  for (const deadline = Date.now() + 180_000; last.state !== 'ready'; last = await asked().catch(refusal))
    assert.ok(Date.now() < deadline, last.state);
  const parts: Uint8Array[] = [];
  for await (const part of (await jobs.bundle(order.organisation, last.id ?? '')).chunks) parts.push(part);
  assert.ok(Buffer.concat(parts).equals(bundle));
});
