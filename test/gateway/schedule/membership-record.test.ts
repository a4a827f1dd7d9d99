// SPDX-License-Identifier: Apache-2.0
/** A gateway whose index is new records who the members are as soon as it knows its manager, not ten minutes later. */
import assert from 'node:assert/strict';
import type { MembershipParts } from '@catalog-chain/gateway/schedule/membership-record';
import { MembershipRecord } from '@catalog-chain/gateway/schedule/membership-record';
import { createLog } from '@catalog-chain/gateway/support/log';
import { eventually } from '@catalog-chain/network/engine/wait';
import { test } from '../../support/testing.js';

const MANAGER = { mspId: 'ManagerMSP', roles: ['manager'], status: 'active' };

/** An index that holds nothing at the first looks, and a ledger that fails at the first question. */
class Beginning {
  looks = 0;
  questions = 0;
  compared = 0;

  readonly index = {
    list: () => {
      this.looks += 1;
      return Promise.resolve({ items: this.looks < 3 ? [] : [{ value: MANAGER }] });
    },
  };

  readonly ledger = {
    rootCertificates: () => {
      this.questions += 1;
      return this.questions === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve({});
    },
    evaluate: () => {
      this.compared += 1;
      return Promise.resolve(Buffer.from('{"versions":[]}'));
    },
  };
}

test('looks again soon while no manager is known or the ledger does not answer', async () => {
  const beginning = new Beginning();
  const { index, ledger } = beginning;
  const parts = { index, ledger, organisations: ['ManagerMSP'], log: createLog('silent') };
  await using record = new MembershipRecord(parts as unknown as MembershipParts).start();
  assert.ok(record);
  const compared = (): Promise<void> => {
    assert.equal(beginning.compared, 1);
    return Promise.resolve();
  };
  await eventually('the members to be compared', compared, { timeoutMs: 180_000 });
  assert.equal(beginning.questions, 2);
});
