// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { EvidenceRequest } from '@catalog-chain/chaincode/domain/evidence';
import type { Membership, MembershipHistory } from '@catalog-chain/chaincode/domain/members/membership';
import { AUDITOR, caller, consortium, CONSUMER, MANAGER, PROVIDER } from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const ID = '019b76da-a804-74b2-a277-77d4dd1fc61c';

test('any user of a member puts a request for evidence on the ledger, once per id', async () => {
  const chain = await consortium();
  const request = await chain.submit<EvidenceRequest>(AUDITOR, 'evidence:request', [{ id: ID }]);
  assert.deepEqual(
    { ...request, recorded: request.recorded.by },
    { type: 'evidence-request', organisation: 'AuditorMSP', id: ID, recorded: 'AuditorMSP' },
  );
  await chain.refuses('ALREADY_EXISTS', AUDITOR, 'evidence:request', [{ id: ID }]);
  await chain.submit(CONSUMER, 'evidence:request', [{ id: ID }]);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, 'evidence:request', [{ id: 'R-1' }]);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, 'evidence:request', [{ id: ID, subject: 'G-1' }]);
});

test('a read is made beside a request that is there, and answers as the record’s own contract does', async () => {
  const chain = await consortium();
  const read = (question: readonly string[]): Promise<unknown> =>
    chain.evaluate(PROVIDER, 'evidence:read', ['ConsumerMSP', ID, question]);
  const early = ['ConsumerMSP', ID, ['organisation', 'ConsumerMSP']];
  await chain.refuses('INVALID_STATE', PROVIDER, 'evidence:read', early);
  await chain.submit(CONSUMER, 'evidence:request', [{ id: ID }]);
  assert.deepEqual(
    await read(['organisation', 'ConsumerMSP']),
    await chain.evaluate(PROVIDER, 'organisation:read', ['ConsumerMSP']),
  );
  assert.deepEqual(
    await read(['policy', 'current']),
    await chain.evaluate(PROVIDER, 'policy:read', ['current']),
  );
  const list = { type: 'journal-list', organisation: 'ProviderMSP', journals: [] };
  assert.deepEqual(await read(['journal-list', 'ProviderMSP']), list);
  for (const question of [['duty', 'ProviderMSP:D'], ['grant'], ['grant', 'G-1', 'G-2'], [], ['policy', '1']])
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, 'evidence:read', ['ConsumerMSP', ID, question]);
  await chain.refuses('NOT_FOUND', PROVIDER, 'evidence:read', ['ConsumerMSP', ID, ['grant', 'G-404']]);
});

const ROOT = 'QUFB'.repeat(30);
const OTHER = 'QkJC'.repeat(30);

test('a manager records who the members are, in versions; the same again is no version', async () => {
  const chain = await consortium();
  const first = { members: [{ mspId: 'AMSP', roots: [ROOT] }] };
  const joined = { members: [...first.members, { mspId: 'BMSP', roots: [ROOT, OTHER].sort() }] };
  const by = caller('ManagerMSP', 'submitter');
  assert.equal((await chain.submit<Membership>(by, 'organisation:recordMembers', [first])).version, 1);
  assert.equal((await chain.submit<Membership>(MANAGER, 'organisation:recordMembers', [first])).version, 1);
  assert.equal((await chain.submit<Membership>(MANAGER, 'organisation:recordMembers', [joined])).version, 2);
  const { versions } = await chain.evaluate<MembershipHistory>(PROVIDER, 'organisation:readMembers', []);
  assert.deepEqual(
    versions.map(({ members }) => members),
    [first.members, joined.members],
  );
  await chain.refuses('ROLE_REQUIRED', PROVIDER, 'organisation:recordMembers', [first]);
  for (const members of [
    [],
    [{ mspId: 'AMSP', roots: [] }],
    [{ mspId: 'AMSP', roots: ['no root'] }],
    [...joined.members].reverse(),
  ])
    await chain.refuses('INVALID_ARGUMENT', MANAGER, 'organisation:recordMembers', [{ members }]);
});
