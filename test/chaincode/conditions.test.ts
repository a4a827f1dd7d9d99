// SPDX-License-Identifier: Apache-2.0
/** What an approval and a renewal rest on, and what falls when it falls away. */
import assert from 'node:assert/strict';
import type {
  AccessRequest,
  Grant,
  TermsChange,
} from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { grantHash } from '@catalog-chain/chaincode/domain/sharing/grant';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  approve,
  ask,
  asking,
  content,
  daysOn,
  deposit,
  grantOf,
  market,
  publish,
  putSystem,
  readGrant,
  RESOURCES,
  sharing,
} from '../support/sharing.js';
import { test } from '../support/testing.js';

const admin = caller('ManagerMSP', 'admin');
const renew = TRANSACTIONS.grantRenew;

const FALLEN: Record<string, (chain: ChaincodeHarness) => unknown> = {
  'the resource is suspended': (chain) => {
    publish(chain, RESOURCES.conditional, content(sharing('conditional')), { state: 'suspended' });
  },
  'the resource is retired': (chain) => {
    publish(chain, RESOURCES.conditional, content(sharing('conditional')), { state: 'retired' });
  },
  'the sharing type has changed': (chain) => {
    publish(chain, RESOURCES.conditional, content(sharing('not-shared')), { version: 2 });
  },
  'the condition has changed': (chain) => {
    publish(chain, RESOURCES.conditional, content({ ...sharing('conditional'), condition: 'never' }), {
      version: 2,
    });
  },
  'an item is gone': (chain) => {
    publish(chain, RESOURCES.conditional, content(sharing('conditional'), ['birth']), { version: 2 });
  },
  'the mode is gone': (chain) => {
    publish(chain, RESOURCES.conditional, content({ ...sharing('conditional'), modes: ['copy'] }), {
      version: 2,
    });
  },
  'a system is retired': (chain) => {
    putSystem(chain, 'ConsumerMSP:PENSIONS', 'retired');
  },
  'the consumer is suspended': (chain) =>
    chain.submit(admin, TRANSACTIONS.organisationSuspend, ['ConsumerMSP']),
};

for (const [what, happen] of Object.entries(FALLEN)) {
  test(`nothing is approved or confirmed when ${what}, but it can be refused`, async () => {
    const chain = await market();
    const answer = { id: 'REQ-1', approved: true };
    const no = { id: 'REQ-1', approved: false, reason: 'not any more' };
    await ask(chain);
    await ask(chain, { id: 'REQ-2' });
    await deposit(chain);
    await deposit(chain, 'REQ-2');
    await approve(chain, 'REQ-2');
    await happen(chain);
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.requestDecide, [answer]);
    await chain.refuses('CONDITION_NOT_MET', MANAGER, TRANSACTIONS.requestConfirm, [
      { ...answer, id: 'REQ-2' },
    ]);
    const refused = await chain.submit<AccessRequest>(MANAGER, TRANSACTIONS.requestConfirm, [
      { ...no, id: 'REQ-2' },
    ]);
    assert.equal(refused.state, 'refused');
    await chain.submit(PROVIDER, TRANSACTIONS.requestDecide, [no]);
    await chain.refuses('INVALID_STATE', PROVIDER, TRANSACTIONS.requestDecide, [answer]);
  });
}

for (const state of ['draft', 'submitted', 'suspended', 'retired'] satisfies Resource['state'][]) {
  test(`a resource that is ${state} cannot be asked for`, async () => {
    const chain = await market();
    publish(chain, RESOURCES.conditional, content(sharing('conditional')), { state });
    await chain.refuses('CONDITION_NOT_MET', CONSUMER, TRANSACTIONS.requestSubmit, [asking()]);
  });
}

test('nothing is granted on the spot while the provider is suspended', async () => {
  const chain = await market();
  await chain.submit(admin, TRANSACTIONS.organisationSuspend, ['ProviderMSP']);
  for (const resource of Object.values(RESOURCES)) {
    await chain.refuses('CONDITION_NOT_MET', CONSUMER, TRANSACTIONS.requestSubmit, [asking({ resource })]);
  }
});

for (const [what, happen] of Object.entries(FALLEN)) {
  test(`a standing grant is not renewed when ${what}`, async () => {
    const chain = await market();
    await grantOf(chain);
    await happen(chain);
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, renew, [{ id: 'REQ-1', to: daysOn(700) }]);
  });
}

test('a standing grant goes on while one of its systems is in use', async () => {
  const chain = await market();
  await grantOf(chain, { systems: ['ConsumerMSP:AUDITS', 'ConsumerMSP:PENSIONS'] });
  putSystem(chain, 'ConsumerMSP:AUDITS', 'retired');
  const grant = await chain.submit<Grant>(PROVIDER, renew, [{ id: 'REQ-1', to: daysOn(700) }]);
  assert.equal(grant.terms.period.to, daysOn(700));
});

test('a renewal pins the current version and keeps what was in force before, with its hash', async () => {
  const chain = await market();
  const before = await grantOf(chain);
  publish(chain, RESOURCES.conditional, content(sharing('conditional'), ['birth', 'name', 'town']), {
    version: 2,
  });
  chain.time = START + 100 * DAY_MS;
  await chain.submit(PROVIDER, renew, [{ id: 'REQ-1', to: daysOn(700) }]);
  const { terms, hash, history } = await readGrant(chain);
  assert.deepEqual([terms.resourceVersion, terms.period], [2, { from: daysOn(0), to: daysOn(700) }]);
  assert.deepEqual([hash, history[0].hash], [grantHash('REQ-1', terms), before.hash]);
  const former = { ...terms, resourceVersion: history[0].resourceVersion, period: history[0].period };
  assert.equal(grantHash('REQ-1', former), before.hash);
  const renewal = history[1] as TermsChange;
  assert.deepEqual([renewal.action, renewal.effective, renewal.hash], ['renewed', daysOn(100), hash]);
});

test('a renewal ends later than before, and at most ten years from now', async () => {
  const chain = await market();
  await grantOf(chain);
  await chain.evaluate(PROVIDER, renew, [{ id: 'REQ-1', to: daysOn(3653) }]);
  for (const to of [daysOn(364), daysOn(365), daysOn(3654), '2027-04-01']) {
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, renew, [{ id: 'REQ-1', to }]);
  }
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, renew, [
    { id: 'REQ-1', to: daysOn(700), standing: true },
  ]);
});

test('a suspension and a revocation need a reason that holds no personal data', async () => {
  const chain = await market();
  await grantOf(chain);
  for (const name of [TRANSACTIONS.grantSuspend, TRANSACTIONS.grantRevoke]) {
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, name, [{ id: 'REQ-1' }]);
    await chain.refuses('RAW_DATA', PROVIDER, name, [{ id: 'REQ-1', reason: 'leaked 13912345678' }]);
  }
});

test('a clock that is behind does not slip a resumption before its suspension', async () => {
  const chain = await market();
  await grantOf(chain);
  const status = { id: 'REQ-1', reason: 'audit' };
  chain.time = START + DAY_MS;
  await chain.submit(PROVIDER, TRANSACTIONS.grantSuspend, [status]);
  chain.time -= 600_000;
  const { history } = await chain.submit<Grant>(PROVIDER, TRANSACTIONS.grantResume, [status]);
  assert.deepEqual(
    history.slice(1).map(({ effective }) => effective),
    [daysOn(1), daysOn(1)],
  );
  assert.equal(history.at(-1)?.stamp.at, formatInstant(START + DAY_MS - 600_000));
});
