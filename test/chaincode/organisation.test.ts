// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import { caller, ChaincodeHarness, CONSUMER, consortium, MANAGER } from '../support/chaincode-harness.js';
import { beforeAll, describe, test } from '../support/testing.js';

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

test('a manager cannot leave the consortium without one: it keeps its own role', async () => {
  const chain = await consortium();
  const names = { en: 'Bureau' };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, 'organisation:update', [
    { mspId: 'ManagerMSP', names, roles: ['provider'] },
  ]);
  await chain.submit(MANAGER, 'organisation:update', [
    { mspId: 'ManagerMSP', names, roles: ['manager', 'provider'] },
  ]);
  await chain.refuses('NOT_FOUND', MANAGER, 'organisation:update', [
    { mspId: 'NobodyMSP', names, roles: ['provider'] },
  ]);
});

test('a new role counts from the next call, and a role that is taken away no longer does', async () => {
  const chain = await consortium();
  const duty = { code: 'D1', names: { en: 'Audit' }, legalBasis: 'Audit law' };
  const auditors = caller('AuditorMSP');
  const roles = (...list: string[]): object[] => [
    { mspId: 'AuditorMSP', names: { en: 'Audit office' }, roles: list },
  ];
  await chain.refuses('ROLE_REQUIRED', auditors, 'duty:register', [duty]);
  await chain.submit(MANAGER, 'organisation:update', roles('auditor', 'provider'));
  await chain.submit(auditors, 'duty:register', [duty]);
  await chain.submit(MANAGER, 'organisation:update', roles('auditor'));
  await chain.refuses('ROLE_REQUIRED', auditors, 'duty:register', [{ ...duty, code: 'D2' }]);
});

test('registering reads no list of members, so that registrations do not contend', async () => {
  const chain = await consortium();
  const input = { ...founder, mspId: 'NewMSP', code: 'TEST:NEW' };
  await chain.submit(MANAGER, 'organisation:register', [input]);
  const keys = new Set(chain.reads.map((key) => key.split('\u0000')[2]));
  // The policy says which acts a person signs: it changes seldom.
  assert.deepEqual([...keys].sort(), ['ManagerMSP', 'NewMSP', 'TEST:NEW', 'current']);
});

test('one code is of one member, and of no person', async () => {
  const chain = await consortium();
  const input = { ...founder, mspId: 'NewMSP', code: 'TEST:NEW' };
  await chain.submit(MANAGER, 'organisation:register', [input]);
  await chain.refuses('ALREADY_EXISTS', MANAGER, 'organisation:register', [
    { ...input, mspId: 'OtherNewMSP' },
  ]);
  // Made up: place 110101, born on 1 January 1900, a serial with which both check characters agree.
  for (const code of ['ID:110101190001010858', '110101190001010858'])
    await chain.refuses('RAW_DATA', MANAGER, 'organisation:register', [
      { ...input, mspId: 'ThirdMSP', code },
    ]);
  await chain.submit(MANAGER, 'organisation:update', [
    { mspId: 'NewMSP', names: { en: 'Bureau' }, roles: ['provider'] },
  ]);
});

const BAD: readonly (readonly [string, object])[] = [
  ['a wrong check character', { code: '91350100M000100Y4Z' }],
  ['a code without a scheme', { code: '12345' }],
  ['no role', { roles: [] }],
  ['a role twice', { roles: ['manager', 'manager'] }],
  ['roles out of order', { roles: ['provider', 'manager'] }],
  ['an unknown role', { roles: ['owner'] }],
  ['no name', { names: {} }],
  ['a status of its own', { status: 'active' }],
  ['an MSP id with a colon', { mspId: 'New:MSP' }],
  ['an MSP id with U+0000', { mspId: 'New\u0000MSP' }],
];

describe('an organisation that is malformed is refused and nothing is written', () => {
  let chain: ChaincodeHarness;
  beforeAll(async () => {
    chain = await consortium();
  });
  for (const [name, change] of BAD) {
    test(name, () =>
      chain.refuses('INVALID_ARGUMENT', MANAGER, 'organisation:register', [
        { ...founder, mspId: 'NewMSP', ...change },
      ]),
    );
  }
});
