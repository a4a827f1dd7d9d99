// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import { caller, ChaincodeHarness, CONSUMER, consortium, MANAGER } from '../support/chaincode-harness.js';

const founder = { mspId: 'ManagerMSP', code: 'TEST:1', names: { en: 'Bureau' }, roles: ['manager'] };

test('the first organisation is a manager that registers itself, by an administrator', async () => {
  const chain = new ChaincodeHarness();
  await chain.refuses('ROLE_REQUIRED', MANAGER, 'organisation:register', [founder]);
  const stranger = caller('OtherMSP', 'admin');
  await chain.refuses('ROLE_REQUIRED', stranger, 'organisation:register', [founder]);
  const admin = caller('ManagerMSP', 'admin');
  const made = await chain.submit<Organisation>(admin, 'organisation:register', [founder]);
  assert.equal(made.status, 'active');
  assert.equal(made.registered.by, 'ManagerMSP');
  await chain.refuses('ALREADY_EXISTS', admin, 'organisation:register', [founder]);
});

test('only a manager registers, changes or suspends a member', async () => {
  const chain = await consortium();
  const input = { ...founder, mspId: 'NewMSP' };
  await chain.refuses('ROLE_REQUIRED', CONSUMER, 'organisation:register', [input]);
  await chain.refuses('ROLE_REQUIRED', CONSUMER, 'organisation:suspend', ['OtherMSP']);
  await chain.refuses('NOT_A_MEMBER', caller('NewMSP'), 'organisation:suspend', ['OtherMSP']);
  const suspended = await chain.submit<Organisation>(MANAGER, 'organisation:suspend', ['ConsumerMSP']);
  assert.equal(suspended.status, 'suspended');
  await chain.refuses('INVALID_STATE', MANAGER, 'organisation:suspend', ['ConsumerMSP']);
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, 'organisation:suspend', ['ManagerMSP']);
  const resumed = await chain.submit<Organisation>(MANAGER, 'organisation:resume', ['ConsumerMSP']);
  assert.equal(resumed.status, 'active');
});

test('an organisation without the role attribute can do nothing', async () => {
  const chain = await consortium();
  await chain.refuses('ROLE_REQUIRED', { mspId: 'ManagerMSP', role: undefined }, 'organisation:suspend', [
    'OtherMSP',
  ]);
});
