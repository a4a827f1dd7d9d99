// SPDX-License-Identifier: Apache-2.0
/** Whatever is refused for one thing that was sent names the field, in the words of the API, whoever refuses it. */
import assert from 'node:assert/strict';
import { publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
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

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const admin = [PROVIDER, 'admin'] as const;
type As = typeof provider | typeof consumer | typeof manager | typeof admin;

let gateway: TestGateway;
let resource: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'NAMED', 'conditional');
  const asked = await gateway.call(consumer, 'POST', '/v1/requests', { body: requestBody('R-1', resource) });
  assert.equal(asked.status, 201, asked.text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

/** Sends what is refused, and makes sure that nothing was written. */
async function refused(as: As, path: string, body: object, language = 'en'): Promise<Reply> {
  const before = (await gateway.ledger.info()).height;
  const headers = { 'accept-language': language };
  const reply = await gateway.call(as, 'POST', path, { body, headers });
  assert.ok(reply.status >= 400, reply.text);
  assert.equal((await gateway.ledger.info()).height, before, 'something was written');
  return reply;
}

const named = ({ body }: Reply): readonly (readonly [string, string])[] =>
  (body.errors ?? []).map(({ field, rule }) => [field, rule] as const);

const DIGEST = 'a'.repeat(64);

test('a refusal without its reason names the reason, wherever something is answered', async () => {
  const refusal = { approved: false };
  for (const [as, path, body, field] of [
    [provider, '/v1/requests/R-1/decision', refusal, 'reason'],
    [manager, '/v1/requests/R-1/confirmation', refusal, 'reason'],
    [manager, '/v1/obligations/answer-request~R-1/extension/answer', refusal, 'reason'],
    [provider, '/v1/variations/V-1/answer', refusal, 'reason'],
    [manager, `/v1/resources/${resource}/review`, { ...refusal, digest: DIGEST }, 'reasons'],
    [provider, '/v1/demands/N-1/refusal', { ground: 'held-by-another', reason: 'Not here.' }, 'holder'],
    [provider, '/v1/corrections/C-1/answer', { outcome: 'handed-over', text: 'Not ours.' }, 'to'],
  ] as const) {
    const reply = await refused(as, path, body);
    assert.deepEqual([reply.body.code, named(reply)], ['INVALID_ARGUMENT', [[field, 'required']]], path);
    const chinese = await refused(as, path, body, 'zh');
    assert.deepEqual(named(chinese), [[field, '必填']], path);
  }
});

test('nobody is given a refusal without a reason to sign', async () => {
  const preparation = {
    operation: 'decideRequest',
    id: 'R-1',
    content: { approved: false },
    signer: 'officer-7f3a',
  };
  assert.deepEqual(named(await refused(provider, '/v1/acts/prepare', preparation)), [['reason', 'required']]);
});

test('a ground and a condition that do not fit the answer are named', async () => {
  const path = '/v1/requests/R-1/confirmation';
  const refusal = { approved: false, reason: 'It is not needed.' };
  const condition = ['condition', 'goes with the ground of a condition'];
  for (const [body, expected] of [
    [{ approved: true, ground: 'none' }, ['ground', 'goes with a refusal']],
    [{ approved: true, condition: 'purposes' }, ['condition', 'goes with a refusal']],
    [{ ...refusal, ground: 'condition' }, ['condition', 'required']],
    [{ ...refusal, ground: 'none', condition: 'purposes' }, condition],
    [{ ...refusal, condition: 'purposes' }, condition],
  ] as const) {
    const reply = await refused(manager, path, body);
    assert.deepEqual([reply.body.code, named(reply)], ['INVALID_ARGUMENT', [expected]]);
  }
  const [[, rule] = []] = named(await refused(manager, path, { ...refusal, condition: 'purposes' }, 'zh'));
  assert.match(rule ?? '', /^仅在以目录载明的条件为由/);
});

test('what a contract says of one field names it beside the sentence, whatever the code', async () => {
  const request = { ...requestBody('R-2', resource), items: ['nothing-like-it'] };
  const reply = await refused(consumer, '/v1/requests', request);
  const sentence = 'the resource does not hold all of them.';
  assert.deepEqual(
    [reply.body.code, reply.body.detail, named(reply)],
    ['CONDITION_NOT_MET', `items: ${sentence}`, [['items', sentence]]],
  );
  const chinese = await refused(consumer, '/v1/requests', request, 'zh');
  assert.deepEqual(named(chinese), [['items', '该数据资源不含全部所列数据项。']]);
  const longer = { days: 11, reason: 'Much to look through.' };
  const extension = await refused(provider, '/v1/obligations/answer-request~R-1/extension', longer, 'zh');
  assert.deepEqual([extension.body.code, named(extension)], ['CONDITION_NOT_MET', [['days', '最多 10。']]]);
});

test('what is asked for and is not there is named by the field that names it, and not by the path', async () => {
  const absent = { ...requestBody('R-3', resource), systems: [`${CONSUMER}:NONE`] };
  const system = await refused(consumer, '/v1/requests', absent);
  assert.deepEqual(
    [system.body.code, named(system)],
    ['NOT_FOUND', [['systems', 'There is no such system.']]],
  );
  const chinese = await refused(consumer, '/v1/requests', requestBody('R-3', `${PROVIDER}:NONE`), 'zh');
  assert.deepEqual(named(chinese), [['resource', '没有这样的数据资源。']]);
  const path = await refused(provider, '/v1/requests/R-404/decision', { approved: true });
  assert.deepEqual([path.body.code, path.body.errors], ['NOT_FOUND', undefined]);
});

test('what is wrong with all that was sent is said of the body', async () => {
  const reply = await refused(consumer, '/v1/requests/R-1/supplement', {});
  assert.deepEqual([reply.body.code, named(reply)], ['INVALID_ARGUMENT', [['body', 'must give something']]]);
});

test('a signer’s dates and a signature policy that do not go together are named', async () => {
  const signer = new TestSigner(PROVIDER, 'officer-7f3a');
  const registration = signer.registration('officer', Date.now());
  const backwards = { ...registration, until: registration.from };
  assert.deepEqual(named(await refused(admin, '/v1/signers', backwards)), [
    ['until', 'ends before it begins'],
  ]);
  const authenticator = { ...registration, kind: 'webauthn' };
  assert.deepEqual(named(await refused(admin, '/v1/signers', authenticator)), [['relyingParty', 'required']]);
  const { body: policy } = await gateway.call<Policy>(manager, 'GET', '/v1/policies/current');
  const { deadlines, calendar, reportWithinHours } = policy;
  for (const [signatures, field, rule] of [
    [{ acts: {}, twoPersons: ['policy:set'] }, 'twoPersons', 'wants two persons for what nobody has to sign'],
    [{ acts: { 'grant:nothing': ['file'] } }, 'acts.grant:nothing', 'unknown-field'],
    [{ acts: { 'odd 110105 key': ['file'] } }, 'acts', 'unknown-field'],
    [{ acts: { 'grant:suspend': [] } }, 'acts.grant:suspend', 'Too small: expected array to have >=1 items'],
  ] as const) {
    const body = { deadlines, calendar, reportWithinHours, signatures };
    assert.deepEqual(named(await refused(manager, '/v1/policies', body)), [[`signatures.${field}`, rule]]);
  }
});

interface Policy {
  readonly deadlines: object;
  readonly calendar: object;
  readonly reportWithinHours: number;
}

test('another request with an id that was given is told that it is the id, where no key was sent', async () => {
  const other = { ...requestBody('R-1', resource), legalBasis: 'Another Act' };
  const reply = await refused(consumer, '/v1/requests', other);
  assert.deepEqual(
    [reply.body.code, reply.body.detail],
    ['IDEMPOTENCY_MISMATCH', 'Another request came with this id before.'],
  );
});
