// SPDX-License-Identifier: Apache-2.0
/** The table of obligations walked on the embedded ledger: every kind in time, late, extended, and never met. */
import assert from 'node:assert/strict';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import { isRefusal, parse, Steps } from '../../contracts/ledger-harness.js';
import { foundWalk, WALKED_KINDS, walkKind, type TimedLedger } from '../../support/law-walk.js';
import { describe, test } from '../../support/testing.js';

/** A Monday morning in Beijing. */
const START = Date.UTC(2026, 2, 2, 1);
const CENTURY_MS = 100 * 365 * 86_400_000;

async function timed(): Promise<TimedLedger & AsyncDisposable> {
  let now = START;
  const ledger = await openEmbeddedLedger({ clock: () => now, userLifetimeMs: CENTURY_MS });
  const steps = new Steps(ledger);
  return {
    government: { mspId: 'GovernmentMSP', user: 'officer' },
    commit: async (by, what, atMs) => {
      now = atMs;
      return parse((await steps.commit(by, what)).prepared.result);
    },
    refuses: async (code, by, what, atMs) => {
      now = atMs;
      await assert.rejects(ledger.prepare(by, what), isRefusal(code));
    },
    read: (by, what) => steps.read(by, what),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}

describe('what is owed is opened, met in time, met late, extended where the law allows it, and never met', () => {
  for (const kind of WALKED_KINDS)
    test(kind, async () => {
      await using ledger = await timed();
      await foundWalk(ledger, START);
      await walkKind(kind, ledger, START);
    });
});

test('every kind of the table is walked', () => {
  assert.deepEqual(WALKED_KINDS.toSorted(), Object.keys(CN_809.rules).toSorted());
});
