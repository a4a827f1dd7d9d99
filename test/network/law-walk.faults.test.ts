// SPDX-License-Identifier: Apache-2.0
/**
 * The table of obligations walked on Fabric's peers. What is late is shown without waiting: a transaction's time is what
 * its client says, and this client says that weeks have gone by. Peers take that from nobody else: their own clocks allow
 * fifteen minutes, and only those of this consortium more.
 */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import { Network } from '@catalog-chain/network/network';
import { removeEverything } from '@catalog-chain/network/remove';
import { deleteFolder } from '@catalog-chain/network/state';
import { admin, isRefusal, parse, Steps } from '../contracts/ledger-harness.js';
import { found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { name as sharedName, portBase } from '../support/fabric-network.js';
import { foundWalk, WALKED_KINDS, walkKind, type TimedLedger } from '../support/law-walk.js';
import { afterAll, test } from '../support/testing.js';

const name = `${sharedName}-law`;
afterAll(async () => {
  await removeEverything(name);
  deleteFolder(name);
});

process.env['PEER_TIME_WINDOW'] = '100000h';
const network = await new Network({ name, portBase: portBase + 1_500 }).start();

/** The time at which a call is made, for whatever it does on the way. */
const told = new AsyncLocalStorage<number>();
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given: readonly unknown[]) {
    const at = told.getStore();
    if (given.length === 0 && at !== undefined) super(at);
    else super(...(given as [number]));
  }
} as DateConstructor;
afterAll(() => {
  globalThis.Date = RealDate;
});

const TRIES = 40;

function timed(steps: Steps): TimedLedger {
  return {
    government: { mspId: 'ManagerMSP', user: 'officer' },
    // Kinds are walked side by side: whoever loses a race for a key tries again.
    commit: async (by, what, atMs) => {
      const committed = await told.run(atMs, () => steps.commit(by, what, TRIES));
      return parse(committed.prepared.result);
    },
    refuses: (code, by, what, atMs) =>
      told.run(atMs, () => assert.rejects(steps.prepare(by, what), isRefusal(code))),
    read: (by, what) => steps.read(by, what),
  };
}

test('what is owed is opened, met in time, met late, extended and never met, on every peer', async () => {
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  const everyone = network.organisations.map(({ mspId }) => admin(mspId));
  const walked = timed(new Steps(ledger, everyone));
  const start = RealDate.now() - HOUR_MS;
  await foundWalk(walked, start, network.organisations.map(({ mspId }) => mspId).sort());
  const faults: string[] = [];
  await Promise.all(
    WALKED_KINDS.map((kind) =>
      walkKind(kind, walked, start).catch((error: unknown) => faults.push(`${kind}: ${String(error)}`)),
    ),
  );
  assert.deepEqual(faults, []);
}, 1_500_000);
