// SPDX-License-Identifier: Apache-2.0
/** Blocks, transactions and the search at the user's door: what each may see of it, and what nobody is told. */
import assert from 'node:assert/strict';
import type { BlockPage, BlockView, TransactionView } from '@catalog-chain/gateway/usecases/oversight/blocks';
import type { Hit } from '@catalog-chain/gateway/usecases/oversight/search';
import { grant, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const auditor = [AUDITOR, 'auditor'] as const;
/** A member that is no party, in a role that oversees nothing. */
const outsider = [AUDITOR, 'officer'] as const;

type As = readonly [organisation: string, role: 'officer' | 'auditor'];

let gateway: TestGateway;
let resource: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'EXPLORED', 'conditional');
  await grant(gateway, 'G-EXPLORED', resource);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const blocks = async (query = ''): Promise<BlockPage> =>
  (await gateway.call<BlockPage>(provider, 'GET', `/v1/blocks${query}`)).body;

const find = async (as: As, q: string, reason: object = {}): Promise<readonly string[]> => {
  const { body, status, text } = await gateway.call<{ readonly items: readonly Hit[] }>(
    as,
    'POST',
    '/v1/search',
    { body: { q, ...reason } },
  );
  assert.equal(status, 200, text);
  return body.items.map(({ kind, id }) => `${kind} ${id}`);
};

const transactionOf = async (): Promise<string> => {
  const { body } = await gateway.call<{ readonly written: { readonly transactionId: string } }>(
    consumer,
    'GET',
    '/v1/grants/G-EXPLORED',
  );
  return body.written.transactionId;
};

test('blocks are listed from the newest to the first, each hanging on the one before', async () => {
  const all: BlockView[] = [];
  let page = await blocks('?limit=7');
  const { height } = page;
  while (page.items.length > 0) {
    all.push(...page.items);
    page = await blocks(`?limit=7&before=${page.items.at(-1)?.number ?? 0}`);
  }
  assert.equal(all.length, height);
  assert.deepEqual(
    all.map(({ number }) => number),
    Array.from({ length: height }, (_, i) => height - 1 - i),
  );
  for (const [i, block] of all.slice(0, -1).entries()) assert.equal(block.previousHash, all[i + 1]?.hash);
  const [newest] = all;
  const one = await gateway.call<BlockView>(auditor, 'GET', `/v1/blocks/${newest?.number ?? 0}`);
  assert.deepEqual(one.body, newest);
});

test('a block that is not there yet, and what is no number of one, are refused', async () => {
  const { height } = await blocks();
  assert.equal((await gateway.call(provider, 'GET', `/v1/blocks/${height}`)).status, 404);
  assert.equal((await gateway.call(provider, 'GET', '/v1/blocks/-1')).status, 400);
  assert.equal((await gateway.call(provider, 'GET', '/v1/blocks?limit=51')).status, 400);
  assert.deepEqual((await blocks('?before=0')).items, []);
});

test('a transaction is shown to all, and its content to whoever submitted it only', async () => {
  const id = await transactionOf();
  const seen = async (as: As): Promise<TransactionView> =>
    (await gateway.call<TransactionView>(as, 'GET', `/v1/transactions/${id}`)).body;
  const own = await seen(manager);
  assert.equal(own.operation, 'request:confirm');
  assert.equal(own.creator, MANAGER);
  assert.equal(own.validationCode, 'VALID');
  assert.ok(own.endorsers.length > 0);
  assert.match(JSON.stringify(own.content?.arguments), /G-EXPLORED/);
  assert.ok((own.content?.writes.length ?? 0) > 0);
  for (const as of [provider, auditor, outsider] as const) {
    const { content, ...summary } = await seen(as);
    assert.equal(content, undefined);
    assert.ok(!JSON.stringify(summary).includes('G-EXPLORED'));
  }
  assert.equal((await gateway.call(provider, 'GET', `/v1/transactions/${'0'.repeat(64)}`)).status, 404);
  assert.equal((await gateway.call(undefined, 'GET', `/v1/transactions/${id}`)).status, 401);
});

test('what parties share is found by them, by the manager, and by nobody else', async () => {
  for (const as of [provider, consumer, manager] as const)
    assert.deepEqual(await find(as, 'G-EXPLORED'), ['request G-EXPLORED', 'grant G-EXPLORED']);
  assert.deepEqual(await find(outsider, 'G-EXPLORED'), []);
  assert.deepEqual(await find(provider, 'G-EXPLORE'), []);
});

test('an auditor finds what is others’ with a purpose only, and on record', async () => {
  const reads = async (): Promise<number> =>
    (await gateway.call<{ readonly items: readonly object[] }>(auditor, 'GET', '/v1/audit-reads')).body.items
      .length;
  const before = await reads();
  assert.deepEqual(await find(auditor, 'G-EXPLORED'), []);
  assert.equal(await reads(), before);
  assert.deepEqual(await find(auditor, 'G-EXPLORED', { purpose: 'routine-audit' }), [
    'request G-EXPLORED',
    'grant G-EXPLORED',
  ]);
  assert.equal(await reads(), before + 2);
});

test('what is public is found by part of its name; blocks and transactions by number and id', async () => {
  assert.ok((await find(outsider, 'EXPLORED')).includes(`resource ${resource}`));
  assert.ok((await find(outsider, PROVIDER)).includes(`organisation ${PROVIDER}`));
  assert.ok((await find(outsider, '0')).includes('block 0'));
  const id = await transactionOf();
  assert.deepEqual(await find(outsider, id), [`transaction ${id}`]);
  assert.deepEqual(await find(outsider, 'nothing-is-called-this'), []);
  for (const q of ['', 'x'.repeat(201)])
    assert.equal((await gateway.call(outsider, 'POST', '/v1/search', { body: { q } })).status, 400);
  const body = { q: 'EXPLORED', kind: 'resource' };
  const { body: alone } = await gateway.call<{ items: Hit[] }>(outsider, 'POST', '/v1/search', { body });
  assert.deepEqual(
    alone.items.map(({ kind, id, version }) => [kind, id, version]),
    [['resource', resource, 1]],
  );
  const other = { body: { q: 'EXPLORED', kind: 'grant' } };
  assert.equal((await gateway.call(outsider, 'POST', '/v1/search', other)).status, 400);
  // In an address it is not taken: it may be the identifier of a record.
  const inAddress = await gateway.call(outsider, 'GET', '/v1/search?q=BJ-SA-1003');
  assert.ok([404, 405].includes(inAddress.status), inAddress.text);
  assert.ok(!inAddress.text.includes('BJ-SA-1003'));
});
