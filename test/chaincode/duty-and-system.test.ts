// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Duty, System } from '@catalog-chain/chaincode/domain/records';
import { addSystem, DUTY } from '../support/catalogue-fixtures.js';
import { AUDITOR, caller, consortium, CONSUMER, MANAGER, PROVIDER } from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const system = { code: 'S1', names: { en: 'Register' }, duties: ['ProviderMSP:D1'] };

test('providers, consumers and managers register duties of their own', async () => {
  const chain = await consortium();
  for (const by of [PROVIDER, CONSUMER, MANAGER, caller('ProviderMSP', 'admin')]) {
    const code = by.role === 'admin' ? 'D2' : 'D1';
    const duty = await chain.submit<Duty>(by, 'duty:register', [{ ...DUTY, code }]);
    assert.equal(duty.id, `${by.mspId}:${code}`);
    assert.equal(duty.organisation, by.mspId);
    assert.deepEqual(await chain.evaluate(AUDITOR, 'duty:read', [duty.id]), duty);
  }
});

test('nobody registers a duty or a system for another organisation, or without a role that has any', async () => {
  const chain = await consortium();
  const auditors = caller('AuditorMSP');
  for (const [transaction, input] of [
    ['duty:register', DUTY],
    ['system:register', system],
  ] as const) {
    for (const by of [
      auditors,
      AUDITOR,
      caller('ProviderMSP', 'submitter'),
      caller('ProviderMSP', 'arbitrator'),
    ]) {
      await chain.refuses('ROLE_REQUIRED', by, transaction, [input]);
    }
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, transaction, [{ ...input, organisation: 'OtherMSP' }]);
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, transaction, [{ ...input, code: 'OtherMSP:X' }]);
  }
});

test('a code is used once, even after its duty is repealed or its system retired', async () => {
  const chain = await consortium();
  await addSystem(chain, PROVIDER);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, 'duty:register', [DUTY]);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, 'system:register', [system]);
  const retired = await chain.submit<System>(PROVIDER, 'system:retire', ['ProviderMSP:S1']);
  const repealed = await chain.submit<Duty>(PROVIDER, 'duty:repeal', ['ProviderMSP:D1']);
  assert.deepEqual([retired.status, repealed.status], ['retired', 'repealed']);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, 'duty:register', [DUTY]);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, 'system:register', [system]);
  await chain.refuses('INVALID_STATE', PROVIDER, 'duty:repeal', ['ProviderMSP:D1']);
  await chain.refuses('INVALID_STATE', PROVIDER, 'system:retire', ['ProviderMSP:S1']);
});

test('only its own organisation repeals a duty or retires a system', async () => {
  const chain = await consortium();
  await addSystem(chain, PROVIDER);
  for (const by of [MANAGER, CONSUMER, caller('OtherMSP', 'admin')]) {
    await chain.refuses('NOT_OWNER', by, 'duty:repeal', ['ProviderMSP:D1']);
    await chain.refuses('NOT_OWNER', by, 'system:retire', ['ProviderMSP:S1']);
  }
  await chain.refuses('NOT_FOUND', PROVIDER, 'duty:repeal', ['ProviderMSP:D9']);
  await chain.refuses('NOT_FOUND', PROVIDER, 'system:retire', ['ProviderMSP:S9']);
});

test('a system serves duties of its own organisation that are in force', async () => {
  const chain = await consortium();
  await chain.submit(PROVIDER, 'duty:register', [DUTY]);
  await chain.submit(CONSUMER, 'duty:register', [DUTY]);
  const serving = (...duties: string[]): object[] => [{ ...system, duties }];
  await chain.refuses('NOT_OWNER', PROVIDER, 'system:register', serving('ConsumerMSP:D1'));
  await chain.refuses('NOT_FOUND', PROVIDER, 'system:register', serving('ProviderMSP:D1', 'ProviderMSP:D2'));
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, 'system:register', serving());
  await chain.submit(PROVIDER, 'duty:repeal', ['ProviderMSP:D1']);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, 'system:register', serving('ProviderMSP:D1'));
});
