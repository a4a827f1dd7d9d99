// SPDX-License-Identifier: Apache-2.0
/** Every state of a duty or system × every action × every caller: allowed, or refused and nothing written. */
import assert from 'node:assert/strict';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import type { TransactionName } from '@catalog-chain/chaincode/domain/names';
import { DUTY } from '../support/catalogue-fixtures.js';
import {
  caller,
  consortium,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Argument,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

interface Noun {
  readonly register: readonly [TransactionName, readonly Argument[]];
  readonly end: readonly [TransactionName, readonly Argument[]];
}

const NOUNS: Readonly<Record<'duty' | 'system', Noun>> = {
  duty: {
    register: ['duty:register', [{ ...DUTY, code: 'X' }]],
    end: ['duty:repeal', ['ProviderMSP:X']],
  },
  system: {
    register: ['system:register', [{ code: 'X', names: DUTY.names, duties: ['ProviderMSP:D1'] }]],
    end: ['system:retire', ['ProviderMSP:X']],
  },
};

/** What the owner gets: to register, to end. */
const STATES = {
  unknown: ['ok', 'NOT_FOUND'],
  active: ['ALREADY_EXISTS', 'ok'],
  ended: ['ALREADY_EXISTS', 'INVALID_STATE'],
} as const;

/** Who is not the owner, and gets the same in every state. A system's duty is the provider's, so it fails there. */
const OTHERS: readonly (readonly [Caller, Readonly<Record<'duty' | 'system', string>>, string])[] = [
  [MANAGER, { duty: 'ok', system: 'NOT_OWNER' }, 'NOT_OWNER'],
  [CONSUMER, { duty: 'ok', system: 'NOT_OWNER' }, 'NOT_OWNER'],
  [caller('OtherMSP', 'admin'), { duty: 'ok', system: 'NOT_OWNER' }, 'NOT_OWNER'],
  [caller('AuditorMSP'), { duty: 'ROLE_REQUIRED', system: 'ROLE_REQUIRED' }, 'NOT_OWNER'],
  ...(['submitter', 'auditor', 'arbitrator', undefined] as const).map(
    (role) =>
      [
        { mspId: 'ProviderMSP', role },
        { duty: 'ROLE_REQUIRED', system: 'ROLE_REQUIRED' },
        'ROLE_REQUIRED',
      ] as const,
  ),
  [caller('StrangerMSP'), { duty: 'NOT_A_MEMBER', system: 'NOT_A_MEMBER' }, 'NOT_A_MEMBER'],
];

async function outcome(chain: ChaincodeHarness, by: Caller, action: Noun['end']): Promise<string> {
  try {
    await chain.evaluate(by, ...action);
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    assert.deepEqual(chain.writes, [], 'wrote though it refused');
    return error.code;
  }
}

for (const noun of ['duty', 'system'] as const) {
  for (const [state, [toRegister, toEnd]] of Object.entries(STATES)) {
    test(`a ${noun} that is ${state} answers every caller as the table says`, async () => {
      const { register, end } = NOUNS[noun];
      const chain = await consortium();
      await chain.submit(PROVIDER, 'duty:register', [DUTY]);
      if (state !== 'unknown') await chain.submit(PROVIDER, ...register);
      if (state === 'ended') await chain.submit(PROVIDER, ...end);
      for (const by of [PROVIDER, caller('ProviderMSP', 'admin')]) {
        assert.deepEqual(
          [await outcome(chain, by, register), await outcome(chain, by, end)],
          [toRegister, toEnd],
        );
      }
      for (const [by, registering, ending] of OTHERS) {
        const found = [await outcome(chain, by, register), await outcome(chain, by, end)];
        assert.deepEqual(found, [registering[noun], ending], `${by.mspId} ${by.role ?? 'without a role'}`);
      }
    });
  }
}
