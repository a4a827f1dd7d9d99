// SPDX-License-Identifier: Apache-2.0
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { implicitCollection, recordKeyName, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Call } from '@catalog-chain/gateway/ledger/ledger';
import { readAction, readEnvelope, readResponse } from '@catalog-chain/verifier/wire/envelope';
import { beforeAll, test } from '../support/testing.js';
import { call, isRefusal, officer, unique, type Committed, type Steps } from './ledger-harness.js';
import type { Suite } from './ledger-suite.js';

const T = TRANSACTIONS;

/** A grant's record key: private input, private to its two parties, hash for all. */
export function testPrivateData({ harness, steps }: Suite): void {
  const { manager, provider, consumer } = harness;
  const recordKey = randomBytes(32);
  let id: string;
  let deposited: Committed;

  const deposit = (grant: string, endorsers?: readonly string[]): Call =>
    depositOf(grant, recordKey, endorsers);

  beforeAll(async () => {
    id = await openRequest(steps(), harness);
    deposited = await steps().commit(officer(provider), deposit(id, [provider, consumer]));
  });

  test('a private value is read by the parties', async () => {
    for (const party of [provider, consumer]) {
      const read = await steps().read(officer(party), call(T.keyRead, id));
      assert.deepEqual(read, { grant: id, recordKey: recordKey.toString('base64url') });
    }
  });

  test('a private value is not read by anyone else', async () => {
    await assert.rejects(
      steps().ledger.evaluate(officer(manager), call(T.keyRead, id)),
      isRefusal('NOT_FOUND', 'LEDGER_FAILURE'),
    );
  });

  test('the block carries the hash of the private value, and the value nowhere', async () => {
    const { envelope, args } = await steps().recorded(deposited);
    for (const form of [recordKey, recordKey.toString('hex'), recordKey.toString('base64url')])
      assert.equal(Buffer.from(envelope).indexOf(form), -1);
    assert.deepEqual(
      args.map((arg) => Buffer.from(arg).toString()),
      [id],
    );
    const action = readAction(readEnvelope(envelope).data);
    const { readWriteSet } = readResponse(action.chaincode, action.responsePayload);
    for (const party of [provider, consumer]) {
      const collection = readWriteSet.collections.find(({ name }) => name === implicitCollection(party));
      const write = collection?.writes[0];
      assert.deepEqual(Buffer.from(write?.keyHash ?? []), sha256(recordKeyName(id)));
      assert.deepEqual(Buffer.from(write?.valueHash ?? []), sha256(recordKey));
    }
  });

  test('the hash is seen by organisations that do not hold the value', async () => {
    const answer = { id, approved: true };
    await steps().commit(officer(provider), call(T.requestDecide, answer));
    await steps().commit(officer(manager), call(T.requestConfirm, answer));
    const grant = await steps().read(officer(manager), call(T.grantRead, id));
    assert.equal((grant as { state: string }).state, 'active');
  });

  test('private input needs named endorsers', async () => {
    const other = await openRequest(steps(), harness);
    await assert.rejects(
      steps().ledger.prepare(officer(provider), deposit(other)),
      isRefusal('ENDORSEMENT_MISMATCH'),
    );
  });

  test('what is written to an organisation needs its endorsement', async () => {
    const other = await openRequest(steps(), harness);
    const attempt = async (): Promise<string> => {
      const prepared = await steps().ledger.prepare(officer(provider), deposit(other, [provider]));
      const outcome = await steps().fate(prepared);
      return outcome.status === 'rejected' ? outcome.code : outcome.status;
    };
    const code = await attempt().catch((error: unknown) => (error as { code: string }).code);
    assert.equal(code, 'ENDORSEMENT_MISMATCH');
    await assert.rejects(
      steps().ledger.evaluate(officer(consumer), call(T.keyRead, other)),
      isRefusal('NOT_FOUND'),
    );
  });
}

/** @param endorsers both parties; one that is left out does not hold the key */
export const depositOf = (grant: string, recordKey: Uint8Array, endorsers?: readonly string[]): Call => ({
  ...call(T.keyDeposit, grant),
  transient: { recordKey },
  ...(endorsers && { endorsers }),
});

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * Registers what a request needs, publishes a conditional resource and asks for it.
 * @param change of the request
 * @returns the request's id, and the code of what was registered
 */
export async function requested(
  steps: Steps,
  { manager, provider, consumer }: Suite['harness'],
  change: object = {},
): Promise<{ readonly id: string; readonly code: string }> {
  const [code, id] = [unique('C'), unique('REQ')];
  for (const party of [provider, consumer]) {
    const names = { en: 'For the suite' };
    await steps.commit(officer(party), call(T.dutyRegister, { code, names, legalBasis: 'Act 1' }));
    const system = { code, names, duties: [`${party}:${code}`] };
    await steps.commit(officer(party), call(T.systemRegister, system));
  }
  const content = resource(`${provider}:${code}`);
  const owned = `${provider}:${code}`;
  await steps.commit(officer(provider), call(T.resourceDraft, { code, content }));
  await steps.commit(officer(provider), call(T.resourceSubmit, owned));
  await steps.commit(
    officer(manager),
    call(T.resourceReview, { id: owned, approved: true, digest: digestOf(content) }),
  );
  const asked = { ...asking(id, owned, `${consumer}:${code}`), ...change };
  await steps.commit(officer(consumer), call(T.requestSubmit, asked));
  return { id, code };
}

const openRequest = async (steps: Steps, harness: Suite['harness']): Promise<string> =>
  (await requested(steps, harness)).id;

const resource = (system: string): object => ({
  names: { en: 'Residents', zh: '居民基本信息' },
  summary: { en: 'One row per resident.' },
  system,
  items: [{ code: 'name', names: { en: 'Name' }, dataType: 'string', sensitivity: 3 }],
  updateCycle: 'daily',
  sharing: { sharingType: 'conditional', condition: 'For a service that the law names.', modes: ['query'] },
  contactRole: 'Data officer',
});

const asking = (id: string, resourceId: string, system: string): object => ({
  id,
  resource: resourceId,
  purpose: { code: 'audit', text: 'Check that pensions go to the living' },
  legalBasis: 'Social Insurance Law, article 77',
  mode: 'query',
  items: ['name'],
  systems: [system],
  period: { from: formatInstant(Date.now()), to: formatInstant(Date.now() + 30 * DAY_MS) },
  standing: false,
});
