// SPDX-License-Identifier: Apache-2.0
/** A manager that is a party does not decide its own case, and nobody lays things on another without end: at the door. */
import assert from 'node:assert/strict';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Problem } from '@catalog-chain/gateway/http/problems/problem';
import { grant, publish, requestBody } from '../../support/api-flows.js';
import { startCourt, type As } from '../../support/dispute-flows.js';
import { CONSUMER, MANAGER, PROVIDER, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const manager: As = [MANAGER, 'officer'];
const provider: As = [PROVIDER, 'officer'];
const consumer: As = [CONSUMER, 'officer'];
const reason = { reason: 'By order of the board.' };

let gateway: TestGateway;

const call = async <T = Problem>(by: As, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
  const answer = await gateway.call<T>(by, method, path, body && { body });
  return { ...answer, said: [answer.status, (answer.body as Partial<Problem>).code] };
};
const done = async <T>(by: As, method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> => {
  const { status, text, body: answer } = await call<T>(by, method, path, body);
  assert.ok(status < 300, text);
  return answer;
};

beforeAll(async () => {
  gateway = await startCourt();
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const roles = (organisation: string, ...names: string[]): Promise<object> =>
  done([MANAGER, 'admin'], 'PUT', `/v1/organisations/${organisation}`, {
    names: { en: organisation },
    roles: names,
  });

test('the suspension of its own misuse, or of its own entry, a manager leaves to another', async () => {
  const resource = await publish(gateway, 'WATCHED', 'conditional');
  const id = await grant(gateway, 'G-OWN', resource);
  await roles(CONSUMER, 'consumer', 'manager');
  await done(provider, 'POST', `/v1/grants/${id}/suspension`, { ...reason, rectifyWithin: 5 });
  const refused = await call(consumer, 'POST', `/v1/grants/${id}/resumption`, reason);
  assert.deepEqual(refused.said, [403, 'CONFLICT_OF_INTEREST'], refused.text);
  await done(consumer, 'POST', `/v1/grants/${id}/rectification`, { text: 'Mended.' });
  const judged = await call(consumer, 'POST', `/v1/grants/${id}/rectification/objection`, reason);
  assert.deepEqual(judged.said, [403, 'CONFLICT_OF_INTEREST'], judged.text);
  const before = await done<Grant>(consumer, 'GET', `/v1/grants/${id}`);
  assert.deepEqual([before.state, before.history.length], ['suspended', 2], 'nothing was written');
  assert.equal((await done<Grant>(manager, 'POST', `/v1/grants/${id}/resumption`, reason)).state, 'active');

  await roles(PROVIDER, 'manager', 'provider');
  await done(manager, 'POST', `/v1/resources/${resource}/suspension`, reason);
  const own = await call(provider, 'POST', `/v1/resources/${resource}/resumption`);
  assert.deepEqual(own.said, [403, 'CONFLICT_OF_INTEREST'], own.text);
  await done(manager, 'POST', `/v1/resources/${resource}/resumption`);
  await roles(PROVIDER, 'provider');
  await roles(CONSUMER, 'consumer');
});

test('what is given back without having been asked for is counted as requests are', async () => {
  const admin: As = [MANAGER, 'admin'];
  for (const [organisation, region] of [
    [PROVIDER, '110000'],
    [CONSUMER, '110105'],
  ] as const) {
    const { names, roles: kept } = await done<{ names: object; roles: string[] }>(
      admin,
      'GET',
      `/v1/organisations/${organisation}`,
    );
    await done(admin, 'PUT', `/v1/organisations/${organisation}`, { names, roles: kept, region });
  }
  await done(manager, 'POST', '/v1/policies', {
    ...rulesOf(BUILT_IN_POLICY),
    limits: { standingGrants: 2 },
  });
  const resource = await publish(gateway, 'LOWER', 'conditional');
  const back = (n: number) =>
    call(provider, 'POST', '/v1/data-returns', { ...requestBody(`RET-${n}`, resource), to: CONSUMER });
  const answers = [await back(1), await back(2), await back(3)];
  assert.deepEqual(
    answers.map(({ said }) => said),
    [
      [201, undefined],
      [201, undefined],
      [409, 'LIMIT_REACHED'],
    ],
    answers.map(({ text }) => text).join(),
  );
});

test('a grant is suspended and let go on again so many times, and no more; it can still be ended', async () => {
  await done(manager, 'POST', '/v1/policies', rulesOf(BUILT_IN_POLICY));
  const resource = await publish(gateway, 'SWOLLEN', 'conditional');
  const id = await grant(gateway, 'G-SWOLLEN', resource);
  let cycles = 0;
  let last = await call(provider, 'POST', `/v1/grants/${id}/suspension`, reason);
  while (last.status === 200 && cycles < 60) {
    cycles += 1;
    await done(provider, 'POST', `/v1/grants/${id}/resumption`, reason);
    last = await call(provider, 'POST', `/v1/grants/${id}/suspension`, reason);
  }
  assert.deepEqual([cycles, last.said], [50, [409, 'LIMIT_REACHED']], last.text);
  await done(manager, 'POST', `/v1/grants/${id}/suspension`, reason);
  const { state } = await done<Grant>(provider, 'POST', `/v1/grants/${id}/revocation`, reason);
  assert.equal(state, 'revoked');
});
