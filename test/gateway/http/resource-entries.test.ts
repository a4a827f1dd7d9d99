// SPDX-License-Identifier: Apache-2.0
/** Many catalogue entries in one call: a result for each, repeated without a trace, and no way past any rule. */
import assert from 'node:assert/strict';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { EntryResult } from '@catalog-chain/gateway/usecases/catalogue/entries';
import { content, registerMembers, registerSystems } from '../../support/api-flows.js';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const provider = [PROVIDER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

type Answer = Reply<{ readonly rows: readonly EntryResult[] }>;

const enter = (
  entries: readonly object[],
  as: typeof provider | typeof manager = provider,
): Promise<Answer> => gateway.call(as, 'POST', '/v1/resource-entries', { body: { entries } });
const publish = (
  reviews: readonly object[],
  as: typeof provider | typeof manager = manager,
): Promise<Answer> => gateway.call(as, 'POST', '/v1/resource-reviews', { body: { reviews } });
const statuses = ({ body }: Answer): string[] => body.rows.map(({ status }) => status);
const height = async (): Promise<number> =>
  (await gateway.call<{ height: number }>(manager, 'GET', '/v1/ledger')).body.height;

test('entries are written, handed in and published; the same calls again write nothing', async () => {
  const entries = ['E-1', 'E-2', 'E-3'].map((code) => ({ code, content: content('unconditional') }));
  const entered = await enter(entries);
  assert.deepEqual([entered.status, ...statuses(entered)], [200, 'written', 'written', 'written']);
  const reviews = entered.body.rows.map(({ id, underReview }) => ({ id, digest: underReview }));
  assert.deepEqual(statuses(await publish(reviews)), ['written', 'written', 'written']);
  const { body } = await gateway.call<Resource>(manager, 'GET', `/v1/resources/${PROVIDER}:E-2`);
  assert.deepEqual([body.state, body.version, body.digest], ['published', 1, reviews[1]?.digest]);
  const before = await height();
  assert.deepEqual(statuses(await enter(entries)), ['unchanged', 'unchanged', 'unchanged']);
  assert.deepEqual(statuses(await publish(reviews)), ['unchanged', 'unchanged', 'unchanged']);
  assert.equal(await height(), before);
});

test('what stopped halfway goes on: a draft is handed in, what is under review is left', async () => {
  const entry = { code: 'H-1', content: content('conditional') };
  await gateway.call(provider, 'POST', '/v1/resources', { body: entry });
  assert.deepEqual(statuses(await enter([entry])), ['written']);
  const again = await enter([entry]);
  assert.deepEqual(statuses(again), ['unchanged']);
  assert.match(again.body.rows[0]?.underReview ?? '', /^[0-9a-f]{64}$/);
});

test('an entry that the ledger refuses says why, and the others pass', async () => {
  const elsewhere = { ...content('unconditional'), system: `${CONSUMER}:APP` };
  const answer = await enter([
    { code: 'F-1', content: content('unconditional') },
    { code: 'F-2', content: elsewhere },
    { code: 'F-3', content: content('unconditional') },
  ]);
  assert.deepEqual(statuses(answer), ['written', 'refused', 'written']);
  assert.equal(answer.body.rows[1]?.code, 'NOT_OWNER');
  const { status } = await gateway.call(manager, 'GET', `/v1/resources/${PROVIDER}:F-2`);
  assert.equal(status, 404);
});

test('what was not read is not published, and who is no manager publishes nothing', async () => {
  const entered = await enter([{ code: 'P-1', content: content('unconditional') }]);
  const [first] = entered.body.rows;
  const { id, underReview } = first ?? { id: '' };
  const unread = await publish([{ id, digest: '0'.repeat(64) }]);
  assert.deepEqual(
    [unread.body.rows[0]?.status, unread.body.rows[0]?.code],
    ['refused', 'CONDITION_NOT_MET'],
  );
  const other = await publish([{ id, digest: underReview }], provider);
  assert.deepEqual([other.body.rows[0]?.status, other.body.rows[0]?.code], ['refused', 'ROLE_REQUIRED']);
  const missing = await publish([{ id: `${PROVIDER}:NONE`, digest: underReview }]);
  assert.equal(missing.body.rows[0]?.code, 'NOT_FOUND');
  const { body } = await gateway.call<Resource>(manager, 'GET', `/v1/resources/${id}`);
  assert.equal(body.version, 0);
});

test('no entries, too many, or one that is not as described refuse the call', async () => {
  const entry = { code: 'N-1', content: content('unconditional') };
  const many = Array.from({ length: 201 }, (_, i) => ({ ...entry, code: `N-${i}` }));
  for (const entries of [[], many, [entry, { ...entry, more: 1 }], [{ code: 'N-1' }]])
    assert.equal((await enter(entries)).status, 400);
  assert.equal((await gateway.call(manager, 'GET', `/v1/resources/${PROVIDER}:N-1`)).status, 404);
});
