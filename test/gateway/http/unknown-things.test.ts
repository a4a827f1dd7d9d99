// SPDX-License-Identifier: Apache-2.0
/** What is others' answers as what there is not, whatever is asked of it: nobody learns by asking what exists. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { OrganisationRole, UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { grant, publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const OTHER = 'OtherMSP';
const other = [OTHER, 'officer'] as const;
const [GRANT, WAITING, DISPUTE, NOTHING] = ['G-OTHERS', 'R-OTHERS', 'D-OTHERS', 'X-NOTHING'] as const;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, OTHER].join(',') },
  });
  await registerMembers(gateway);
  const roles: readonly OrganisationRole[] = ['consumer', 'provider'];
  const member = { organisation: OTHER, code: 'TEST:5', roles, names: { en: 'Roads' } };
  await post([MANAGER, 'admin'], '/v1/organisations', member);
  await registerSystems(gateway);
  const resource = await publish(gateway, 'HIDDEN', 'conditional');
  await grant(gateway, GRANT, resource);
  await post([CONSUMER, 'officer'], '/v1/requests', requestBody(WAITING, resource));
  const subject = { kind: 'grant', grant: GRANT };
  const dispute = { id: DISPUTE, kind: 'misuse', subject, statement: 'They looked at too much.' };
  await post([PROVIDER, 'officer'], '/v1/disputes', dispute);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function post(as: readonly [string, UserRole], path: string, body: object): Promise<void> {
  const { status, text } = await gateway.call(as, 'POST', path, { body });
  assert.equal(status, 201, text);
}

const reason = { reason: 'for a test' };
const said = { text: 'We say so.' };

/** Method, path with the id of something of others, body. */
const ASKED: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', `/v1/grants/${GRANT}`],
  ['GET', `/v1/requests/${WAITING}`],
  ['GET', `/v1/disputes/${DISPUTE}`],
  ['GET', `/v1/trails/grant/${GRANT}`],
  ['POST', `/v1/requests/${WAITING}/decision`, { approved: false, ...reason }],
  ['POST', `/v1/requests/${WAITING}/decision`, { approved: true }],
  ['GET', `/v1/obligations/answer-request~${WAITING}`],
  ['POST', `/v1/obligations/answer-request~${WAITING}/extension`, { days: 1, ...reason }],
  ['POST', `/v1/requests/${WAITING}/supplement/question`, { missing: ['a paper'] }],
  ['POST', `/v1/grants/${GRANT}/delivery`],
  ['POST', `/v1/requests/${WAITING}/withdrawal`],
  ['POST', `/v1/grants/${GRANT}/renewal`, { to: '2031-01-01T00:00:00Z' }],
  ['POST', `/v1/grants/${GRANT}/suspension`, reason],
  ['POST', `/v1/grants/${GRANT}/resumption`, reason],
  ['POST', `/v1/grants/${GRANT}/revocation`, reason],
  ['POST', `/v1/grants/${GRANT}/expiry`],
  ['POST', `/v1/grants/${GRANT}/rectification`, said],
  ['POST', `/v1/grants/${GRANT}/rectification/objection`, reason],
  ['POST', '/v1/variations', { id: 'V-NEW', grant: GRANT, adds: { items: ['since'] }, ...reason }],
  [
    'POST',
    '/v1/service-changes',
    { id: 'S-NEW', grant: GRANT, action: 'end', effectiveAt: '2099-01-01T00:00:00Z', ...reason },
  ],
  ['GET', `/v1/disposals/${GRANT}`],
  ['POST', `/v1/disposals/${GRANT}/instruction`, { method: 'destroy' }],
  ['POST', `/v1/disposals/${GRANT}/confirmation`],
  ['GET', `/v1/use-reports/${GRANT}/2026`],
  ['POST', `/v1/grants/${GRANT}/key`],
  ['POST', `/v1/grants/${GRANT}/key/disclosure`, { to: MANAGER, reason: 'audit' }],
  ['POST', `/v1/grants/${GRANT}/key/purge`, reason],
  ['POST', `/v1/periods/${GRANT}/2026-01/closing`, { side: 'claim' }],
  [
    'POST',
    '/v1/disputes',
    { kind: 'misuse', subject: { kind: 'grant', grant: GRANT }, statement: 'Misused.' },
  ],
  [
    'POST',
    '/v1/disputes',
    { kind: 'refusal', subject: { kind: 'request', request: WAITING }, statement: 'No.' },
  ],
  ['POST', `/v1/disputes/${DISPUTE}/answer`, said],
  ['POST', `/v1/disputes/${DISPUTE}/assignment`, {}],
  ['POST', `/v1/disputes/${DISPUTE}/appeal`, said],
  ['POST', `/v1/disputes/${DISPUTE}/acceptance`, said],
  ['POST', `/v1/disputes/${DISPUTE}/lapse`, said],
  ['POST', `/v1/disputes/${DISPUTE}/remedy`, said],
  ['POST', `/v1/disputes/${DISPUTE}/closure`, { outcome: 'settled' }],
  ['POST', `/v1/disputes/${DISPUTE}/withdrawal`, said],
];

const renamed = (text: string): string =>
  [GRANT, WAITING, DISPUTE].reduce((now, id) => now.replaceAll(id, NOTHING), text);

/** All that an answer says, but for what names the call itself. */
async function answered(method: string, path: string, body?: object): Promise<unknown> {
  const sending = body === undefined ? {} : { body };
  const reply = await gateway.call(other, method, path, {
    ...sending,
    headers: { 'idempotency-key': uuid() },
  });
  const { status, text } = reply;
  return { status, text: renamed(text).replaceAll(/"(?:instance|requestId)":"[^"]*"/g, '') };
}

test('every read and write of a grant, request, dispute or month of others answers as if there were none', async () => {
  for (const [method, path, body] of ASKED) {
    const what = `${method} ${path}`;
    const found = await answered(method, path, body);
    const absent = body && (JSON.parse(renamed(JSON.stringify(body))) as object);
    assert.deepEqual(found, await answered(method, renamed(path), absent), what);
    assert.equal((found as { status: number }).status, 404, `${what}: ${JSON.stringify(found)}`);
  }
});

test('what is being written of an entry is not found by its words by who is not to see it', async () => {
  const content = {
    names: { en: 'Zirconium ledger' },
    summary: { en: 'Not yet published' },
    system: `${PROVIDER}:REG`,
    items: [{ code: 'a', names: { en: 'A' }, dataType: 'code', sensitivity: 1 }],
    updateCycle: 'daily',
    sharing: { sharingType: 'unconditional', modes: ['query'] },
    contactRole: 'Desk',
  };
  await post([PROVIDER, 'officer'], '/v1/resources', { code: 'DRAFTED', content });
  const found = await gateway.call<Page<unknown>>(other, 'GET', '/v1/resources?text=zirconium');
  assert.deepEqual(found.body.items, []);
});
