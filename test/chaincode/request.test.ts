// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { grantHash } from '@catalog-chain/chaincode/domain/sharing/grant';
import { TRANSACTIONS, type OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import type { RequestInput } from '@catalog-chain/chaincode/domain/sharing/request-input';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { caller, CONSUMER, MANAGER, PROVIDER, START } from '../support/chaincode-harness.js';
import {
  approve,
  ask,
  asking,
  confirm,
  content,
  daysOn,
  deposit,
  grantOf,
  market,
  publish,
  putSystem,
  readGrant,
  readRequest,
  RESOURCES,
  sharing,
} from '../support/sharing.js';
import { test } from '../support/testing.js';

const admin = caller('ManagerMSP', 'admin');

test('what is shared without condition is granted in the same transaction', async () => {
  const chain = await market();
  const request = await ask(chain, { resource: RESOURCES.unconditional });
  assert.equal(request.state, 'granted');
  assert.deepEqual([request.pending, request.decisions], [undefined, []]);
  const grant = await readGrant(chain);
  assert.equal(grant.hash, grantHash('REQ-1', request.terms));
  assert.equal(grant.history[0].effective, daysOn(0));
  assert.equal(grant.terms.provider, 'ProviderMSP');
});

test('what the law forbids to share is refused on the ledger, with its basis', async () => {
  const chain = await market();
  const request = await ask(chain, { resource: RESOURCES['not-shared'] });
  assert.deepEqual([request.state, request.refusal], ['refused', 'State Secrets Law, article 9']);
  assert.equal(chain.event?.name, 'request.refused');
  await chain.refuses('NOT_FOUND', CONSUMER, TRANSACTIONS.grantRead, ['REQ-1']);
});

test('a grant under conditions is given by provider and manager, for the version asked for', async () => {
  const chain = await market();
  const { terms } = await ask(chain);
  publish(chain, RESOURCES.conditional, content(sharing('conditional'), ['birth', 'name', 'town']), {
    version: 2,
  });
  await deposit(chain);
  await approve(chain);
  const request = await confirm(chain);
  const grant = await readGrant(chain);
  assert.deepEqual(
    request.decisions.map(({ step, approved }) => [step, approved]),
    [
      ['decide', true],
      ['confirm', true],
    ],
  );
  assert.deepEqual([grant.terms, grant.terms.resourceVersion], [terms, 1]);
  assert.equal(chain.event?.name, undefined, 'an evaluated read emits nothing');
});

test('an answer is late from the first millisecond after its due time, for ever', async () => {
  const chain = await market();
  const due = parseInstant((await ask(chain)).pending?.dueAt ?? '');
  await deposit(chain);
  chain.time = due;
  const onTime = await chain.evaluate<AccessRequest>(PROVIDER, TRANSACTIONS.requestDecide, [
    { id: 'REQ-1', approved: true },
  ]);
  assert.equal(onTime.decisions[0]?.deadline.late, false);
  chain.time = due + 1;
  await approve(chain);
  const confirmBy = parseInstant((await readRequest(chain)).pending?.dueAt ?? '');
  chain.time = confirmBy;
  const { decisions, pending } = await confirm(chain);
  assert.deepEqual(
    decisions.map(({ deadline }) => deadline.late),
    [true, false],
  );
  assert.equal(pending, undefined);
});

test('a withdrawal keeps the deadline of the step that was left, overdue or not', async () => {
  const chain = await market();
  const due = parseInstant((await ask(chain)).pending?.dueAt ?? '');
  chain.time = due + 1;
  const { state, pending } = await chain.submit<AccessRequest>(CONSUMER, TRANSACTIONS.requestWithdraw, [
    'REQ-1',
  ]);
  assert.deepEqual([state, pending?.step, pending?.late], ['withdrawn', 'decide', true]);
});

const REFUSED: readonly (readonly [string, Partial<RequestInput>, string])[] = [
  ['an unknown resource', { resource: 'ProviderMSP:NOTHING' }, 'NOT_FOUND'],
  ['an item that the resource does not hold', { items: ['birth', 'salary'] }, 'CONDITION_NOT_MET'],
  ['a mode that the resource is not shared in', { mode: 'verify' }, 'CONDITION_NOT_MET'],
  ['a system that nobody registered', { systems: ['ConsumerMSP:NONE'] }, 'NOT_FOUND'],
  ['a system of the provider', { systems: ['ProviderMSP:REGISTER'] }, 'NOT_OWNER'],
  ['no items', { items: [] }, 'INVALID_ARGUMENT'],
  ['no systems', { systems: [] }, 'INVALID_ARGUMENT'],
  ['items out of order', { items: ['name', 'birth'] }, 'INVALID_ARGUMENT'],
  ['an item twice', { items: ['birth', 'birth'] }, 'INVALID_ARGUMENT'],
  ['a period that ends as it starts', { period: { from: daysOn(1), to: daysOn(1) } }, 'INVALID_ARGUMENT'],
  ['a period over ten years', { period: { from: daysOn(0), to: daysOn(3654) } }, 'INVALID_ARGUMENT'],
  [
    'a period that started the day before yesterday',
    { period: { from: daysOn(-2), to: daysOn(9) } },
    'INVALID_ARGUMENT',
  ],
  ['a period without milliseconds', { period: { from: '2026-04-01', to: daysOn(90) } }, 'INVALID_ARGUMENT'],
  ['an agreement of tomorrow', { agreedOn: daysOn(1).slice(0, 10) }, 'INVALID_ARGUMENT'],
  [
    'an agreement made after its own end',
    { agreedOn: '2026-01-01', period: { from: daysOn(-700), to: daysOn(-300) } },
    'INVALID_ARGUMENT',
  ],
  [
    'an earlier agreement that nobody confirms',
    { agreedOn: '2026-01-01', resource: RESOURCES.unconditional },
    'CONDITION_NOT_MET',
  ],
  [
    'an ID-card number in the purpose',
    { purpose: { code: 'x', text: 'about 11010519491231002X' } },
    'RAW_DATA',
  ],
  ['a telephone number in the legal basis', { legalBasis: 'ask 13912345678' }, 'RAW_DATA'],
  ['an e-mail address in the agreement', { agreement: 'from a@example.org' }, 'RAW_DATA'],
  ['a line break in the purpose', { purpose: { code: 'x', text: 'one\ntwo' } }, 'INVALID_ARGUMENT'],
  ['a purpose too long', { purpose: { code: 'x', text: 'x'.repeat(301) } }, 'INVALID_ARGUMENT'],
  ['an id that is no identifier', { id: '../1' }, 'INVALID_ARGUMENT'],
];

for (const [what, change, code] of REFUSED) {
  test(`a request is refused, and nothing is written, for ${what}`, async () => {
    const chain = await market();
    const input = asking({ id: 'REQ-9', ...change });
    await chain.refuses(code as 'NOT_FOUND', CONSUMER, TRANSACTIONS.requestSubmit, [input]);
  });
}

test('an unknown field, a missing one and another spelling are refused', async () => {
  const chain = await market();
  const submit = TRANSACTIONS.requestSubmit;
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, submit, [{ ...asking(), note: 'x' }]);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, submit, [{ ...asking(), provider: 'ConsumerMSP' }]);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, submit, [{ id: 'REQ-1' }]);
  await chain.refuses('NOT_CANONICAL', CONSUMER, submit, [JSON.stringify(asking())]);
});

test('a refusal needs a reason, an approval none', async () => {
  const chain = await market();
  await ask(chain);
  for (const answer of [{ approved: false }, { approved: false, reason: '' }, { approved: 'yes' }, {}]) {
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, TRANSACTIONS.requestDecide, [
      { id: 'REQ-1', ...answer },
    ]);
  }
  const answer = { id: 'REQ-1', approved: false, reason: 'asks for more than it needs' };
  const refused = await chain.submit<AccessRequest>(PROVIDER, TRANSACTIONS.requestDecide, [answer]);
  assert.deepEqual([refused.state, refused.refusal, refused.pending], ['refused', answer.reason, undefined]);
  assert.equal(refused.decisions[0]?.reason, answer.reason);
});

test('a decision that outlasts the period grants nothing', async () => {
  const chain = await market();
  await ask(chain, { period: { from: daysOn(0), to: daysOn(30) } });
  await deposit(chain);
  await approve(chain);
  chain.time = START + 30 * DAY_MS;
  await chain.refuses('CONDITION_NOT_MET', MANAGER, TRANSACTIONS.requestConfirm, [
    { id: 'REQ-1', approved: true },
  ]);
});

test('an agreement made before holds from its day, even when it is over by now', async () => {
  const chain = await market();
  const period = { from: '2018-06-27T00:00:00.000Z', to: '2020-06-26T00:00:00.000Z' };
  const grant = await grantOf(chain, { agreedOn: '2018-06-01', agreement: 'DSA 17/2', period });
  assert.equal(grant.history[0].effective, '2018-06-01T00:00:00.000Z');
  assert.equal(grant.history[0].stamp.at, daysOn(0));
  const expired = await chain.submit<Grant>(CONSUMER, TRANSACTIONS.grantExpire, ['REQ-1']);
  assert.deepEqual([expired.state, expired.history.at(-1)?.effective], ['expired', period.to]);
});

test('one organisation may be provider and consumer; a manager does not confirm what it asks of others', async () => {
  const chain = await market();
  const both: OrganisationRole[] = ['consumer', 'manager', 'provider'];
  for (const mspId of ['ProviderMSP', 'ManagerMSP']) {
    await chain.submit(admin, TRANSACTIONS.organisationUpdate, [
      { mspId, names: { en: mspId }, roles: both },
    ]);
  }
  putSystem(chain, 'ManagerMSP:KPI');
  await ask(chain, { id: 'OWN', systems: ['ProviderMSP:REGISTER'] }, PROVIDER);
  await deposit(chain, 'OWN');
  await approve(chain, 'OWN');
  const own = await confirm(chain, 'OWN', PROVIDER);
  assert.equal(own.state, 'granted');
  await ask(chain, { id: 'PARTIAL', systems: ['ManagerMSP:KPI'] }, MANAGER);
  await deposit(chain, 'PARTIAL');
  await approve(chain, 'PARTIAL');
  const answer = { id: 'PARTIAL', approved: true };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, TRANSACTIONS.requestConfirm, [answer]);
});
