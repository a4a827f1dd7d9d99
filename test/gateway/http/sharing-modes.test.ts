// SPDX-License-Identifier: Apache-2.0
/**
 * Interface, batch exchange and file download (article 22) at the user's door: asked for, granted, used and told apart, and
 * what leaves copies is to be disposed of. Copies of which nobody says how they are given stay as they were.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuid } from 'uuid';
import { SHARING_MODES, type SharingMode } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { Disposal } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import {
  CONSUMER_SYSTEM,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { CONSUMER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const consumer = [CONSUMER, 'officer'] as const;
const provider = [PROVIDER, 'officer'] as const;
const submitter = [CONSUMER, 'submitter'] as const;

/** What each mode covers, and whether it leaves copies. */
const COVERS: Readonly<Record<SharingMode, readonly SharingMode[]>> = {
  query: ['query'],
  verify: ['verify'],
  batch: ['batch'],
  file: ['file'],
  copy: ['copy', 'batch', 'file'],
};
const COPYING: readonly SharingMode[] = ['copy', 'batch', 'file'];

let gateway: TestGateway;
let resource: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'ALL', 'unconditional', [...SHARING_MODES].sort());
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

type As = Parameters<TestGateway['call']>[0];

async function post<T>(as: As, at: string, body: object = {}, status = 200): Promise<T> {
  const reply = await gateway.call<T>(as, 'POST', at, { body });
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

const got = async <T>(as: As, at: string): Promise<T> => {
  const reply = await gateway.call<T>(as, 'GET', at);
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
};

const request = (id: string, of: string, mode: SharingMode): object => ({ ...requestBody(id, of), mode });

const useOf = (grant: string, action: SharingMode) => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant,
  recordId: 'HR-1',
  action,
  outcome: 'ok',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actorId: 'job',
  purpose: 'housing',
});

const violationsOf = async (id: string): Promise<readonly string[]> =>
  (await got<UsageEvent>(consumer, `/v1/usage-events/${id}`)).violations;

for (const mode of SHARING_MODES)
  test(`${mode}: asked for, granted, used as granted and not otherwise, and ended`, async () => {
    const grant = `G-${mode}`;
    const { state } = await post<{ state: string }>(
      consumer,
      '/v1/requests',
      request(grant, resource, mode),
      201,
    );
    assert.equal(state, 'granted');
    for (const action of SHARING_MODES) {
      const use = useOf(grant, action);
      const told = await gateway.call(submitter, 'POST', '/v1/usage-events', {
        body: use,
        headers: { prefer: 'wait=20' },
      });
      assert.ok(told.status < 300, told.text);
      const expected = COVERS[mode].includes(action) ? [] : ['wrong-mode'];
      assert.deepEqual(await violationsOf(use.id), expected, action);
    }
    const filtered = await got<Page<UsageEvent>>(provider, `/v1/usage-events?grant=${grant}&action=${mode}`);
    assert.deepEqual(
      filtered.items.map(({ leaf }) => leaf.action),
      [mode],
    );
    await post(provider, `/v1/grants/${grant}/revocation`, { reason: 'No longer needed' });
    const at = `/v1/obligations?kind=dispose-data&grant=${grant}`;
    const owed = await got<Page<Obligation>>(consumer, at);
    assert.equal(owed.items.length, COPYING.includes(mode) ? 1 : 0);
    const declaration = {
      method: 'destroy',
      digest: 'd'.repeat(64),
      on: new Date().toISOString().slice(0, 10),
    };
    const declared = await gateway.call<Disposal & { readonly code?: string }>(
      consumer,
      'POST',
      `/v1/disposals/${grant}/declaration`,
      { body: declaration },
    );
    const expected = COPYING.includes(mode) ? [200, undefined] : [422, 'CONDITION_NOT_MET'];
    assert.deepEqual([declared.status, declared.body.code], expected, declared.text);
  });

test('what an entry offers is what may be asked for; copies of which nobody says how are batches and files', async () => {
  const files = await publish(gateway, 'FILES', 'unconditional', ['file']);
  const copies = await publish(gateway, 'COPIES', 'unconditional', ['copy']);
  for (const mode of SHARING_MODES) {
    const offers = [
      [files, mode === 'file'],
      [copies, COVERS.copy.includes(mode)],
    ] as const;
    for (const [of, isOffered] of offers) {
      const body = request(`R-${of.split(':')[1] ?? ''}-${mode}`, of, mode);
      const reply = await gateway.call<{ code?: string }>(consumer, 'POST', '/v1/requests', { body });
      const expected = isOffered ? [201, undefined] : [422, 'CONDITION_NOT_MET'];
      assert.deepEqual([reply.status, reply.body.code], expected, `${of} ${mode}`);
    }
  }
});

test('uses in batches and of files are imported, and the catalogue says the modes in Chinese and is read back', async () => {
  const grant = 'G-IMPORTED';
  await post(consumer, '/v1/requests', request(grant, resource, 'batch'), 201);
  const use = useOf(grant, 'batch');
  const file = path.join(gateway.config.stateDir, 'uses.ndjson');
  await writeFile(file, `${JSON.stringify({ ...use, organisation: CONSUMER, side: 'claim' })}\n`);
  await commandLine(gateway, CONSUMER, 'usage', 'import', file);
  assert.deepEqual(await violationsOf(use.id), []);
  const table = await gateway.call(provider, 'GET', '/v1/catalogue-table?language=zh');
  assert.match(table.text, /批量交换;定期拷贝;文件下载;实时接口;核验比对/);
});
