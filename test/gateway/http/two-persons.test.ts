// SPDX-License-Identifier: Apache-2.0
/** Decisions of two persons at the API: one enters and signs, another prepares with that, agrees and signs; both are named. */
import assert from 'node:assert/strict';
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { ActToSign } from '@catalog-chain/gateway/usecases/people/acts';
import { registerMembers } from '../../support/api-flows.js';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { TestSigner } from '../../support/signers.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const manager = [MANAGER, 'officer'] as const;
const administrator = [MANAGER, 'admin'] as const;
const li = new TestSigner(MANAGER, 'officer-7f3a');
const zhao = new TestSigner(MANAGER, 'officer-11b0', 'webauthn');
let gateway: TestGateway;

async function prepared(signer: TestSigner, id: string, entered?: object): Promise<ActToSign> {
  const body = { operation: 'suspendOrganisation', id, signer: signer.code, ...(entered && { entered }) };
  const reply = await gateway.call<ActToSign>(manager, 'POST', '/v1/acts/prepare', { body });
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
}

function signed(signer: TestSigner, { bytes, digest, kind }: ActToSign): Pick<ActSignature, 'signature'> {
  if (kind === 'webauthn') return signer.asserts(Buffer.from(digest, 'base64url'));
  return { signature: signer.signsBytes(Buffer.from(bytes, 'base64url')) };
}

/** By the first person. */
async function entry(id: string): Promise<ActSignature> {
  const toSign = await prepared(li, id);
  const { chain, signer, at, nonce } = toSign.act;
  return { chain, signer, at, nonce, ...signed(li, toSign) };
}

/** By the second one, who knows of the first one's signature and nothing else. */
async function agreed(id: string, entered: ActSignature): Promise<ActSignature> {
  const toSign = await prepared(zhao, id, entered);
  assert.ok(toSign.agreement);
  const { signer, at, nonce } = toSign.agreement;
  return { ...entered, agreement: { signer, at, nonce, ...signed(zhao, toSign) } };
}

function suspend<T>(id: string, signature?: object): Promise<Reply<T>> {
  const value = signature && Buffer.from(JSON.stringify(signature)).toString('base64url');
  const headers = value === undefined ? {} : { 'act-signature': value };
  return gateway.call<T>(manager, 'POST', `/v1/organisations/${id}/suspension`, { headers });
}

async function refused(code: string, reply: Promise<Reply>): Promise<void> {
  const before = (await gateway.ledger.info()).height;
  const { body, text } = await reply;
  assert.equal(body.code, code, text);
  assert.equal((await gateway.ledger.info()).height, before, 'something was written');
}

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  for (const signer of [li, zhao]) {
    const body = signer.registration('officer', Date.now() - 1_000);
    const { status, text } = await gateway.call(administrator, 'POST', '/v1/signers', { body });
    assert.equal(status, 201, text);
  }
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const { genesisHash: chain } = await gateway.ledger.info();
  const acts = { 'organisation:suspend': ['webauthn', 'file'] };
  const signatures = { chain, acts, twoPersons: ['organisation:suspend'] };
  const body = { deadlines, calendar, reportWithinHours, signatures };
  const { status, text } = await gateway.call(administrator, 'POST', '/v1/policies', { body });
  assert.equal(status, 201, text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

test('entered by one with a key, agreed to by another with an authenticator: done, and both are named', async () => {
  const { status, body, text } = await suspend<Organisation>(
    CONSUMER,
    await agreed(CONSUMER, await entry(CONSUMER)),
  );
  assert.equal(status, 200, text);
  assert.deepEqual([body.status, body.changed.signer, body.changed.agreed], ['suspended', li.id, zhao.id]);
  const read = await gateway.call<Organisation>(manager, 'GET', `/v1/organisations/${CONSUMER}`);
  assert.equal(read.body.changed.agreed, zhao.id);
});

test('without the second person, or with the first one twice, it is refused and nothing is written', async () => {
  await refused('SIGNATURE_REQUIRED', suspend(PROVIDER));
  const entered = await entry(PROVIDER);
  await refused('SECOND_SIGNATURE_REQUIRED', suspend(PROVIDER, entered));
  const body = { operation: 'suspendOrganisation', id: PROVIDER, signer: li.code, entered };
  await refused('SECOND_SIGNER_SAME', gateway.call(manager, 'POST', '/v1/acts/prepare', { body }));
  const elsewhere = await agreed(CONSUMER, await entry(CONSUMER));
  await refused('AUTHENTICATOR_REFUSED', suspend(PROVIDER, { ...elsewhere, ...entered }));
});

test('whoever is to agree hears before signing that what was entered does not count, as the ledger would say it', async () => {
  const entered = await entry(PROVIDER);
  const asked = (change: object, id = PROVIDER): Promise<Reply> => {
    const body = { operation: 'suspendOrganisation', id, signer: zhao.code };
    const given = { ...entered, ...change };
    return gateway.call(manager, 'POST', '/v1/acts/prepare', { body: { ...body, entered: given } });
  };
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  await refused('SIGNATURE_INVALID', asked({}, CONSUMER));
  await refused('SIGNATURE_STALE', asked({ at: daysAgo(8) }));
  await refused('SIGNATURE_OTHER_CHAIN', asked({ chain: 'catalog' }));
  await refused('SIGNER_FOREIGN', asked({ signer: `${PROVIDER}:officer-7f3a` }));
  await refused('SIGNER_UNKNOWN', asked({ signer: `${MANAGER}:nobody` }));
  const done = await suspend(PROVIDER, await agreed(PROVIDER, entered));
  assert.equal(done.status, 200, done.text);
  await refused('SIGNATURE_REPLAYED', asked({}));
  const wang = new TestSigner(MANAGER, 'officer-9d9d');
  const body = wang.registration('officer', Date.now() - 1_000);
  const made = await gateway.call(administrator, 'POST', '/v1/signers', { body });
  assert.equal(made.status, 201, made.text);
  const toSign = await prepared(wang, PROVIDER);
  const { chain, signer, at, nonce } = toSign.act;
  const wangs = { chain, signer, at, nonce, ...signed(wang, toSign) };
  const reason = { body: { reason: 'Left.' } };
  await gateway.call(administrator, 'POST', `/v1/signers/${wang.id}/revocation`, reason);
  await refused('SIGNER_REVOKED', asked(wangs));
});

test('what is no signature is not taken for what was entered', async () => {
  const body = { operation: 'suspendOrganisation', id: PROVIDER, signer: zhao.code };
  for (const entered of [{}, { chain: 'catalog' }, { ...(await entry(PROVIDER)), agreement: {} }])
    await refused(
      'INVALID_ARGUMENT',
      gateway.call(manager, 'POST', '/v1/acts/prepare', { body: { ...body, entered } }),
    );
});

test('the policy is read back with the decisions that two persons sign', async () => {
  const { body } = await gateway.call<{ signatures: object }>(manager, 'GET', '/v1/policies/current');
  assert.ok(JSON.stringify(body.signatures).includes('"twoPersons":["organisation:suspend"]'));
});
