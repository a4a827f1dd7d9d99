// SPDX-License-Identifier: Apache-2.0
/** What submitting leaves behind, over a transport that is told what to answer. */
import assert from 'node:assert/strict';
import { CommitTracker } from '@catalog-chain/gateway/ledger/fabric/commit-tracker';
import { ChannelQueries } from '@catalog-chain/gateway/ledger/fabric/channel-queries';
import type { FabricTransport } from '@catalog-chain/gateway/ledger/fabric/transport';
import { test } from '../../support/testing.js';

const silent: FabricTransport = {
  evaluate: () => Promise.reject(new Error('not asked')),
  endorse: () => Promise.reject(new Error('not asked')),
  broadcast: () => Promise.reject(new Error('not asked')),
  committed: () => (async function* () {})(),
  blocks: () => (async function* () {})(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('who no longer waits for a transaction leaves no timer behind, and is told nothing', async () => {
  const signatory = { mspId: 'ManagerMSP', user: 'admin' };
  await using tracker = new CommitTracker(silent, new ChannelQueries(silent, 'catalog'), signatory);
  const [before, given] = [timers(), new AbortController()];
  const settled = tracker.settled('a'.repeat(64), 60_000, given.signal);
  assert.equal(timers(), before + 1);
  given.abort();
  assert.equal((await settled).status, 'unknown');
  assert.equal(timers(), before);
});
