// SPDX-License-Identifier: Apache-2.0
/** Months close by themselves, on a ledger and index whose clock the test advances. */
import assert from 'node:assert/strict';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { monthEnd, months } from '@catalog-chain/chaincode/domain/calendar/month';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type { BatchReceipt, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { newJournalName } from '@catalog-chain/gateway/usage/journal-name';
import { PeriodSchedule } from '@catalog-chain/gateway/schedule/period-schedule';
import { monthsOver } from '@catalog-chain/gateway/schedule/due-sides';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { foundMarket } from '../../support/embedded-market.js';
import { test } from '../../support/testing.js';
import { deflate, leaf, linesOf, order, uuid7 } from '../../support/usage.js';

const BEIJING = 480;
const AFTER_HOURS = 72;
const start = Date.now();
const MONTH = months(BEIJING)(start);
const END = monthEnd(MONTH, BEIJING);
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };
const BY = { claim: 'ConsumerMSP', attestation: 'ProviderMSP' } as const;
const SYSTEM = { claim: 'ConsumerMSP:SYS', attestation: 'ProviderMSP:REGISTER' } as const;

interface Stage extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly index: Index;
  time: number;
  readonly heads: Map<Side, BatchReceipt>;
}

async function stage(): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'schedule-'));
  const clock = { time: start };
  const ledger = await openEmbeddedLedger({ clock: () => clock.time });
  await foundMarket(ledger, ['G-1']);
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  const index = await openIndex({ ledger, location, log: quiet });
  const made: Stage = Object.assign(clock, {
    ledger,
    index,
    heads: new Map<Side, BatchReceipt>(),
    [Symbol.asyncDispose]: async () => {
      await index[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  });
  for (const side of ['claim', 'attestation'] as const)
    await commit(made, BY[side], TRANSACTIONS.journalOpen, [encode({ journal: 'J' })]);
  return made;
}

async function commit(
  { ledger, index }: Stage,
  mspId: string,
  transaction: string,
  args: readonly (string | Uint8Array)[],
): Promise<unknown> {
  const prepared = await ledger.prepare({ mspId, user: 'submitter' }, { transaction, args });
  const outcome = await ledger.submit(prepared);
  assert.ok(outcome.status === 'committed');
  await index.reached(outcome.block);
  return JSON.parse(Buffer.from(prepared.result).toString('utf8')) as unknown;
}

async function report(on: Stage, side: Side, n: number): Promise<void> {
  const use = leaf(n, {
    side,
    id: uuid7(n, side),
    system: SYSTEM[side],
    purpose: 'AID',
    at: formatInstant(start),
  });
  const { sequence, root } = on.heads.get(side) ?? { sequence: 0, root: NO_ROOT };
  const batch = [encode(order('J', sequence + 1, root)), deflate(linesOf([use]))];
  on.heads.set(side, (await commit(on, BY[side], TRANSACTIONS.usageSubmit, batch)) as BatchReceipt);
}

const schedule = (on: Stage, organisations: readonly string[] | '*'): PeriodSchedule =>
  new PeriodSchedule({ ...on, organisations, log: quiet, now: () => on.time, afterHours: AFTER_HOURS });

const run = async (on: Stage, organisations: readonly string[] | '*' = [BY.claim, BY.attestation]) => {
  await using once = schedule(on, organisations);
  return (await once.run()).map(({ grant, period, side }) => `${grant} ${period} ${side}`);
};

const states = async ({ index }: Stage): Promise<string[]> =>
  (await index.list('period')).items.map(({ value }) => `${value.grant} ${value.period} ${value.state}`);

test('a month is closed on both sides once its end is long enough ago, and only once', async () => {
  await using on = await stage();
  await report(on, 'claim', 1);
  await report(on, 'attestation', 1);
  on.time = END + AFTER_HOURS * HOUR_MS - 1;
  assert.deepEqual(await run(on), []);
  on.time += 1;
  const sides = [`G-1 ${MONTH} claim`, `P-1 ${MONTH} attestation`, `G-1 ${MONTH} attestation`];
  assert.deepEqual((await run(on)).sort(), sides.sort());
  assert.deepEqual(await states(on), [`G-1 ${MONTH} matched`, `P-1 ${MONTH} closing`]);
  assert.deepEqual(await run(on), [], 'a second look, after a restart, finds nothing to do');
});

test('it makes a checkpoint of the journals first, so that closing reads no header twice', async () => {
  await using on = await stage();
  for (const n of [1, 2, 3]) await report(on, 'claim', n);
  on.time = END + 4 * DAY_MS;
  await run(on, [BY.claim]);
  const checkpoint = await on.index.get('journal-checkpoint', `${BY.claim}/J`);
  assert.equal(checkpoint?.value.batches, 3);
});

test('a gateway closes for the organisations that it serves, and for no other', async () => {
  await using on = await stage();
  on.time = END + 4 * DAY_MS;
  assert.deepEqual(await run(on, [BY.claim]), [`G-1 ${MONTH} claim`]);
  assert.deepEqual(await states(on), [`G-1 ${MONTH} closing`]);
  assert.equal((await run(on, '*')).length, 3, 'a gateway that serves all closes the rest');
  const silent = await on.index.get('closure', `G-1/${MONTH}/claim`);
  assert.equal(silent?.value.reported, 'silent', 'a grant without uses is closed too');
});

test('what arrives after closing makes it close again', async () => {
  await using on = await stage();
  await report(on, 'claim', 1);
  on.time = END + 4 * DAY_MS;
  await run(on);
  assert.equal((await states(on))[0], `G-1 ${MONTH} differs`);
  await report(on, 'attestation', 1);
  assert.deepEqual(await run(on), [`G-1 ${MONTH} attestation`]);
  assert.equal((await states(on))[0], `G-1 ${MONTH} matched`);
});

test('a grant whose period is over is recorded as expired, by whichever party looks first, and once', async () => {
  await using on = await stage();
  const state = async (): Promise<string | undefined> => (await on.index.get('grant', 'G-1'))?.value.state;
  on.time = start + 364 * DAY_MS;
  await run(on);
  assert.equal(await state(), 'active');
  on.time = start + 366 * DAY_MS;
  await run(on, [BY.attestation]);
  assert.equal(await state(), 'expired');
  const { height } = await on.ledger.info();
  await run(on, [BY.attestation]);
  assert.equal((await on.ledger.info()).height, height, 'nothing is left to record');
  assert.equal((await on.index.get('grant', 'P-1'))?.value.state, 'expired');
});

test('two that run at once close everything once', async () => {
  await using on = await stage();
  await report(on, 'claim', 1);
  on.time = END + 4 * DAY_MS;
  const done = await Promise.all([run(on), run(on)]);
  assert.equal(new Set(done.flat()).size, 3);
  for (const side of ['claim', 'attestation'])
    assert.equal((await on.index.get('closure', `G-1/${MONTH}/${side}`))?.value.revision, 1);
});

test('a gateway’s journal is closed once its month has been over for long, and no other journal', async () => {
  await using on = await stage();
  const name = newJournalName(MONTH, 3);
  await commit(on, BY.claim, TRANSACTIONS.journalOpen, [encode({ journal: name })]);
  await report(on, 'claim', 1);
  on.time = END + AFTER_HOURS * HOUR_MS - 1;
  await run(on);
  assert.equal((await on.index.get('journal', `${BY.claim}/${name}`))?.value.closed, undefined);
  on.time += 1;
  await run(on);
  const closed = await on.index.get('journal', `${BY.claim}/${name}`);
  assert.equal(closed?.value.closed?.batches, 0);
  assert.equal((await on.index.get('journal', `${BY.claim}/J`))?.value.closed, undefined);
});

test('the log says what was closed, and apart from it what was refused', async () => {
  await using on = await stage();
  on.time = END + 4 * DAY_MS;
  const told: string[] = [];
  const log = {
    ...quiet,
    info: (message: string, fields: object) => told.push(`${message} ${JSON.stringify(fields)}`),
    warn: (message: string, fields: object) => told.push(`${message} ${JSON.stringify(fields)}`),
  };
  const refusing = {
    prepare: () => Promise.reject(new LedgerError('ENDORSEMENT_MISMATCH', 'They disagree.')),
    submit: on.ledger.submit.bind(on.ledger),
    outcome: on.ledger.outcome.bind(on.ledger),
    info: on.ledger.info.bind(on.ledger),
  };
  const parts = { index: on.index, organisations: [BY.claim], now: () => on.time, afterHours: AFTER_HOURS };
  await using failing = new PeriodSchedule({ ...parts, ledger: refusing, log });
  assert.deepEqual(await failing.run(), []);
  const counts = { organisation: BY.claim, closed: 0, due: 1, refused: { ENDORSEMENT_MISMATCH: 1 } };
  assert.deepEqual(told, [`Periods could not be closed. ${JSON.stringify(counts)}`]);
});

test('months are over by local time, oldest first', () => {
  const newYear = Date.UTC(2025, 11, 31, 16);
  assert.equal(monthsOver(newYear - 1, BEIJING).at(-1), '2025-11');
  assert.equal(monthsOver(newYear, BEIJING).at(-1), '2025-12');
  assert.deepEqual(monthsOver(newYear, BEIJING).slice(0, 2), ['2025-01', '2025-02']);
});
