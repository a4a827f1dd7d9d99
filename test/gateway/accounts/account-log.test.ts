// SPDX-License-Identifier: Apache-2.0
/** What is written down of accounts, by one gateway or by several that share a database. */
import assert from 'node:assert/strict';
import { AccountLog } from '@catalog-chain/gateway/accounts/account-log';
import { testBothDatabases } from '../../support/both-databases.js';

const DAY_MS = 86_400_000;

testBothDatabases(
  'a system is written down once a day, whichever gateway it comes to, and after a restart',
  async (location) => {
    let now = Date.parse('2026-11-02T01:00:00Z');
    const clock = (): number => now;
    await using one = await AccountLog.open(location, clock);
    await using two = await AccountLog.open(location, clock);
    const seen = async (): Promise<number> =>
      (await one.list('ConsumerMSP', { event: 'system-seen' }, 100)).length;
    for (const log of [one, two, one]) await log.noteSystem('ConsumerMSP', 'intake');
    assert.equal(await seen(), 1);
    await using restarted = await AccountLog.open(location, clock);
    await restarted.noteSystem('ConsumerMSP', 'intake');
    await restarted.noteSystem('ConsumerMSP', 'other');
    assert.equal(await seen(), 2);
    now += DAY_MS;
    for (const log of [two, restarted, one]) await log.noteSystem('ConsumerMSP', 'intake');
    assert.equal(await seen(), 3);
  },
);
