// SPDX-License-Identifier: Apache-2.0
/** A small file system that fills up: acknowledging stops, and goes on when there is room. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { fileActorSecrets } from '@catalog-chain/gateway/pipeline/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/pipeline/open-pipeline';
import { openMarket, usages } from '../support/embedded-market.js';
import { assertGapless, CLAIM } from '../support/pipeline-bench.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

/** @returns a folder of 8 MiB; undefined, after saying so, where none can be mounted */
function smallDisk(t: TestContext): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    t.skip('mounting a file system is not allowed here');
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Leaves hardly anything free. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path.join(folder, 'filler'), Buffer.alloc(bavail * bsize - 64 * 1024));
}

test('a full disk stops acknowledging; with room again everything acknowledged is committed', async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'beside-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  await using ledger = await openMarket();
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  await using index = await openIndex({ ledger, location, log: quiet });
  await using pipeline = await openPipeline({
    ...{ ledger, index, log: quiet, actors: fileActorSecrets(folder) },
    location: { sqlite: path.join(disk, 'outbox.sqlite') },
  });
  let acknowledged = (await pipeline.accept(CLAIM, usages(100))).accepted;
  fill(disk);
  let refused = 0;
  for (let n = 1; n <= 20; n += 1) {
    await pipeline.accept(CLAIM, usages(1000, n * 1000)).then(
      ({ accepted }) => (acknowledged += accepted),
      (error: unknown) => (refused += Number((error as LedgerError).code === 'LEDGER_UNAVAILABLE')),
    );
  }
  assert.ok(refused > 0, 'the disk never filled up');
  rmSync(path.join(disk, 'filler'));
  const retried = await pipeline.accept(CLAIM, usages(20_000, 1000));
  acknowledged += retried.accepted;
  assert.equal(acknowledged, 20_100);
  while (pipeline.status().pending > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await index.reached((await ledger.info()).height - 1);
  assert.equal(await assertGapless(index), 20_100);
});
