// SPDX-License-Identifier: Apache-2.0
/** Files of a gateway that were put back from an older copy, torn, lost, or kept beside another ledger. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { rebuildIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { fileActorSecrets } from '@catalog-chain/gateway/usage/intake/actor-secrets';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import type { AcceptedRows, Pipeline } from '@catalog-chain/gateway/usage/ports';
import { eventId, openMarket, usage, usages } from '../support/embedded-market.js';
import { GatewayHome } from '../support/gateway-home.js';
import { assertGapless, CLAIM } from '../support/pipeline-bench.js';
import { test, type TestContext } from '../support/testing.js';
import { until } from '../support/until.js';

const quiet = { info: () => 0, warn: () => 0, error: () => 0 };
const ORGANISATION = CLAIM.organisation;

function scratch(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'stale-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const SUFFIXES = ['', '-wal', '-shm'];

/** Of a database that nobody has open. */
function copy(from: string, to: string): void {
  for (const suffix of SUFFIXES) {
    rmSync(to + suffix, { force: true });
    if (existsSync(from + suffix)) cpSync(from + suffix, to + suffix);
  }
}

/** The same ledger, which takes no batch. */
function away(ledger: Ledger): Ledger {
  const refuse = () => Promise.reject(new LedgerError('LEDGER_UNAVAILABLE', 'away'));
  return new Proxy(ledger, {
    get: (target, name) => {
      if (name === 'prepare') return refuse;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A pipeline of the folder's outbox, for as long as the work takes. */
async function during<T>(
  ledger: Ledger,
  folder: string,
  work: (pipeline: Pipeline) => Promise<T>,
  settings = {},
): Promise<T> {
  await using pipeline = await openPipeline({
    ledger,
    log: quiet,
    actors: fileActorSecrets(folder),
    index: {
      get: () => Promise.resolve(undefined),
      list: () => Promise.resolve({ items: [], asOf: 0 }),
      statedExchange: () => Promise.resolve(undefined),
    },
    location: { sqlite: path.join(folder, 'outbox.sqlite') },
    settings: { batchRows: 25, aloneRows: 25, stopTimeoutMs: 50, ...settings },
  });
  return await work(pipeline);
}

const report =
  (from: number, count: number) =>
  async (pipeline: Pipeline): Promise<AcceptedRows> => {
    const answer = await pipeline.accept(CLAIM, usages(count, from));
    const final = await pipeline.waitRequest(ORGANISATION, answer.receipt ?? '', 20_000);
    assert.equal(final?.state, 'committed');
    return answer;
  };

/** Events on the ledger, each of them there once. */
async function committedOnce(ledger: Ledger, folder: string): Promise<number> {
  const location = { sqlite: path.join(folder, 'check.sqlite') };
  await using index = await openIndex({ ledger, location, log: quiet });
  await index.reached((await ledger.info()).height - 1);
  return await assertGapless(index);
}

const FIXED = { at: '2026-06-01T00:00:00.000Z' };

test('an outbox put back from an older copy learns what was committed since: nothing is doubled', async (t) => {
  const folder = scratch(t);
  const outbox = path.join(folder, 'outbox.sqlite');
  await using ledger = await openMarket();
  await during(ledger, folder, report(0, 10));
  const waiting = usages(60, 100);
  await during(away(ledger), folder, (pipeline) => pipeline.accept(CLAIM, waiting));
  copy(outbox, `${outbox}.old`);
  const later = [usage(500, FIXED), usage(501, FIXED)];
  await during(ledger, folder, async (pipeline) => {
    const answer = await pipeline.accept(CLAIM, later);
    await pipeline.waitRequest(ORGANISATION, answer.receipt ?? '', 20_000);
    await until('nothing is pending', () => pipeline.status().pending === 0);
  });
  assert.equal(await committedOnce(ledger, folder), 72);
  copy(`${outbox}.old`, outbox);
  await during(ledger, folder, async (pipeline) => {
    assert.equal(pipeline.status().pending, 0, 'what waited in the copy is committed already');
    const waited = await pipeline.find(ORGANISATION, eventId(130));
    assert.equal(waited?.state, 'committed');
    const again = await pipeline.accept(CLAIM, later);
    assert.deepEqual([again.accepted, again.duplicates], [0, 2]);
    const other = await pipeline.accept(CLAIM, [usage(500, { ...FIXED, outcome: 'error' })]);
    assert.equal(other.rows[0]?.code, 'IDEMPOTENCY_MISMATCH');
    await report(900, 30)(pipeline);
  });
  assert.equal(await committedOnce(ledger, folder), 102);
});

test('a torn outbox is refused, not carried on with', async (t) => {
  const folder = scratch(t);
  await using ledger = await openMarket();
  await during(ledger, folder, report(0, 60));
  truncateSync(path.join(folder, 'outbox.sqlite'), 20_000);
  await assert.rejects(during(ledger, folder, report(100, 1)));
  assert.equal(await committedOnce(ledger, folder), 60);
});

test('a lost outbox: a new journal begins, and an event reported twice is told apart by the index', async (t) => {
  const folder = scratch(t);
  await using ledger = await openMarket();
  await during(ledger, folder, report(0, 5));
  for (const suffix of SUFFIXES) rmSync(path.join(folder, `outbox.sqlite${suffix}`), { force: true });
  await during(ledger, folder, report(3, 5));
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  await using index = await openIndex({ ledger, location, log: quiet });
  await index.reached((await ledger.info()).height - 1);
  const { items } = await index.anomalies();
  assert.deepEqual(
    items.map(({ kind }) => kind),
    ['repeated-id', 'repeated-id'],
  );
  const { items: journals } = await index.list('journal', { organisation: ORGANISATION });
  assert.equal(journals.length, 2);
});

test('an outbox beside another chain is refused: its ids say nothing of this one', async (t) => {
  const folder = scratch(t);
  await using ledger = await openMarket();
  await during(ledger, folder, report(0, 5));
  await using another = await openMarket();
  await assert.rejects(during(another, folder, report(0, 5)), { code: 'LEDGER_OTHER_CHAIN' });
  assert.equal(await committedOnce(another, folder), 0);
  await during(ledger, folder, report(10, 5));
});

test('answers kept under keys are not given beside another chain: the gateway does not start', async () => {
  await using home = await GatewayHome.found();
  const token = await home.token('ProviderMSP', 'officer');
  {
    await using gateway = await home.start();
    const duty = { code: 'KEPT', names: { en: 'Kept' }, legalBasis: 'Law 2' };
    const answer = await fetch(`${gateway?.url}/v1/duties`, {
      method: 'POST',
      body: JSON.stringify(duty),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      },
    });
    assert.equal(answer.status, 201);
  }
  const ledger = path.join(home.folder, 'ledger');
  for (const name of ['outbox.sqlite', 'index.sqlite'])
    for (const suffix of SUFFIXES) rmSync(path.join(home.folder, name + suffix), { force: true });
  rmSync(ledger, { recursive: true });
  await (await openMarket(ledger))[Symbol.asyncDispose]();
  assert.equal(await home.start(), undefined);
  for (const suffix of SUFFIXES) rmSync(path.join(home.folder, `attempts.sqlite${suffix}`), { force: true });
  await using gateway = await home.start();
  assert.ok(gateway, 'without the answers of the other chain it starts');
});

test('an index ahead of a ledger that was put back is refused, and rebuilt serves again', async (t) => {
  const folder = scratch(t);
  const directory = path.join(folder, 'ledger');
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  const indexed = async (ledger: Ledger): Promise<number> => {
    await using index = await openIndex({ ledger, location, log: quiet });
    await index.reached((await ledger.info()).height - 1);
    return (await index.checkpoint()).events;
  };
  {
    await using ledger = await openMarket(directory);
    await during(ledger, folder, report(0, 5));
  }
  cpSync(directory, `${directory}.old`, { recursive: true });
  {
    await using ledger = await openMarket(directory);
    await during(ledger, folder, report(10, 5));
    assert.equal(await indexed(ledger), 10);
  }
  rmSync(directory, { recursive: true });
  cpSync(`${directory}.old`, directory, { recursive: true });
  await using ledger = await openMarket(directory);
  await assert.rejects(indexed(ledger), { code: 'LEDGER_OTHER_CHAIN' });
  await rebuildIndex(ledger, location);
  assert.equal(await indexed(ledger), 5);
});

test('an index of a chain that parted from the ledger’s is refused at the first block that shows it', async (t) => {
  const folder = scratch(t);
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  const directory = path.join(folder, 'ledger');
  await (await openMarket(directory))[Symbol.asyncDispose]();
  cpSync(directory, `${directory}.other`, { recursive: true });
  {
    await using ledger = await openMarket(directory);
    await during(ledger, path.join(folder), report(0, 5));
    await using index = await openIndex({ ledger, location, log: quiet });
    await index.reached((await ledger.info()).height - 1);
  }
  await using other = await openMarket(`${directory}.other`);
  await during(other, mkdtempSync(path.join(folder, 'beside-')), report(50, 5));
  await assert.rejects(openIndex({ ledger: other, location, log: quiet }), { code: 'LEDGER_OTHER_CHAIN' });
});
