// SPDX-License-Identifier: Apache-2.0
/** Who may call at all, for every transaction there is: a client that bypasses the gateway gains nothing. */
import assert from 'node:assert/strict';
import { DomainError, type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import {
  ORGANISATION_ROLES,
  TRANSACTIONS,
  USER_ROLES,
  type TransactionName,
} from '@catalog-chain/chaincode/domain/names';
import { ARGUMENTS, guarded, OPEN } from '../support/authorisation-table.js';
import { caller, consortium, type Caller, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

async function answers(chain: ChaincodeHarness, by: Caller, name: TransactionName): Promise<DomainCode> {
  const error: unknown = await chain.evaluate(by, name, ARGUMENTS[name] ?? ['{}']).then(
    () => assert.fail(`${name} let ${by.mspId} ${by.role ?? 'without a role'} in`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DomainError, `${name}: ${String(error)}`);
  assert.deepEqual(chain.writes, [], `${name} wrote though it refused`);
  return error.code;
}

async function everyRole(
  chain: ChaincodeHarness,
  mspId: string,
  name: TransactionName,
): Promise<Set<DomainCode>> {
  const codes = new Set<DomainCode>();
  for (const role of USER_ROLES) codes.add(await answers(chain, caller(mspId, role), name));
  return codes;
}

/** Members, and one that was every kind of organisation until it was suspended. */
async function withSuspended(): Promise<ChaincodeHarness> {
  const chain = await consortium();
  const admin = caller('ManagerMSP', 'admin');
  const roles = [...ORGANISATION_ROLES].sort();
  const member = { mspId: 'LapsedMSP', code: 'TEST:LAPSED', names: { en: 'Lapsed' }, roles };
  await chain.submit(admin, TRANSACTIONS.organisationRegister, [member]);
  await chain.submit(admin, TRANSACTIONS.organisationSuspend, ['LapsedMSP']);
  return chain;
}

for (const name of guarded) {
  test(`${name} is closed to a stranger, a suspended member and a user without a role`, async () => {
    const chain = await withSuspended();
    const stranger = await everyRole(chain, 'StrangerMSP', name);
    const suspended = await everyRole(chain, 'LapsedMSP', name);
    assert.ok(stranger.delete('NOT_A_MEMBER'), `${name}: ${[...stranger].join()}`);
    assert.ok(suspended.delete('ORGANISATION_SUSPENDED'), `${name}: ${[...suspended].join()}`);
    assert.deepEqual(
      [...stranger, ...suspended].filter((code) => code !== 'ROLE_REQUIRED'),
      [],
    );
    for (const mspId of ['ManagerMSP', 'ProviderMSP', 'ConsumerMSP', 'StrangerMSP', 'LapsedMSP']) {
      assert.equal(await answers(chain, { mspId, role: undefined }, name), 'ROLE_REQUIRED');
    }
  });
}

test('what is open writes nothing', async () => {
  const chain = await consortium();
  const stranger = caller('StrangerMSP');
  const many: Partial<Record<TransactionName, string[]>> = {
    [TRANSACTIONS.organisationList]: [],
    [TRANSACTIONS.organisationReadMembers]: [],
    [TRANSACTIONS.evidenceRead]: ['ConsumerMSP', '019b76da-a804-74b2-a277-77d4dd1fc61c', '[]'],
    [TRANSACTIONS.resourceReadVersion]: ['ProviderMSP:A', '1'],
    [TRANSACTIONS.journalRead]: ['ProviderMSP', 'J'],
    [TRANSACTIONS.usageReadHeader]: ['ProviderMSP', 'J', '1'],
    [TRANSACTIONS.sealRead]: ['ConsumerMSP', '019b76da-a804-74b2-a277-77d4dd1fc61c'],
    [TRANSACTIONS.sealReadMonth]: ['ConsumerMSP', '2026-01', 'claim'],
    [TRANSACTIONS.periodRead]: ['G-1', '2026-01'],
    [TRANSACTIONS.periodReadClosure]: ['G-1', '2026-01', 'claim'],
    [TRANSACTIONS.reportRead]: ['G-1', '2026'],
    [TRANSACTIONS.auditRead]: ['AuditorMSP', 'R'],
    [TRANSACTIONS.auditReadJournalHead]: ['ProviderMSP', 'J', '1'],
  };
  for (const name of OPEN) {
    await chain.evaluate(stranger, name, many[name] ?? ['ManagerMSP']).catch((error: unknown) => {
      assert.ok(error instanceof DomainError, `${name}: ${String(error)}`);
    });
    assert.deepEqual([chain.writes, chain.event], [[], undefined], name);
  }
});
