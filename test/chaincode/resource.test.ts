// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { addSystem, catalogue, content, publish } from '../support/catalogue-fixtures.js';
import {
  CONSUMER,
  consortium,
  MANAGER,
  PROVIDER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const DAY = 86_400_000;
const id = 'ProviderMSP:R1';
const reason = 'The source is being repaired.';

async function ready(): Promise<ChaincodeHarness> {
  const chain = await consortium();
  await addSystem(chain, PROVIDER);
  return chain;
}

const draft = (chain: ChaincodeHarness, change = {}): Promise<Resource> =>
  chain.submit<Resource>(PROVIDER, 'resource:draft', [{ code: 'R1', content: content(change) }]);

test('a resource goes from draft through review to its first version', async () => {
  const chain = await ready();
  const drafted = await draft(chain);
  assert.equal(drafted.state, 'draft');
  assert.equal(drafted.version, 0);
  const submitted = await chain.submit<Resource>(PROVIDER, 'resource:submit', [id]);
  assert.equal(submitted.state, 'submitted');
  assert.equal(submitted.pending?.deadline?.step, 'review');
  const { digest } = submitted.pending;
  assert.equal(digest, digestOf(content()));
  const published = await chain.submit<Resource>(MANAGER, 'resource:review', [
    { id, approved: true, digest },
  ]);
  assert.deepEqual(
    {
      state: published.state,
      version: published.version,
      digest: published.digest,
      pending: published.pending,
    },
    { state: 'published', version: 1, digest, pending: undefined },
  );
  const version = await chain.evaluate<ResourceVersion>(CONSUMER, 'resource:readVersion', [id, '1']);
  assert.deepEqual(version.content, content());
  assert.equal(version.digest, digest);
  assert.equal(version.reviews.length, 1);
  assert.equal(version.reviews[0]?.deadline.late, false);
});

test('what is published stays in force while its next version is written, and stays readable after', async () => {
  const chain = await ready();
  await publish(chain, 'R1');
  const edited = await draft(chain, { updateCycle: 'weekly' });
  assert.equal(edited.state, 'published');
  assert.equal(edited.version, 1);
  const submitted = await chain.submit<Resource>(PROVIDER, 'resource:submit', [id]);
  assert.equal(submitted.state, 'published');
  const { digest } = submitted.pending ?? {};
  const next = await chain.submit<Resource>(MANAGER, 'resource:review', [{ id, approved: true, digest }]);
  assert.equal(next.version, 2);
  const [first, second] = await Promise.all(
    ['1', '2'].map((version) =>
      chain.evaluate<ResourceVersion>(CONSUMER, 'resource:readVersion', [id, version]),
    ),
  );
  assert.equal(first?.content.updateCycle, 'daily');
  assert.equal(second?.content.updateCycle, 'weekly');
  await chain.refuses('NOT_FOUND', CONSUMER, 'resource:readVersion', [id, '3']);
});

test('a returned draft keeps the reasons, and the version it becomes keeps every round', async () => {
  const chain = await ready();
  await draft(chain);
  await chain.submit(PROVIDER, 'resource:submit', [id]);
  chain.time += 30 * DAY;
  const reasons = 'Name the statute.';
  const returned = await chain.submit<Resource>(MANAGER, 'resource:review', [
    { id, approved: false, reasons, digest: digestOf(content()) },
  ]);
  assert.equal(returned.state, 'draft');
  assert.equal(returned.pending?.state, 'returned');
  assert.equal(returned.pending.reviews[0]?.reasons, reasons);
  assert.equal(returned.pending.reviews[0].deadline.late, true);
  await chain.refuses('INVALID_STATE', PROVIDER, 'resource:submit', [id]);
  const { pending } = await draft(chain, { contactRole: 'Registrar' });
  await chain.submit(PROVIDER, 'resource:submit', [id]);
  await chain.submit(MANAGER, 'resource:review', [{ id, approved: true, digest: pending?.digest }]);
  const version = await chain.evaluate<ResourceVersion>(CONSUMER, 'resource:readVersion', [id, '1']);
  assert.deepEqual(
    version.reviews.map((review) => [review.approved, review.deadline.late]),
    [
      [false, true],
      [true, false],
    ],
  );
});

test('a return needs reasons and an approval has none', async () => {
  const chain = await ready();
  const digest = digestOf(content());
  await draft(chain);
  await chain.submit(PROVIDER, 'resource:submit', [id]);
  await chain.refuses('INVALID_ARGUMENT', MANAGER, 'resource:review', [{ id, approved: false, digest }]);
  await chain.refuses('INVALID_ARGUMENT', MANAGER, 'resource:review', [
    { id, approved: true, reasons: 'ok', digest },
  ]);
});

test('an answer to other content than was read, or to none, is refused and nothing is published', async () => {
  const chain = await ready();
  await draft(chain);
  await chain.submit(PROVIDER, 'resource:submit', [id]);
  const digest = digestOf(content({ contactRole: 'Somebody else' }));
  const reasons = 'Name the statute.';
  for (const answer of [{ approved: true }, { approved: false, reasons }]) {
    await chain.refuses('CONDITION_NOT_MET', MANAGER, 'resource:review', [{ id, ...answer, digest }]);
    await chain.refuses('INVALID_ARGUMENT', MANAGER, 'resource:review', [{ id, ...answer }]);
  }
});

test('content that is published already is not submitted again', async () => {
  const chain = await ready();
  await publish(chain, 'R1');
  await draft(chain);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, 'resource:submit', [id]);
});

test('a resource needs a system of its own that is in use, from draft to publication', async () => {
  const chain = await catalogue();
  const unknown = content({ system: 'ProviderMSP:S9' });
  await chain.refuses('NOT_FOUND', PROVIDER, 'resource:draft', [{ code: 'R1', content: unknown }]);
  const foreign = content({ system: 'ConsumerMSP:S1' });
  await chain.refuses('NOT_OWNER', PROVIDER, 'resource:draft', [{ code: 'R1', content: foreign }]);
  await draft(chain);
  await chain.submit(PROVIDER, 'resource:submit', [id]);
  await chain.submit(PROVIDER, 'system:retire', ['ProviderMSP:S1']);
  const digest = digestOf(content());
  await chain.refuses('CONDITION_NOT_MET', MANAGER, 'resource:review', [{ id, approved: true, digest }]);
  await chain.submit(MANAGER, 'resource:review', [
    { id, approved: false, reasons: 'The system is gone.', digest },
  ]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, 'resource:draft', [{ code: 'R1', content: content() }]);
});

test('who suspended a resource resumes it: the owner its own act, a manager theirs', async () => {
  const chain = await ready();
  await publish(chain, 'R1');
  const suspended = await chain.submit<Resource>(PROVIDER, 'resource:suspend', [{ id, reason }]);
  assert.equal(suspended.suspension?.reason, reason);
  await chain.refuses('NOT_OWNER', MANAGER, 'resource:resume', [id]);
  const resumed = await chain.submit<Resource>(PROVIDER, 'resource:resume', [id]);
  assert.deepEqual([resumed.state, resumed.suspension], ['published', undefined]);
  await chain.submit(MANAGER, 'resource:suspend', [{ id, reason }]);
  await chain.refuses('ROLE_REQUIRED', PROVIDER, 'resource:resume', [id]);
  await chain.submit(MANAGER, 'resource:resume', [id]);
});

test('a suspended resource can be mended: its next version is published and it stays suspended', async () => {
  const chain = await ready();
  await publish(chain, 'R1');
  await chain.submit(MANAGER, 'resource:suspend', [{ id, reason }]);
  const mended = await publish(chain, 'R1', { updateCycle: 'weekly' });
  assert.deepEqual([mended.state, mended.version], ['suspended', 2]);
  const resumed = await chain.submit<Resource>(MANAGER, 'resource:resume', [id]);
  assert.deepEqual([resumed.state, resumed.version], ['published', 2]);
});

test('a retired resource is final, and its versions stay readable', async () => {
  const chain = await ready();
  await publish(chain, 'R1');
  const retired = await chain.submit<Resource>(PROVIDER, 'resource:retire', [{ id, reason }]);
  assert.deepEqual([retired.state, retired.retirement?.reason], ['retired', reason]);
  await chain.refuses('INVALID_STATE', PROVIDER, 'resource:draft', [{ code: 'R1', content: content() }]);
  await chain.refuses('INVALID_STATE', PROVIDER, 'resource:retire', [{ id, reason }]);
  const version = await chain.evaluate<ResourceVersion>(CONSUMER, 'resource:readVersion', [id, '1']);
  assert.equal(version.version, 1);
});

test('a manager that is also a provider may publish its own entry', async () => {
  const chain = await ready();
  await chain.submit(MANAGER, 'organisation:update', [
    { mspId: 'ManagerMSP', names: { en: 'Bureau' }, roles: ['manager', 'provider'] },
  ]);
  const system = await addSystem(chain, MANAGER);
  await chain.submit(MANAGER, 'resource:draft', [{ code: 'R1', content: content({ system }) }]);
  await chain.submit(MANAGER, 'resource:submit', ['ManagerMSP:R1']);
  const made = await chain.submit<Resource>(MANAGER, 'resource:review', [
    { id: 'ManagerMSP:R1', approved: true, digest: digestOf(content({ system })) },
  ]);
  assert.equal(made.state, 'published');
});
