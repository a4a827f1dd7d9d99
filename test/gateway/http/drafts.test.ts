// SPDX-License-Identifier: Apache-2.0
/** What is being written of an entry and was never handed in is for its owner and for managers, whatever door is tried. */
import assert from 'node:assert/strict';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { content, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const officer = [PROVIDER, 'officer'] as const;
const SECRET = 'a secret title';

let gateway: TestGateway;
let published: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  published = await publish(gateway, 'PUBLISHED', 'conditional');
  for (const code of ['PUBLISHED', 'NEW']) await write(code);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function write(code: string): Promise<void> {
  const body = { code, content: { ...content('conditional'), names: { en: SECRET } } };
  const { status, text } = await gateway.call(officer, 'POST', '/v1/resources', { body });
  assert.equal(status, 201, text);
}

const NEW = `${PROVIDER}:NEW`;

/** Every read of an entry before it is handed in, by somebody. */
async function readsOf(as: readonly [string, UserRole]): Promise<readonly string[]> {
  const purpose = `purpose=${encodeURIComponent('yearly audit')}`;
  const texts: string[] = [];
  for (const path of [
    `/v1/resources/${published}`,
    `/v1/resources/${NEW}`,
    '/v1/resources',
    '/v1/resources?lacks=any',
    `/v1/resources/${NEW}/versions`,
    '/v1/resource-tree',
  ])
    for (const query of ['', purpose]) {
      const { text } = await gateway.call(
        as,
        'GET',
        query ? `${path}${path.includes('?') ? '&' : '?'}${query}` : path,
      );
      texts.push(text);
    }
  return texts;
}

test('its owner and a manager read a draft, and nobody else before it is handed in', async () => {
  for (const as of [officer, [MANAGER, 'officer'] as const])
    assert.ok(
      (await readsOf(as)).some((text) => text.includes(SECRET)),
      as.join(' '),
    );
  for (const as of [
    [CONSUMER, 'officer'],
    [AUDITOR, 'auditor'],
  ] as const)
    for (const text of await readsOf(as)) assert.doesNotMatch(text, new RegExp(SECRET), as.join(' '));
});

test('by its duty a draft is found by who may read it alone', async () => {
  const found = async (as: readonly [string, UserRole]): Promise<readonly string[]> => {
    const path = `/v1/resources?duty=${PROVIDER}:D1`;
    return (await gateway.call<Page<Resource>>(as, 'GET', path)).body.items.map(({ id }) => id);
  };
  for (const as of [officer, [MANAGER, 'officer'] as const])
    assert.deepEqual((await found(as)).toSorted(), [NEW, published], as.join(' '));
  for (const as of [[CONSUMER, 'officer'] as const, [AUDITOR, 'auditor'] as const])
    assert.deepEqual(await found(as), [published], as.join(' '));
});

test('an auditor reads what was handed in, also after it was returned', async () => {
  const { body } = await gateway.call<Resource>(officer, 'POST', `/v1/resources/${NEW}/submission`);
  const seen = async (): Promise<Resource> =>
    (await gateway.call<Resource>([AUDITOR, 'auditor'], 'GET', `/v1/resources/${NEW}`)).body;
  assert.equal((await seen()).pending?.content.names.en, SECRET);
  const review = { approved: false, reasons: 'Say since when.', digest: body.pending?.digest };
  await gateway.call([MANAGER, 'officer'], 'POST', `/v1/resources/${NEW}/review`, { body: review });
  assert.equal((await seen()).pending?.state, 'returned');
  const { body: all } = await gateway.call<Page<Resource>>([AUDITOR, 'auditor'], 'GET', '/v1/resources');
  assert.ok(all.items.some(({ id, pending }) => id === NEW && pending !== undefined));
});
