// SPDX-License-Identifier: Apache-2.0
/** The main job's steps through the API, for tests that begin further on. */
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import assert from 'node:assert/strict';
import { AUDITOR, CONSUMER, MANAGER, PROVIDER, type Reply, type TestGateway } from './gateway.js';

/** Whatever calls a gateway as its users. */
type Gateway = Pick<TestGateway, 'call'>;

/** National equivalents: no checked unified codes are needed here. */
const MEMBERS = [
  { organisation: MANAGER, code: 'TEST:1', roles: ['manager'], names: { en: 'Data bureau', zh: '数据局' } },
  { organisation: PROVIDER, code: 'TEST:2', roles: ['provider'], names: { en: 'Civil affairs' } },
  { organisation: CONSUMER, code: 'TEST:3', roles: ['consumer'], names: { en: 'Housing' } },
  { organisation: AUDITOR, code: 'TEST:4', roles: ['auditor'], names: { en: 'Audit office' } },
] as const;

function expectStatus({ status, text }: Reply<unknown>, expected: number): void {
  assert.equal(status, expected, text);
}

export async function registerMembers(gateway: Gateway): Promise<void> {
  for (const body of MEMBERS) {
    expectStatus(await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body }), 201);
  }
}

export const SYSTEM = `${PROVIDER}:REG`;
export const CONSUMER_SYSTEM = `${CONSUMER}:APP`;

export async function registerSystems(gateway: Gateway): Promise<void> {
  for (const [organisation, code] of [
    [PROVIDER, 'REG'],
    [CONSUMER, 'APP'],
  ] as const) {
    const duty = { code: 'D1', names: { en: 'A duty' }, legalBasis: 'Some Act, section 1' };
    expectStatus(await gateway.call([organisation, 'officer'], 'POST', '/v1/duties', { body: duty }), 201);
    const system = { code, names: { en: 'A system' }, duties: [`${organisation}:D1`] };
    expectStatus(await gateway.call([organisation, 'officer'], 'POST', '/v1/systems', { body: system }), 201);
  }
}

export const content = (
  sharingType: 'unconditional' | 'conditional' | 'not-shared',
  modes: readonly string[] = ['verify', 'query'],
): object => ({
  names: { en: 'Marriage records', zh: '婚姻登记' },
  summary: { en: 'Who is married to whom, and since when' },
  system: SYSTEM,
  items: [
    { code: 'status', names: { en: 'Marital status' }, dataType: 'code', sensitivity: 3 },
    { code: 'since', names: { en: 'Since' }, dataType: 'date', sensitivity: 2 },
  ],
  updateCycle: 'daily',
  sharing: {
    sharingType,
    ...(sharingType === 'conditional' && { condition: 'For housing benefits' }),
    ...(sharingType === 'not-shared' && { legalBasis: 'Secrecy Act' }),
    modes: sharingType === 'not-shared' ? [] : modes,
  },
  contactRole: 'Registry desk',
});

/** A published entry. @returns its id */
export async function publish(
  gateway: Gateway,
  code: string,
  sharingType: 'unconditional' | 'conditional' | 'not-shared',
  modes?: readonly string[],
): Promise<string> {
  const id = `${PROVIDER}:${code}`;
  const officer = [PROVIDER, 'officer'] as const;
  const body = { code, content: content(sharingType, modes) };
  expectStatus(await gateway.call(officer, 'POST', '/v1/resources', { body }), 201);
  const submitted = await gateway.call<Resource>(officer, 'POST', `/v1/resources/${id}/submission`);
  expectStatus(submitted, 200);
  const review = { body: { approved: true, digest: submitted.body.pending?.digest } };
  expectStatus(await gateway.call([MANAGER, 'officer'], 'POST', `/v1/resources/${id}/review`, review), 200);
  return id;
}

const DAY_MS = 86_400_000;

export const requestBody = (id: string, resource: string): Record<string, unknown> => ({
  id,
  resource,
  purpose: { code: 'housing', text: 'To decide on a housing benefit' },
  legalBasis: 'Housing Act, section 9',
  mode: 'query',
  items: ['status', 'since'],
  systems: [CONSUMER_SYSTEM],
  period: {
    from: new Date(Date.now() - 60_000).toISOString(),
    to: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  },
  standing: true,
});

/** A grant of a conditional resource, decided and confirmed. @returns its id */
export async function grant(gateway: Gateway, id: string, resource: string): Promise<string> {
  const body = requestBody(id, resource);
  expectStatus(await gateway.call([CONSUMER, 'officer'], 'POST', '/v1/requests', { body }), 201);
  const yes = { body: { approved: true } };
  expectStatus(await gateway.call([PROVIDER, 'officer'], 'POST', `/v1/requests/${id}/decision`, yes), 200);
  expectStatus(await gateway.call([MANAGER, 'officer'], 'POST', `/v1/requests/${id}/confirmation`, yes), 200);
  return id;
}
