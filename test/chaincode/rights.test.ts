// SPDX-License-Identifier: Apache-2.0
/** The table of rights, walked over the contracts: every act by every user of every kind of organisation in every state. */
import assert from 'node:assert/strict';
import { DomainError, type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import {
  ORGANISATION_ROLES,
  TRANSACTIONS,
  USER_ROLES,
  type OrganisationRole,
  type TransactionName,
} from '@catalog-chain/chaincode/domain/names';
import { admits, rightOf, RIGHTS, usersOf } from '@catalog-chain/chaincode/domain/rights/rights';
import { ARGUMENTS, guarded } from '../support/authorisation-table.js';
import { caller, consortium, type Caller, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const BARRED: readonly DomainCode[] = ['ROLE_REQUIRED', 'NOT_A_MEMBER', 'ORGANISATION_SUSPENDED'];
const mspOf = (role: OrganisationRole): string => `Only-${role}-MSP`;
const LAPSED = 'LapsedMSP';

/** One member of each kind, and one of all kinds that is suspended. */
async function members(): Promise<ChaincodeHarness> {
  const chain = await consortium();
  const admin = caller('ManagerMSP', 'admin');
  const add = (mspId: string, index: number, roles: readonly OrganisationRole[]): Promise<unknown> => {
    const member = { mspId, code: `TEST:R${index}`, names: { en: 'A member' }, roles };
    return chain.submit(admin, TRANSACTIONS.organisationRegister, [member]);
  };
  for (const [index, role] of ORGANISATION_ROLES.entries()) await add(mspOf(role), index, [role]);
  await add(LAPSED, 9, [...ORGANISATION_ROLES].sort());
  await chain.submit(admin, TRANSACTIONS.organisationSuspend, [LAPSED]);
  return chain;
}

/** Why the caller is kept out; `in` for whatever else comes of it. */
async function verdict(chain: ChaincodeHarness, by: Caller, name: TransactionName): Promise<string> {
  try {
    await chain.evaluate(by, name, ARGUMENTS[name] ?? ['{}']);
    return 'in';
  } catch (error) {
    if (error instanceof DomainError && BARRED.includes(error.code)) {
      assert.deepEqual(chain.writes, [], `${name} wrote though it refused`);
      return error.code;
    }
    return 'in';
  }
}

test('every guarded act by every user of every organisation: as the table says', async () => {
  const chain = await members();
  for (const name of guarded) {
    const right = RIGHTS[name];
    for (const user of USER_ROLES) {
      for (const role of ORGANISATION_ROLES) {
        const expected = admits(right, user, [role]) ? 'in' : 'ROLE_REQUIRED';
        const found = await verdict(chain, caller(mspOf(role), user), name);
        assert.equal(found, expected, `${name} by ${user} of a ${role}`);
      }
      const known = usersOf(right).includes(user);
      const lapsed = await verdict(chain, caller(LAPSED, user), name);
      assert.equal(
        lapsed,
        known ? 'ORGANISATION_SUSPENDED' : 'ROLE_REQUIRED',
        `${name} by ${user}, suspended`,
      );
      const stranger = await verdict(chain, caller('StrangerMSP', user), name);
      assert.equal(stranger, known ? 'NOT_A_MEMBER' : 'ROLE_REQUIRED', `${name} by ${user}, a stranger`);
    }
    const nobody = { mspId: mspOf('manager'), role: undefined };
    assert.equal(await verdict(chain, nobody, name), 'ROLE_REQUIRED', `${name} without a role`);
  }
});

test('what the table does not list is nobody’s right', () => {
  for (const name of ['grant:destroy', 'toString', '__proto__', 'constructor', ''])
    assert.equal(rightOf(name), undefined);
});
