// SPDX-License-Identifier: Apache-2.0
/** The table of obligations walked on the embedded ledger: every kind in time, late, extended, and never met. */
import assert from 'node:assert/strict';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import { isRefusal, parse, Steps } from '../../contracts/ledger-harness.js';
import type { Signatory } from '@catalog-chain/gateway/ledger/ledger';
import {
  foundWalk,
  WALKED_KINDS,
  walkKind,
  type TimedCall,
  type TimedLedger,
} from '../../support/law-walk.js';
import { describe, test } from '../../support/testing.js';

/** A Monday morning in Beijing. */
const START = Date.UTC(2026, 2, 2, 1);
const CENTURY_MS = 100 * 365 * 86_400_000;

interface WalkedLedger extends TimedLedger, AsyncDisposable {
  /** Has a call endorsed, and does not send it. */
  prepare(by: Signatory, what: TimedCall, atMs: number): Promise<unknown>;
}

async function timed(): Promise<WalkedLedger> {
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
    prepare: (by, what, atMs) => {
      now = atMs;
      return ledger.prepare(by, what);
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

/** What more than one side may do, or anybody for itself. */
const FREE: ReadonlySet<TransactionName> = new Set([
  TRANSACTIONS.changeDeclare,
  TRANSACTIONS.complaintReceive,
  TRANSACTIONS.demandState,
  TRANSACTIONS.disputeEscalate,
  TRANSACTIONS.disputeOpen,
  TRANSACTIONS.disputeRefer,
  TRANSACTIONS.grantContestRectification,
  TRANSACTIONS.grantResume,
  TRANSACTIONS.grantRevoke,
  TRANSACTIONS.grantSuspend,
  TRANSACTIONS.incidentReport,
  TRANSACTIONS.journalOpen,
  TRANSACTIONS.resourceDraft,
  TRANSACTIONS.sealCommit,
  TRANSACTIONS.usageSubmit,
]);
const SIDES = ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP', 'GovernmentMSP'];
const REFUSALS = new Set<unknown>([
  ...['ROLE_REQUIRED', 'NOT_OWNER', 'NOT_PARTY', 'NOT_FOUND', 'CONFLICT_OF_INTEREST', 'CONDITION_NOT_MET'],
]);

/** The same ledger, on which every step is first tried by each of the other sides. */
function triedByOthers(ledger: WalkedLedger, tried: Set<TransactionName>): TimedLedger {
  return {
    ...ledger,
    commit: async (by, what, atMs) => {
      const others = SIDES.filter((mspId) => mspId !== by.mspId);
      const isFree = FREE.has(what.transaction) || by.user !== 'officer';
      for (const mspId of isFree ? [] : others) {
        const refused = (error: unknown): boolean => REFUSALS.has((error as { code?: unknown }).code);
        const told = `${what.transaction} by ${mspId}`;
        await assert.rejects(ledger.prepare({ mspId, user: by.user }, what, atMs), refused, told);
      }
      if (!isFree) tried.add(what.transaction);
      return ledger.commit(by, what, atMs);
    },
  };
}

test('no step of any kind is taken by a side that it is not for', async () => {
  const tried = new Set<TransactionName>();
  for (const kind of WALKED_KINDS) {
    await using ledger = await timed();
    await foundWalk(ledger, START);
    await walkKind(kind, triedByOthers(ledger, tried), START);
  }
  assert.ok(tried.size > 35, `${tried.size}: ${[...tried].join(' ')}`);
});

test('every kind of the table is walked', () => {
  assert.deepEqual(WALKED_KINDS.toSorted(), Object.keys(CN_809.rules).toSorted());
});
