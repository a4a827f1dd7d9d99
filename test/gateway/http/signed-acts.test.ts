// SPDX-License-Identifier: Apache-2.0
/** Decisions signed by persons, at the API: prepared, signed away from the gateway, submitted; and what does not count. */
import assert from 'node:assert/strict';
import type { ActSignature, SignedAct } from '@catalog-chain/chaincode/domain/acts/signed-act';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { SIGNABLE } from '@catalog-chain/chaincode/domain/acts/signable';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Signer, SignerRole } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Stamp } from '@catalog-chain/chaincode/domain/records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { SIGNABLE_OPERATIONS } from '@catalog-chain/gateway/http/acts/operations';
import type { ActToSign } from '@catalog-chain/gateway/usecases/people/acts';
import { content, publish, requestBody, grant } from '../../support/api-flows.js';
import { ARBITER, openBody, startCourt, STEPS, use, type As } from '../../support/dispute-flows.js';
import {
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { TestSigner } from '../../support/signers.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let chain: string;
const signers = new Map<string, TestSigner>();

const signerOf = ([organisation, role]: As): TestSigner =>
  signers.get(`${organisation} ${role}`) ?? assert.fail(`${organisation} ${role}`);

const PLACES = {
  reviewResource: 'POST /v1/resources/{id}/review',
  decideRequest: 'POST /v1/requests/{id}/decision',
  confirmRequest: 'POST /v1/requests/{id}/confirmation',
  suspendGrant: 'POST /v1/grants/{id}/suspension',
  resumeGrant: 'POST /v1/grants/{id}/resumption',
  assignDispute: 'POST /v1/disputes/{id}/assignment',
  ruleDispute: 'POST /v1/disputes/{id}/ruling',
  recuseDispute: 'POST /v1/disputes/{id}/recusal',
  appealDispute: 'POST /v1/disputes/{id}/appeal',
  suspendOrganisation: 'POST /v1/organisations/{id}/suspension',
  resumeOrganisation: 'POST /v1/organisations/{id}/resumption',
  registerSigner: 'POST /v1/signers',
  revokeSigner: 'POST /v1/signers/{id}/revocation',
  setPolicy: 'POST /v1/policies',
  updateOrganisation: 'PUT /v1/organisations/{id}',
  designateSource: 'POST /v1/source-agencies',
  endSource: 'POST /v1/source-agencies/{id}/ending',
} as const;
type Operation = keyof typeof PLACES;

async function prepared(as: As, operation: Operation, id?: string, body?: object): Promise<ActToSign> {
  const asked = { operation, signer: signerOf(as).code, ...(id && { id }), ...(body && { content: body }) };
  const reply = await gateway.call<ActToSign>(as, 'POST', '/v1/acts/prepare', { body: asked });
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
}

/** As a browser or a program does it: with the bytes or the digest that were prepared, and nothing else. */
function signed({ act, bytes, digest, kind }: ActToSign, signer: TestSigner): ActSignature {
  const { chain: name, signer: id, at, nonce } = act;
  const stated = { chain: name, signer: id, at, nonce };
  if (kind === 'webauthn') return { ...stated, ...signer.asserts(Buffer.from(digest, 'base64url')) };
  return { ...stated, signature: signer.signsBytes(Buffer.from(bytes, 'base64url')) };
}

const header = (signature: object): Record<string, string> => ({
  'act-signature': Buffer.from(JSON.stringify(signature)).toString('base64url'),
});

function submitted<T>(
  as: As,
  operation: Operation,
  id: string | undefined,
  body: object | undefined,
  signature?: object,
): Promise<Reply<T>> {
  const [method, path] = PLACES[operation].split(' ') as [string, string];
  const at = path.replace('{id}', encodeURIComponent(id ?? ''));
  return gateway.call<T>(as, method, at, {
    ...(body && { body }),
    ...(signature && { headers: header(signature) }),
  });
}

async function decided<T>(as: As, operation: Operation, id?: string, body?: object): Promise<T> {
  const signature = signed(await prepared(as, operation, id, body), signerOf(as));
  const reply = await submitted<T>(as, operation, id, body, signature);
  assert.ok([200, 201].includes(reply.status), reply.text);
  return reply.body;
}

async function refused(code: string, reply: Promise<Reply>): Promise<void> {
  const before = (await gateway.ledger.info()).height;
  const { body, text } = await reply;
  assert.equal(body.code, code, text);
  assert.equal((await gateway.ledger.info()).height, before, 'something was written');
}

async function register(as: As, kind: 'file' | 'webauthn'): Promise<void> {
  const [organisation, role] = as;
  const signer = new TestSigner(organisation, `${role}-7f3a`, kind);
  const body = signer.registration(role as SignerRole, Date.now() - 1000);
  const reply = await gateway.call<Signer>([organisation, 'admin'], 'POST', '/v1/signers', { body });
  assert.equal(reply.status, 201, reply.text);
  signers.set(`${organisation} ${role}`, signer);
}

const manager = [MANAGER, 'officer'] as const;
const administrator = [MANAGER, 'admin'] as const;
const provider = [PROVIDER, 'officer'] as const;
/** Of an organisation that is no party. */
const foreign = [MANAGER, 'officer'] as const;
const foreigner = [PROVIDER, 'admin'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const arbiter = [ARBITER, 'arbitrator'] as const;
let resource: string;

beforeAll(async () => {
  gateway = await startCourt();
  chain = (await gateway.ledger.info()).genesisHash;
  resource = await publish(gateway, 'SIGNED', 'conditional');
  await grant(gateway, 'G-1', resource);
  const { correlation } = await use(gateway, 'G-1', { purpose: 'marketing' });
  const subject = { kind: 'exchange', grant: 'G-1', correlation };
  for (const id of ['D-1', 'D-2', 'D-3', 'D-4']) {
    const opening = openBody(id, subject);
    const { status, text } = await gateway.call(provider, 'POST', '/v1/disputes', { body: opening });
    assert.equal(status, 201, text);
    await gateway.call(consumer, 'POST', `/v1/disputes/${id}/answer`, { body: STEPS.answer[1] });
  }
  for (const as of [manager, provider, consumer, foreigner]) await register(as, 'file');
  await register(arbiter, 'webauthn');
  await register(administrator, 'file');
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const kinds = ['webauthn', 'file'];
  const decisions = SIGNABLE.filter((name) => !['dispute:open', 'dispute:answer'].includes(name));
  const acts = Object.fromEntries(decisions.map((name) => [name, kinds]));
  const body = { deadlines, calendar, reportWithinHours, signatures: { chain, acts } };
  const set = await gateway.call(administrator, 'POST', '/v1/policies', { body });
  assert.equal(set.status, 201, set.text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

test('a resource is published by a person: the gateway alone can no longer do it', async () => {
  const id = `${PROVIDER}:NEW`;
  const draft = { code: 'NEW', content: content('conditional') };
  await gateway.call(provider, 'POST', '/v1/resources', { body: draft });
  const { body } = await gateway.call<{ pending: { digest: string } }>(
    provider,
    'POST',
    `/v1/resources/${id}/submission`,
  );
  const review = { approved: true, digest: body.pending.digest };
  await refused('SIGNATURE_REQUIRED', submitted(manager, 'reviewResource', id, review));
  const published = await decided<{ changed: Stamp; state: string }>(manager, 'reviewResource', id, review);
  assert.deepEqual([published.state, published.changed.signer], ['published', `${MANAGER}:officer-7f3a`]);
});

test('many entries in one call are no way around the person: each is refused, and none is published', async () => {
  const entries = ['MANY-1', 'MANY-2'].map((code) => ({ code, content: content('conditional') }));
  const entered = await gateway.call<Entered>(provider, 'POST', '/v1/resource-entries', {
    body: { entries },
  });
  assert.equal(entered.status, 200, entered.text);
  const reviews = entered.body.rows.map(({ id, underReview }) => ({ id, digest: underReview }));
  const before = (await gateway.ledger.info()).height;
  const reviewed = await gateway.call<Entered>(manager, 'POST', '/v1/resource-reviews', {
    body: { reviews },
  });
  assert.deepEqual(
    reviewed.body.rows.map(({ status, code }) => [status, code]),
    entries.map(() => ['refused', 'SIGNATURE_REQUIRED']),
  );
  assert.equal((await gateway.ledger.info()).height, before, 'something was written');
  for (const { id } of reviews) {
    const { body } = await gateway.call<{ state: string }>(manager, 'GET', `/v1/resources/${id}`);
    assert.equal(body.state, 'submitted');
  }
});

/** What became of many entries. */
interface Entered {
  readonly rows: readonly {
    readonly id: string;
    readonly status: string;
    readonly code?: string;
    readonly underReview?: string;
  }[];
}

test('a request is decided and confirmed by persons, and preparing makes no record key', async () => {
  const asked = await gateway.call(consumer, 'POST', '/v1/requests', { body: requestBody('G-2', resource) });
  assert.equal(asked.status, 201, asked.text);
  const approval = { approved: true };
  const before = (await gateway.ledger.info()).height;
  await prepared(provider, 'decideRequest', 'G-2', approval);
  assert.equal((await gateway.ledger.info()).height, before);
  await decided(provider, 'decideRequest', 'G-2', approval);
  await decided(manager, 'confirmRequest', 'G-2', approval);
  const { body } = await gateway.call<Grant>(consumer, 'GET', '/v1/grants/G-2');
  assert.equal(body.history.at(0)?.stamp.signer, `${MANAGER}:officer-7f3a`);
});

test('preparing tells nothing of what there is', async () => {
  const approval = { approved: true };
  const [there, absent] = await Promise.all(
    ['G-2', 'G-404'].map((id) => prepared(foreign, 'decideRequest', id, approval)),
  );
  assert.deepEqual(Object.keys(there ?? {}), Object.keys(absent ?? {}));
});

test('a grant is suspended and resumed by persons', async () => {
  const reason = { reason: 'It is looked into.' };
  await refused('SIGNATURE_REQUIRED', submitted(provider, 'suspendGrant', 'G-2', reason));
  const { history } = await decided<Grant>(provider, 'suspendGrant', 'G-2', reason);
  assert.equal(history.at(-1)?.stamp.signer, `${PROVIDER}:officer-7f3a`);
  await decided(provider, 'resumeGrant', 'G-2', reason);
});

test('a ruling is an arbitrator’s own, by an authenticator, and is appealed by a person', async () => {
  await decided(manager, 'assignDispute', 'D-1', { arbitrator: ARBITER });
  const [, ruling] = STEPS.ruling;
  await refused('SIGNATURE_REQUIRED', submitted(arbiter, 'ruleDispute', 'D-1', ruling));
  const ruled = await decided<Dispute>(arbiter, 'ruleDispute', 'D-1', ruling);
  assert.equal(ruled.steps.at(-1)?.stamp.signer, `${ARBITER}:arbitrator-7f3a`);
  const appeal = await decided<Dispute>(consumer, 'appealDispute', 'D-1', STEPS.appeal[1]);
  assert.equal(appeal.steps.at(-1)?.stamp.signer, `${CONSUMER}:officer-7f3a`);
});

test('a recusal is signed by the person where the policy says so, and by nobody else', async () => {
  await decided(manager, 'assignDispute', 'D-4', { arbitrator: ARBITER });
  const [, why] = STEPS.recusal;
  await refused('SIGNATURE_REQUIRED', submitted(arbiter, 'recuseDispute', 'D-4', why));
  const { state, steps } = await decided<Dispute>(arbiter, 'recuseDispute', 'D-4', why);
  assert.deepEqual([state, steps.at(-1)?.stamp.signer], ['recused', `${ARBITER}:arbitrator-7f3a`]);
});

test('a signed ruling altered, replayed, for another dispute or by another signer is refused, and nothing is written', async () => {
  for (const id of ['D-2', 'D-3']) await decided(manager, 'assignDispute', id, { arbitrator: ARBITER });
  const { grantAction, ...ruling } = STEPS.ruling[1];
  assert.equal(grantAction, 'revoke');
  const toSign = await prepared(arbiter, 'ruleDispute', 'D-2', ruling);
  const signature = signed(toSign, signerOf(arbiter));
  const altered = { ...ruling, responsible: PROVIDER };
  await refused('AUTHENTICATOR_REFUSED', submitted(arbiter, 'ruleDispute', 'D-2', altered, signature));
  await refused('AUTHENTICATOR_REFUSED', submitted(arbiter, 'ruleDispute', 'D-3', ruling, signature));
  const elsewhere = { ...signature, chain: 'f'.repeat(64) };
  await refused('SIGNATURE_OTHER_CHAIN', submitted(arbiter, 'ruleDispute', 'D-2', ruling, elsewhere));
  const stranger = { ...signature, signer: `${MANAGER}:officer-7f3a` };
  await refused('SIGNER_FOREIGN', submitted(arbiter, 'ruleDispute', 'D-2', ruling, stranger));
  const forged = { ...signature, signature: new TestSigner(ARBITER, 'x').signsBytes(Buffer.from('x')) };
  await refused('SIGNATURE_INVALID', submitted(arbiter, 'ruleDispute', 'D-2', ruling, forged));
  // The clock of whoever signs is an hour off, or the signature lay about for so long.
  for (const hours of [-1, 1]) {
    const at = new Date(Date.now() + hours * 3_600_000).toISOString();
    const off = signerOf(arbiter).signs('dispute:rule', [encode({ ...ruling, id: 'D-2' })], { chain, at });
    await refused('SIGNATURE_STALE', submitted(arbiter, 'ruleDispute', 'D-2', ruling, off));
  }
  const { status, text } = await submitted(arbiter, 'ruleDispute', 'D-2', ruling, signature);
  assert.equal(status, 200, text);
  await refused('SIGNATURE_REPLAYED', submitted(arbiter, 'ruleDispute', 'D-2', ruling, signature));
  await refused('SIGNATURE_REPLAYED', submitted(arbiter, 'ruleDispute', 'D-3', ruling, signature));
});

test('an answer that was lost is given again under its key, with the same signature', async () => {
  const [method, path] = ['POST', `/v1/organisations/${CONSUMER}/suspension`];
  const signature = signed(await prepared(manager, 'suspendOrganisation', CONSUMER), signerOf(manager));
  const headers = { ...header(signature), 'idempotency-key': 'once' };
  const first = await gateway.call(manager, method, path, { headers });
  assert.equal(first.status, 200, first.text);
  assert.deepEqual((await gateway.call(manager, method, path, { headers })).body, first.body);
  await decided(manager, 'resumeOrganisation', CONSUMER);
});

test('members and policy are changed by persons, and a policy’s signature covers its sets in any order', async () => {
  const { body: current } = await gateway.call<Record<string, unknown>>(
    manager,
    'GET',
    '/v1/policies/current',
  );
  const { deadlines, calendar, reportWithinHours, signatures } = current;
  const next = { deadlines, calendar, reportWithinHours, signatures, endorsers: [PROVIDER, MANAGER] };
  await refused('SIGNATURE_REQUIRED', submitted(administrator, 'setPolicy', undefined, next));
  const { set } = await decided<{ set: Stamp }>(administrator, 'setPolicy', undefined, next);
  assert.equal(set.signer, `${MANAGER}:admin-7f3a`);
});

test('a source agency is named by a person, and a designation ended by one', async () => {
  const roles = ['consumer', 'provider'];
  await decided(administrator, 'updateOrganisation', OUTSIDER, { names: { en: OUTSIDER }, roles });
  const named = {
    id: 'S-1',
    names: { zh: '婚姻' },
    agency: PROVIDER,
    collectors: [OUTSIDER],
    items: [{ resource }],
    basis: 'By the mandate of the civil affairs department',
  };
  await refused('SIGNATURE_REQUIRED', submitted(manager, 'designateSource', undefined, named));
  const signature = signed(await prepared(manager, 'designateSource', undefined, named), signerOf(manager));
  const other = { ...named, agency: OUTSIDER, collectors: [PROVIDER] };
  await refused('SIGNATURE_INVALID', submitted(manager, 'designateSource', undefined, other, signature));
  const source = await submitted<{ designated: Stamp }>(
    manager,
    'designateSource',
    undefined,
    named,
    signature,
  );
  assert.equal(source.body.designated.signer, signerOf(manager).id, source.text);
  const reason = { reason: 'The mandate moved' };
  await refused('SIGNATURE_REQUIRED', submitted(manager, 'endSource', 'S-1', reason));
  const ended = await decided<{ state: string }>(manager, 'endSource', 'S-1', reason);
  assert.equal(ended.state, 'ended');
});

test('signers are listed for every member, and revoked by their own administrator only: then they sign nothing', async () => {
  const brief = new TestSigner(MANAGER, 'officer-b01e');
  const registration = brief.registration('officer', Date.now() - 1000);
  await refused('SIGNATURE_REQUIRED', submitted(administrator, 'registerSigner', undefined, registration));
  const made = await decided<Signer>(administrator, 'registerSigner', undefined, registration);
  assert.deepEqual([made.id, made.registered.signer], [brief.id, `${MANAGER}:admin-7f3a`]);
  const reason = { reason: 'Not ours.' };
  const other = signed(await prepared(foreigner, 'revokeSigner', brief.id, reason), signerOf(foreigner));
  await refused('NOT_OWNER', submitted(foreigner, 'revokeSigner', brief.id, reason, other));
  const officer = signerOf(manager);
  signers.set(`${MANAGER} officer`, brief);
  await decided(manager, 'suspendOrganisation', CONSUMER);
  const resumption = signed(await prepared(manager, 'resumeOrganisation', CONSUMER), brief);
  await decided(administrator, 'revokeSigner', brief.id, { reason: 'The key is lost.' });
  await refused('SIGNER_REVOKED', submitted(manager, 'resumeOrganisation', CONSUMER, undefined, resumption));
  const preparing = { operation: 'resumeOrganisation', id: CONSUMER, signer: brief.code };
  await refused('SIGNER_REVOKED', gateway.call(manager, 'POST', '/v1/acts/prepare', { body: preparing }));
  signers.set(`${MANAGER} officer`, officer);
  const listed = await gateway.call<Page<Signer>>(
    provider,
    'GET',
    `/v1/signers?organisation=${MANAGER}&state=revoked`,
  );
  assert.deepEqual(
    listed.body.items.map(({ id, revoked }) => [id, revoked?.reason]),
    [[brief.id, 'The key is lost.']],
  );
});

test('a private key is refused, and its name is all that is said of it', async () => {
  const signer = new TestSigner(MANAGER, 'officer-d');
  const { d } = signer.privateKey.export({ format: 'jwk' });
  const registration = signer.registration('officer', Date.now());
  const body = { ...registration, key: { ...registration.key, d } };
  const { status, text } = await gateway.call(administrator, 'POST', '/v1/signers', { body });
  assert.equal(status, 400);
  assert.ok(d !== undefined && !text.includes(d) && !gateway.log.join('').includes(d));
});

test('what is no signature, or comes with what nobody signs, is refused before the ledger', async () => {
  const call = (path: string, value: string): Promise<Reply> =>
    gateway.call(manager, 'POST', path, { headers: { 'act-signature': value } });
  const path = `/v1/organisations/${PROVIDER}/suspension`;
  for (const value of ['{}', 'e30', Buffer.from('[]').toString('base64url'), 'x'.repeat(10_001)])
    await refused('INVALID_ARGUMENT', call(path, value));
  const good =
    header(signed(await prepared(manager, 'suspendOrganisation', PROVIDER), signerOf(manager)))[
      'act-signature'
    ] ?? '';
  await refused('INVALID_ARGUMENT', call(`/v1/resources/${resource}/submission`, good));
});

test('preparing says what may not be done, and by whom', async () => {
  const ask = (as: As, body: object): Promise<Reply> =>
    gateway.call(as, 'POST', '/v1/acts/prepare', { body });
  await refused(
    'NOT_FOUND',
    ask(manager, { operation: 'suspendOrganisation', id: PROVIDER, signer: 'nobody-1' }),
  );
  await refused(
    'ROLE_REQUIRED',
    ask(provider, { operation: 'ruleDispute', id: 'D-1', content: STEPS.ruling[1], signer: 'officer-7f3a' }),
  );
  await refused(
    'INVALID_ARGUMENT',
    ask(arbiter, { operation: 'ruleDispute', content: STEPS.ruling[1], signer: 'arbitrator-7f3a' }),
  );
  await refused(
    'INVALID_ARGUMENT',
    ask(arbiter, { operation: 'ruleDispute', id: 'D-1', content: {}, signer: 'arbitrator-7f3a' }),
  );
  await refused(
    'INVALID_ARGUMENT',
    ask(manager, { operation: 'submitResource', id: 'X:Y', signer: 'officer-7f3a' }),
  );
});

test('who cannot sign a decision hears of it before signing, by the rule and in the words of the ledger, in both languages', async () => {
  const now = Date.now();
  const day = 86_400_000;
  const span = (from: number, until: number): object => ({
    from: new Date(now + from * day).toISOString(),
    until: new Date(now + until * day).toISOString(),
  });
  const cases = [
    ['SIGNER_ROLE', new TestSigner(MANAGER, 'auditor-1'), 'auditor', {}, '签名人无此角色'],
    ['SIGNER_NOT_VALID', new TestSigner(MANAGER, 'early-1'), 'officer', span(1, 2), '签名人不在有效期内'],
    ['SIGNER_KIND', new TestSigner(MANAGER, 'browser-1'), 'officer', { kind: 'browser' }, '密钥类型不足'],
  ] as const;
  for (const [code, signer, role, change, title] of cases) {
    await decided(administrator, 'registerSigner', undefined, signer.registration(role, now - 1000, change));
    const body = { operation: 'suspendOrganisation', id: PROVIDER, signer: signer.code };
    await refused(code, gateway.call(manager, 'POST', '/v1/acts/prepare', { body }));
    const headers = { 'accept-language': 'zh' };
    const told = await gateway.call<{ title: string }>(manager, 'POST', '/v1/acts/prepare', {
      body,
      headers,
    });
    assert.equal(told.body.title, title, told.text);
    const at = new Date().toISOString();
    const own = signer.signs('organisation:suspend', [PROVIDER], { chain, at });
    const submission = await submitted<{ detail: string }>(
      manager,
      'suspendOrganisation',
      PROVIDER,
      undefined,
      own,
    );
    const prepare = await gateway.call<{ code: string; detail: string }>(
      manager,
      'POST',
      '/v1/acts/prepare',
      { body },
    );
    assert.deepEqual(
      [prepare.status, prepare.body.code, prepare.body.detail],
      [submission.status, code, submission.body.detail],
    );
  }
});

/** Signatures in the blocks. */
async function keptActs(): Promise<SignedAct[]> {
  const acts: SignedAct[] = [];
  const { height } = await gateway.ledger.info();
  for await (const { number, transactions } of gateway.ledger.blocks({
    from: 0,
    signal: AbortSignal.timeout(180_000),
  })) {
    const writes = transactions.flatMap((transaction) => transaction.writes);
    const kept = writes.filter(({ key }) => key.startsWith('\0signed-act\0'));
    acts.push(...kept.map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString()) as SignedAct));
    if (number === height - 1) break;
  }
  return acts;
}

test('every decision is an operation of the API, and there is a signature beside each that was made', async () => {
  const paths = gateway.description['paths'] as Record<string, Record<string, { operationId: string }>>;
  const ids = new Set(
    Object.values(paths).flatMap((row) => Object.values(row).map((one) => one.operationId)),
  );
  for (const operation of SIGNABLE_OPERATIONS) assert.ok(ids.has(operation), operation);
  const acts = await keptActs();
  assert.ok(acts.some(({ transaction, kind }) => transaction === 'dispute:rule' && kind === 'webauthn'));
});
