// SPDX-License-Identifier: Apache-2.0
import { beforeAll, afterAll, describe } from '../support/testing.js';
import { testBlocks } from './ledger-blocks.js';
import { testCommits } from './ledger-commits.js';
import { admin, Steps, type LedgerHarness } from './ledger-harness.js';
import { testIdentities } from './ledger-identities.js';
import { testPrivateData } from './ledger-private-data.js';
import { testUsage } from './ledger-usage.js';
import { testVerdicts } from './ledger-verdicts.js';

/** What a group of tests works on; `steps` may be used once the tests run. */
export interface Suite {
  readonly harness: LedgerHarness;
  readonly steps: () => Steps;
}

/**
 * What every adapter of the ledger port must do. It uses nothing but the port and the catalogue's own contracts,
 * chooses new identifiers in each run, and does not take the ledger to be empty or to be its own.
 */
export function ledgerSuite(harness: LedgerHarness): void {
  describe(`a ledger through ${harness.kind}`, () => {
    let steps: Steps;
    const everyone = [harness.manager, harness.provider, harness.consumer].map(admin);
    const suite: Suite = { harness, steps: () => steps };
    beforeAll(async () => {
      steps = new Steps(await harness.open(), everyone);
      const { manager, provider, consumer } = harness;
      await steps.member(manager, manager, ['manager']);
      await steps.member(manager, provider, ['provider']);
      await steps.member(manager, consumer, ['consumer']);
    });
    afterAll(() => steps.ledger[Symbol.asyncDispose]());
    testCommits(suite);
    testBlocks(suite);
    testPrivateData(suite);
    testIdentities(suite);
    testUsage(suite);
    testVerdicts(suite);
  });
}
