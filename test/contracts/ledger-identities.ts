// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { test } from '../support/testing.js';
import { call, isRefusal, organisation, unique } from './ledger-harness.js';
import type { Suite } from './ledger-suite.js';

/** Who may sign. */
export function testIdentities({ harness, steps }: Suite): void {
  const { manager, stranger } = harness;
  const register = call(TRANSACTIONS.organisationRegister, organisation(unique('Org')));

  test('a signatory of an organisation that the ledger does not know is refused', async () => {
    const unknown = isRefusal('IDENTITY_UNKNOWN', 'IDENTITY_REFUSED');
    await assert.rejects(steps().ledger.prepare(stranger, register), unknown);
    await assert.rejects(steps().ledger.evaluate(stranger, register), unknown);
  });

  test('a user who is not enrolled is refused', async () => {
    await assert.rejects(
      steps().ledger.prepare({ mspId: manager, user: 'nobody' }, register),
      isRefusal('IDENTITY_UNKNOWN'),
    );
  });

  test('bytes that were altered after signing are rejected and write nothing', async () => {
    const { ledger } = steps();
    const prepared = await ledger.prepare({ mspId: manager, user: 'admin' }, register);
    const bytes = Uint8Array.from(prepared.bytes);
    const at = Buffer.from(bytes).indexOf('Organisation ');
    bytes[at] = 'X'.charCodeAt(0);
    const outcome = await ledger.submit({ ...prepared, bytes });
    assert.equal(outcome.status, 'rejected');
    assert.notEqual((await ledger.outcome(prepared.transactionId, prepared.signatory)).status, 'committed');
  });

  test('bytes that are no transaction are rejected', async () => {
    const { ledger } = steps();
    const prepared = await ledger.prepare({ mspId: manager, user: 'admin' }, register);
    const outcome = await ledger.submit({ ...prepared, bytes: Buffer.from('nothing') });
    assert.equal(outcome.status, 'rejected');
  });
}
