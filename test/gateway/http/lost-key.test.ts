// SPDX-License-Identifier: Apache-2.0
/** A person loses the key: it is revoked, a new one is registered under a new pseudonym, and decides. The old one counts for nothing any more. */
import assert from 'node:assert/strict';
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import type { AccountEvent } from '@catalog-chain/gateway/accounts/account-log';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Account } from '@catalog-chain/gateway/usecases/people/accounts';
import type { ActToSign } from '@catalog-chain/gateway/usecases/people/acts';
import { grant, publish } from '../../support/api-flows.js';
import { ARBITER, openBody, post, startCourt, STEPS, take, use } from '../../support/dispute-flows.js';
import { MANAGER, PROVIDER, type Reply, type TestGateway } from '../../support/gateway.js';
import { TestSigner } from '../../support/signers.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

const PERSON = 'wang';
const party = [PROVIDER, 'officer'] as const;
const arbiter = [ARBITER, 'arbitrator'] as const;
const administrator = [ARBITER, 'admin'] as const;
type As = typeof arbiter | typeof administrator;

/** Of the administrator; the one that is lost; the one that takes its place. */
const admin = new TestSigner(ARBITER, 'admin-0a41');
const lost = new TestSigner(ARBITER, 'arbitrator-7f3a');
const anew = new TestSigner(ARBITER, 'arbitrator-c4d2');
const [, ruling] = STEPS.ruling;

let gateway: TestGateway;
let chain: string;

async function prepared(as: As, operation: string, content: object, signer: TestSigner, id?: string) {
  const body = { operation, content, signer: signer.code, ...(id !== undefined && { id }) };
  const reply = await gateway.call<ActToSign>(as, 'POST', '/v1/acts/prepare', { body });
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
}

/** Away from the gateway: it gave the bytes, and never sees the key. */
function signed(signer: TestSigner, { act, bytes }: ActToSign): ActSignature {
  const { chain, at, nonce } = act;
  return {
    chain,
    signer: signer.id,
    at,
    nonce,
    signature: signer.signsBytes(Buffer.from(bytes, 'base64url')),
  };
}

function submitted<T>(as: As, path: string, body: object, signature?: ActSignature): Promise<Reply<T>> {
  const value = signature && Buffer.from(JSON.stringify(signature)).toString('base64url');
  const headers = value === undefined ? {} : { 'act-signature': value };
  return gateway.call<T>(as, 'POST', path, { body, headers });
}

async function refused(code: string, reply: Promise<Reply>): Promise<void> {
  const before = (await gateway.ledger.info()).height;
  const { body, text } = await reply;
  assert.equal(body.code, code, text);
  assert.equal((await gateway.ledger.info()).height, before, 'something was written');
}

const registration = (signer: TestSigner, role: 'admin' | 'arbitrator', holder: string): object => ({
  ...signer.registration(role, Date.now() - 1_000),
  holder,
});

/** By the administrator, who signs it. */
async function registered(signer: TestSigner, holder: string): Promise<void> {
  const body = registration(signer, 'arbitrator', holder);
  const signature = signed(admin, await prepared(administrator, 'registerSigner', body, admin));
  const reply = await submitted<Signer>(administrator, '/v1/signers', body, signature);
  assert.equal(reply.status, 201, reply.text);
  assert.equal(reply.body.registered.signer, admin.id);
}

const rules = async (signer: TestSigner): Promise<ActSignature> =>
  signed(signer, await prepared(arbiter, 'ruleDispute', ruling, signer, 'D-1'));

/** By whoever has the key and asks no gateway what there is to sign. */
const rulesAlone = (signer: TestSigner): ActSignature =>
  signer.signs('dispute:rule', [encode({ ...ruling, id: 'D-1' })], { chain, at: new Date().toISOString() });

/** That the person hears of it before signing, and whoever signs all the same afterwards. */
async function refusedToSign(signer: TestSigner): Promise<void> {
  const body = { operation: 'ruleDispute', content: ruling, signer: signer.code, id: 'D-1' };
  await refused('SIGNER_REVOKED', gateway.call(arbiter, 'POST', '/v1/acts/prepare', { body }));
  await refused('SIGNER_REVOKED', rule(rulesAlone(signer)));
}

const rule = <T>(signature?: ActSignature): Promise<Reply<T>> =>
  submitted<T>(arbiter, '/v1/disputes/D-1/ruling', ruling, signature);

beforeAll(async () => {
  gateway = await startCourt();
  await grant(gateway, 'G-1', await publish(gateway, 'LOST', 'conditional'));
  const { correlation } = await use(gateway, 'G-1', { purpose: 'marketing' });
  const opening = openBody('D-1', { kind: 'exchange', grant: 'G-1', correlation });
  const opened = await post(gateway, [PROVIDER, 'officer'], '', opening);
  assert.equal(opened.status, 201, opened.text);
  for (const step of ['answer', 'assignment'] as const) await take(gateway, 'D-1', step);
  chain = (await gateway.ledger.info()).genesisHash;
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const acts = { 'dispute:rule': ['file'], 'signer:register': ['file'], 'signer:revoke': ['file'] };
  const policy = { deadlines, calendar, reportWithinHours, signatures: { chain, acts } };
  const set = await gateway.call([MANAGER, 'officer'], 'POST', '/v1/policies', { body: policy });
  assert.equal(set.status, 201, set.text);
  const first = await submitted(administrator, '/v1/signers', registration(admin, 'admin', 'li'));
  assert.equal(first.status, 201, first.text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

test('a person whose key is lost decides under a new pseudonym, and the old key no more', async () => {
  await registered(lost, PERSON);
  // Whoever finds the key signed with it before it was revoked, and kept that.
  const kept = await rules(lost);

  await refused('SIGNATURE_REQUIRED', submitted(administrator, `/v1/signers/${lost.id}/revocation`, reason));
  const signature = signed(admin, await prepared(administrator, 'revokeSigner', reason, admin, lost.id));
  const path = `/v1/signers/${lost.id}/revocation`;
  const revoked = await submitted<Signer>(administrator, path, reason, signature);
  assert.deepEqual([revoked.status, revoked.body.status], [200, 'revoked'], revoked.text);

  await refused('SIGNER_REVOKED', rule(kept));
  await refusedToSign(lost);

  await refuseWhatWasGiven();
  await registered(anew, PERSON);
  // Neither does the new pseudonym lend itself to the old key, nor the old one to the new key.
  await refused('SIGNATURE_INVALID', rule({ ...rulesAlone(lost), signer: anew.id }));
  await refused('SIGNER_REVOKED', rule({ ...(await rules(anew)), signer: lost.id }));

  const ruled = await rule<Dispute>(await rules(anew));
  assert.equal(ruled.status, 200, ruled.text);
  assert.deepEqual([ruled.body.state, ruled.body.changed.signer], ['ruled', anew.id]);
  await refusedToSign(lost);
});

const reason = { reason: 'The key was lost.' };

/** Neither the pseudonym nor the key comes back. */
async function refuseWhatWasGiven(): Promise<void> {
  const sameName = new TestSigner(ARBITER, lost.code);
  const sameKey = { ...registration(lost, 'arbitrator', PERSON), code: anew.code };
  for (const [body, key] of [
    [registration(sameName, 'arbitrator', PERSON), { 'idempotency-key': 'another-key' }],
    [sameKey, { 'idempotency-key': 'the-same-key' }],
  ] as const) {
    const signature = signed(admin, await prepared(administrator, 'registerSigner', body, admin));
    const value = Buffer.from(JSON.stringify(signature)).toString('base64url');
    const headers = { ...key, 'act-signature': value };
    await refused('ALREADY_EXISTS', gateway.call(administrator, 'POST', '/v1/signers', { body, headers }));
  }
}

test('the organisation’s record says what happened to the person’s keys, and by whom it was done', async () => {
  const { body: account } = await gateway.call<Account>(administrator, 'GET', `/v1/accounts/${PERSON}`);
  assert.deepEqual(
    account.signers.map(({ id, state }) => [id, state]),
    [
      [lost.id, 'revoked'],
      [anew.id, 'active'],
    ],
  );
  const { body } = await gateway.call<{ items: AccountEvent[] }>(administrator, 'GET', '/v1/account-events');
  const told = body.items.map(({ event, account: whose, signer }) => [event, whose, signer]).reverse();
  assert.deepEqual(told, [
    ['signer-registered', 'li', admin.id],
    ['signer-registered', PERSON, lost.id],
    ['signer-revoked', PERSON, lost.id],
    ['signer-registered', PERSON, anew.id],
  ]);
  assert.ok(body.items.every(({ by }) => by !== ''));
  const foreign = await gateway.call([MANAGER, 'admin'], 'GET', `/v1/accounts/${PERSON}`);
  assert.equal(foreign.status, 404, foreign.text);
});

test('evidence of the decision is verified offline, names the new signer, and knows nothing of the person', async () => {
  const bundle = await bundled({ kind: 'dispute', id: 'D-1' });
  const { valid, faults, claims } = await verifyBundle(bundle);
  assert.deepEqual([valid, faults], [true, []]);
  const statements = claims.map(({ statement }) => statement).join('\n');
  assert.ok(statements.includes(`rule by ${ARBITER} (${anew.id}, file)`), statements);
  assert.ok(!statements.includes(lost.id), statements);
});

async function bundled(subject: object): Promise<Buffer> {
  const asked = await gateway.call(party, 'POST', '/v1/evidence', { body: { subject } });
  assert.equal(asked.status, 202, asked.text);
  const location = asked.headers.get('location') ?? '';
  const jobOf = async (): Promise<Job> => (await gateway.call<Job>(party, 'GET', location)).body;
  await until('the bundle is made', async () => (await jobOf()).state !== 'working');
  assert.equal((await jobOf()).state, 'ready');
  const headers = { authorization: `Bearer ${await gateway.token(...party)}` };
  const response = await fetch(new URL(`${location}/bundle`, gateway.url), { headers });
  return Buffer.from(await response.arrayBuffer());
}
