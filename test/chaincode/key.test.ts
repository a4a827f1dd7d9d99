// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Disclosure, KeyPurge } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { DAY_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import { implicitCollection, recordKeyName, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { caller, CONSUMER, MANAGER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { approve, ask, deposit, grantOf, KEY, market, readGrant, RESOURCES } from '../support/sharing.js';
import { test } from '../support/testing.js';

const { keyDeposit, keyRead, keyDisclose, keyDeliver, keyPurge } = TRANSACTIONS;
const AUDITOR = caller('AuditorMSP', 'auditor');
const disclosure = { grant: 'REQ-1', to: 'AuditorMSP', reason: 'audit', case: 'A-2026-1' };
const delivery = { grant: 'REQ-1', to: 'AuditorMSP' };
const recordKey = { recordKey: KEY };
const TEXT = Buffer.from(KEY).toString('base64url');

const holders = (chain: ChaincodeHarness): string[] =>
  [...chain.collections].filter(([, state]) => state.has(recordKeyName('REQ-1'))).map(([name]) => name);

async function granted(): Promise<ChaincodeHarness> {
  const chain = await market();
  await grantOf(chain);
  return chain;
}

async function revoked(): Promise<ChaincodeHarness> {
  const chain = await granted();
  await chain.submit(PROVIDER, TRANSACTIONS.grantRevoke, [{ id: 'REQ-1', reason: 'done' }]);
  chain.time += 3 * 366 * DAY_MS;
  return chain;
}

test('a record key goes to the two parties and nowhere else, and no public state is written', async () => {
  const chain = await market();
  await ask(chain);
  await deposit(chain);
  assert.ok(chain.writes.every(({ collection }) => collection !== undefined));
  assert.deepEqual(holders(chain).sort(), [
    implicitCollection('ConsumerMSP'),
    implicitCollection('ProviderMSP'),
  ]);
  for (const value of chain.state.values()) assert.ok(!Buffer.from(value).includes(TEXT));
  assert.ok(!Buffer.from(chain.event?.payload ?? []).includes(TEXT));
});

test('a record key is 32 bytes, neither fewer nor more nor none', async () => {
  const chain = await market();
  await ask(chain);
  for (const length of [0, 31, 33, 64]) {
    const transient = { recordKey: new Uint8Array(length) };
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, keyDeposit, ['REQ-1'], transient);
  }
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, keyDeposit, ['REQ-1']);
});

test('after a grant on the spot either party deposits, once', async () => {
  const chain = await market();
  await ask(chain, { resource: RESOURCES.unconditional });
  await chain.evaluate(PROVIDER, keyDeposit, ['REQ-1'], recordKey);
  await deposit(chain, 'REQ-1', CONSUMER);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, keyDeposit, ['REQ-1'], recordKey);
});

test('a party reads its own copy; who has none reads nothing', async () => {
  const chain = await granted();
  for (const mspId of ['ProviderMSP', 'ConsumerMSP']) {
    for (const role of ['officer', 'submitter', 'auditor', 'arbitrator'] as const) {
      assert.deepEqual(await chain.evaluate(caller(mspId, role), keyRead, ['REQ-1']), {
        grant: 'REQ-1',
        recordKey: TEXT,
      });
    }
    await chain.refuses('ROLE_REQUIRED', caller(mspId, 'admin'), keyRead, ['REQ-1']);
  }
  for (const by of [MANAGER, AUDITOR, caller('OtherMSP')])
    await chain.refuses('NOT_FOUND', by, keyRead, ['REQ-1']);
});

test('a disclosure is recorded, then delivered to the recipient alone', async () => {
  const chain = await granted();
  const record = await chain.submit<Disclosure>(CONSUMER, keyDisclose, [disclosure]);
  assert.deepEqual([record.to, record.case, record.disclosed.by], ['AuditorMSP', 'A-2026-1', 'ConsumerMSP']);
  assert.ok(chain.writes.every(({ collection }) => collection === undefined));
  await chain.submit(CONSUMER, keyDeliver, [delivery], recordKey);
  assert.deepEqual(
    chain.writes.map(({ collection }) => collection),
    [implicitCollection('AuditorMSP')],
  );
  assert.deepEqual(await chain.evaluate(AUDITOR, keyRead, ['REQ-1']), { grant: 'REQ-1', recordKey: TEXT });
  await chain.refuses('ALREADY_EXISTS', CONSUMER, keyDisclose, [disclosure]);
  await chain.refuses('ALREADY_EXISTS', CONSUMER, keyDeliver, [delivery], recordKey);
});

test('a key is disclosed by a party, to an organisation that may read trails', async () => {
  const chain = await granted();
  await chain.refuses('NOT_PARTY', MANAGER, keyDisclose, [disclosure]);
  await chain.refuses('NOT_FOUND', caller('OtherMSP'), keyDisclose, [disclosure]);
  await chain.refuses('ROLE_REQUIRED', caller('ProviderMSP', 'submitter'), keyDisclose, [disclosure]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyDisclose, [{ ...disclosure, to: 'OtherMSP' }]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyDisclose, [{ ...disclosure, to: 'ConsumerMSP' }]);
  await chain.refuses('NOT_FOUND', PROVIDER, keyDisclose, [{ ...disclosure, to: 'NobodyMSP' }]);
  await chain.refuses('NOT_FOUND', PROVIDER, keyDisclose, [{ ...disclosure, grant: 'REQ-2' }]);
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, keyDisclose, [{ ...disclosure, reason: 'curiosity' }]);
});

test('a key is not disclosed to a suspended organisation, nor to a party whatever else it is', async () => {
  const chain = await granted();
  const admin = caller('ManagerMSP', 'admin');
  const consumer = { mspId: 'ConsumerMSP', names: { en: 'Both' }, roles: ['auditor', 'consumer'] };
  await chain.submit(admin, TRANSACTIONS.organisationUpdate, [consumer]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyDisclose, [{ ...disclosure, to: 'ConsumerMSP' }]);
  await chain.submit(admin, TRANSACTIONS.organisationSuspend, ['AuditorMSP']);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyDisclose, [disclosure]);
});

test('a key of a request that came to nothing may be destroyed, of an open one not', async () => {
  const chain = await market();
  const purge = { grant: 'REQ-1', reason: 'not needed' };
  await ask(chain);
  await deposit(chain);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, keyPurge, [purge]);
  await approve(chain);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, keyPurge, [purge]);
  await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, ['REQ-1']);
  await chain.submit(CONSUMER, keyPurge, [purge]);
  await chain.submit(PROVIDER, keyPurge, [purge]);
  assert.deepEqual(holders(chain), []);
});

test('nothing is delivered before it is recorded, by another, or with another key', async () => {
  const chain = await granted();
  await chain.refuses('NOT_FOUND', PROVIDER, keyDeliver, [delivery], recordKey);
  await chain.submit(PROVIDER, keyDisclose, [disclosure]);
  await chain.refuses('NOT_FOUND', CONSUMER, keyDeliver, [delivery], recordKey);
  const other = { recordKey: new Uint8Array(32) };
  await chain.refuses('RECORD_KEY_MISMATCH', PROVIDER, keyDeliver, [delivery], other);
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, keyDeliver, [delivery]);
});

test('a party keeps its key while the grant runs, and destroys it for good after', async () => {
  const purge = { grant: 'REQ-1', reason: 'retention is over' };
  const running = await granted();
  await running.refuses('CONDITION_NOT_MET', PROVIDER, keyPurge, [purge]);
  const chain = await revoked();
  const record = await chain.submit<KeyPurge>(PROVIDER, keyPurge, [purge]);
  assert.deepEqual([record.organisation, record.purged.by], ['ProviderMSP', 'ProviderMSP']);
  assert.equal(record.recordKeyHash, createHash('sha256').update(KEY).digest('hex'));
  assert.deepEqual(holders(chain), [implicitCollection('ConsumerMSP')]);
  await chain.refuses('NOT_FOUND', PROVIDER, keyRead, ['REQ-1']);
  await chain.refuses('NOT_FOUND', PROVIDER, keyPurge, [purge]);
  await chain.refuses('NOT_FOUND', MANAGER, keyPurge, [purge]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyDisclose, [disclosure]);
  await chain.submit(CONSUMER, keyPurge, [purge]);
  assert.deepEqual(holders(chain), []);
  await chain.refuses('INVALID_STATE', PROVIDER, keyDeposit, ['REQ-1'], recordKey);
});

test('a recipient may destroy its copy at any time, and receives no second one', async () => {
  const chain = await granted();
  await chain.submit(PROVIDER, keyDisclose, [disclosure]);
  await chain.submit(PROVIDER, keyDeliver, [delivery], recordKey);
  const purge = [{ grant: 'REQ-1', reason: 'case closed' }];
  const { recordKeyHash, retention } = await chain.submit<KeyPurge>(caller('AuditorMSP'), keyPurge, purge);
  assert.deepEqual([recordKeyHash, retention], [createHash('sha256').update(KEY).digest('hex'), undefined]);
  await chain.refuses('NOT_FOUND', AUDITOR, keyRead, ['REQ-1']);
  await chain.refuses('INVALID_STATE', PROVIDER, keyDeliver, [delivery], recordKey);
});

test('the grant names the hash of its key, and no party discloses another', async () => {
  const chain = await granted();
  const hash = createHash('sha256').update(KEY).digest('hex');
  assert.equal((await readGrant(chain)).recordKeyHash, hash);
  const other = new Uint8Array(32).fill(8);
  chain.collections.get(implicitCollection('ConsumerMSP'))?.set(recordKeyName('REQ-1'), other);
  await chain.refuses('RECORD_KEY_MISMATCH', CONSUMER, keyDisclose, [disclosure]);
});

test('after a grant on the spot a party discloses what the other holds too, and nothing else', async () => {
  const chain = await market();
  await ask(chain, { resource: RESOURCES.unconditional });
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyDisclose, [disclosure]);
  await deposit(chain);
  const { recordKeyHash } = await chain.evaluate<Disclosure>(PROVIDER, keyDisclose, [disclosure]);
  assert.equal(recordKeyHash, createHash('sha256').update(KEY).digest('hex'));
  const other = new Uint8Array(32).fill(8);
  chain.collections.get(implicitCollection('ConsumerMSP'))?.set(recordKeyName('REQ-1'), other);
  await chain.refuses('RECORD_KEY_MISMATCH', PROVIDER, keyDisclose, [disclosure]);
});

test('nothing is approved while the parties hold different keys', async () => {
  const chain = await market();
  await ask(chain);
  await deposit(chain);
  chain.collections.get(implicitCollection('ConsumerMSP'))?.set(recordKeyName('REQ-1'), new Uint8Array(32));
  const approval = { id: 'REQ-1', approved: true };
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.requestDecide, [approval]);
});

test('no refusal repeats the key', async () => {
  const chain = await granted();
  await assert.rejects(
    chain.evaluate(PROVIDER, keyDeposit, ['REQ-1'], recordKey),
    (error: Error) => !error.message.includes(TEXT),
  );
});
