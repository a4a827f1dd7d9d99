// SPDX-License-Identifier: Apache-2.0
/** Article 28: negotiated, coordinated by the authority over both sides, decided by its government. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import {
  commonUpwards,
  isBelow,
  levelOf,
  region,
  upwards,
} from '@catalog-chain/chaincode/domain/members/region';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { DAY_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { answer, ARBITER, court, open, read, ruling, saying, withdraw } from '../support/disputes.js';
import { asking, RESOURCES } from '../support/sharing.js';
import { test } from '../support/testing.js';

const GOVERNMENT = caller('GovernmentMSP');
const ADMIN = caller('ManagerMSP', 'admin');
const {
  disputeAccept,
  disputeAppeal,
  disputeAssign,
  disputeCoordinate,
  disputeDecide,
  disputeEscalate,
  disputeRefer,
  disputeRule,
  grantReturn,
} = TRANSACTIONS;
const proposal = { id: 'D-1', text: 'Access by night ends', document: 'e'.repeat(64) };

const member = (
  chain: ChaincodeHarness,
  mspId: string,
  roles: readonly string[],
  place?: string,
): Promise<Organisation> =>
  chain.submit(ADMIN, TRANSACTIONS.organisationRegister, [
    { mspId, code: `TEST:${mspId}`, names: { en: mspId }, roles, ...(place && { region: place }) },
  ]);
const place = (
  chain: ChaincodeHarness,
  mspId: string,
  roles: readonly string[],
  at: string,
): Promise<unknown> =>
  chain.submit(ADMIN, TRANSACTIONS.organisationUpdate, [{ mspId, names: { en: mspId }, roles, region: at }]);

/** A court with a government: disputes take the course of the law. */
async function governed(): Promise<ChaincodeHarness> {
  const chain = await court();
  await member(chain, 'GovernmentMSP', ['government']);
  return chain;
}

const STATES = {
  opened: async (chain) => {
    await open(chain);
  },
  answered: async (chain) => {
    await open(chain);
    await answer(chain);
  },
  referred: async (chain) => {
    await STATES.answered(chain);
    await chain.submit(PROVIDER, disputeRefer, [saying]);
  },
  coordinated: async (chain) => {
    await STATES.referred(chain);
    await chain.submit(MANAGER, disputeCoordinate, [proposal]);
  },
  'half accepted': async (chain) => {
    await STATES.coordinated(chain);
    await chain.submit(CONSUMER, disputeAccept, [saying]);
  },
  settled: async (chain) => {
    await STATES['half accepted'](chain);
    await chain.submit(PROVIDER, disputeAccept, [saying]);
  },
  escalated: async (chain) => {
    await STATES.coordinated(chain);
    await chain.submit(CONSUMER, disputeEscalate, [saying]);
  },
  decided: async (chain) => {
    await STATES.escalated(chain);
    await chain.submit(GOVERNMENT, disputeDecide, [ruling()]);
  },
} as const satisfies Record<string, (chain: ChaincodeHarness) => Promise<void>>;

const CALLERS = { provider: PROVIDER, consumer: CONSUMER, manager: MANAGER, government: GOVERNMENT } as const;

const ACTIONS: readonly (readonly [TransactionName, object])[] = [
  [disputeRefer, saying],
  [disputeCoordinate, proposal],
  [disputeEscalate, saying],
  [disputeDecide, ruling()],
  [disputeAccept, saying],
  [disputeAssign, { id: 'D-1', arbitrator: 'ThirdMSP' }],
];

const SHORT: Readonly<Record<string, DomainCode | 'ok'>> = {
  ok: 'ok',
  RR: 'ROLE_REQUIRED',
  NP: 'NOT_PARTY',
  NO: 'NOT_OWNER',
  NF: 'NOT_FOUND',
  IS: 'INVALID_STATE',
  CM: 'CONDITION_NOT_MET',
  CI: 'CONFLICT_OF_INTEREST',
};

/** Per state and caller, in the order of `ACTIONS`: refer, coordinate, escalate, decide, accept, assign. */
const VERDICTS: Readonly<Record<keyof typeof STATES, Readonly<Record<keyof typeof CALLERS, string>>>> = {
  opened: {
    provider: 'CM RR IS RR IS RR',
    consumer: 'CM RR IS RR IS RR',
    manager: 'NP IS IS RR NP CM',
    government: 'NF RR NF NF NF NF',
  },
  answered: {
    provider: 'ok RR IS RR IS RR',
    consumer: 'ok RR IS RR IS RR',
    manager: 'NP IS IS RR NP CM',
    government: 'NF RR NF NF NF NF',
  },
  referred: {
    provider: 'IS RR CM RR IS RR',
    consumer: 'IS RR CM RR IS RR',
    manager: 'NP ok CM RR NP CM',
    government: 'NF RR NF NF NF NF',
  },
  coordinated: {
    provider: 'IS RR ok RR ok RR',
    consumer: 'IS RR ok RR ok RR',
    manager: 'NP IS ok RR NP CM',
    government: 'NF RR NF NF NF NF',
  },
  'half accepted': {
    provider: 'IS RR ok RR ok RR',
    consumer: 'IS RR IS RR IS RR',
    manager: 'NP IS ok RR NP CM',
    government: 'NF RR NF NF NF NF',
  },
  settled: {
    provider: 'IS RR IS RR IS RR',
    consumer: 'IS RR IS RR IS RR',
    manager: 'NP IS IS RR NP CM',
    government: 'NF RR NF NF NF NF',
  },
  escalated: {
    provider: 'IS RR IS RR IS RR',
    consumer: 'IS RR IS RR IS RR',
    manager: 'NP IS IS RR NP CM',
    government: 'NP RR IS ok NP NP',
  },
  decided: {
    provider: 'IS RR IS RR IS RR',
    consumer: 'IS RR IS RR IS RR',
    manager: 'NP IS IS RR NP CM',
    government: 'NP RR IS IS NP NP',
  },
};

for (const [state, reach] of Object.entries(STATES)) {
  test(`a coordinated dispute that is ${state}: every step by every caller`, async () => {
    const chain = await governed();
    await reach(chain);
    for (const [name, by] of Object.entries(CALLERS)) {
      const verdicts = VERDICTS[state as keyof typeof STATES][name as keyof typeof CALLERS].split(' ');
      for (const [i, [transaction, argument]] of ACTIONS.entries()) {
        const verdict = SHORT[verdicts[i] ?? ''];
        assert.ok(verdict, `${state} ${name} ${transaction}`);
        if (verdict === 'ok') await chain.evaluate(by, transaction, [argument]);
        else await chain.refuses(verdict, by, transaction, [argument]);
      }
    }
  });
}

const owed = (chain: ChaincodeHarness, id: string): Promise<Obligation> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.obligationRead, [id]);

test('an authority owes a proposal and its government a decision, which is final and reaches the grant', async () => {
  const chain = await governed();
  await STATES.referred(chain);
  const { coordination } = await read(chain);
  assert.equal(coordination?.organisation, 'ManagerMSP');
  const coordinating = await owed(chain, 'coordinate-dispute~D-1');
  assert.deepEqual(
    [coordinating.owedBy, coordinating.article, coordinating.state],
    ['ManagerMSP', '28', 'open'],
  );
  chain.time += 60 * DAY_MS;
  await chain.submit(MANAGER, disputeCoordinate, [proposal]);
  assert.equal((await owed(chain, 'coordinate-dispute~D-1')).met?.late, true);
  await chain.submit(MANAGER, disputeEscalate, [saying]);
  assert.equal((await owed(chain, 'decide-dispute~D-1')).owedBy, 'GovernmentMSP');
  const decided = await chain.submit<Dispute>(GOVERNMENT, disputeDecide, [
    ruling({ grantAction: 'suspend' }),
  ]);
  assert.deepEqual([decided.state, decided.rulings[0]?.appeal], ['ruled', undefined]);
  assert.equal((await owed(chain, 'decide-dispute~D-1')).state, 'met');
  const grant = await chain.evaluate<Grant>(CONSUMER, TRANSACTIONS.grantRead, ['REQ-1']);
  assert.equal(grant.state, 'suspended');
  await chain.refuses('INVALID_STATE', CONSUMER, disputeAppeal, [saying]);
  await chain.submit(CONSUMER, TRANSACTIONS.disputeRemedy, [saying]);
  await chain.submit(PROVIDER, TRANSACTIONS.disputeClose, [{ id: 'D-1', outcome: 'remedied' }]);
  const after = await chain.evaluate<Grant>(CONSUMER, TRANSACTIONS.grantRead, ['REQ-1']);
  assert.equal(after.state, 'active', 'what was held up until it was remedied goes on');
});

test('an authority that proposes nothing in time has missed it when a party goes on', async () => {
  const chain = await governed();
  await STATES.referred(chain);
  chain.time += 60 * DAY_MS;
  await chain.submit(CONSUMER, disputeEscalate, [saying]);
  assert.equal((await owed(chain, 'coordinate-dispute~D-1')).state, 'missed');
});

test('one that nobody answered is referred once the time to answer is over; one taken back owes nothing', async () => {
  const chain = await governed();
  await open(chain);
  chain.time += 60 * DAY_MS;
  const next = await chain.submit<Dispute>(PROVIDER, disputeRefer, [saying]);
  assert.deepEqual(
    next.steps.map(({ action }) => action),
    ['open', 'default', 'refer'],
  );
  await withdraw(chain);
  assert.equal((await owed(chain, 'coordinate-dispute~D-1')).ended?.reason, 'withdrawn');
});

test('who stands over both sides is computed: of their division, else of the nearest above both', async () => {
  const chain = await governed();
  await place(chain, 'ProviderMSP', ['provider'], '310115');
  await place(chain, 'ConsumerMSP', ['consumer'], '310000');
  await place(chain, 'ManagerMSP', ['manager'], '000000');
  await member(chain, 'DistrictMSP', ['manager'], '310115');
  await member(chain, 'ShanghaiMSP', ['manager'], '310000');
  await member(chain, 'CityHallMSP', ['government'], '310000');
  await STATES.answered(chain);
  const { coordination } = await chain.submit<Dispute>(PROVIDER, disputeRefer, [saying]);
  assert.deepEqual([coordination?.organisation, coordination?.region], ['ShanghaiMSP', '310000']);
  await chain.refuses('NOT_OWNER', MANAGER, disputeCoordinate, [proposal]);
  await chain.submit(caller('ShanghaiMSP'), disputeCoordinate, [proposal]);
  const next = await chain.submit<Dispute>(CONSUMER, disputeEscalate, [saying]);
  assert.equal(next.arbitrators[0]?.organisation, 'CityHallMSP');
  await chain.refuses('NOT_FOUND', GOVERNMENT, disputeDecide, [ruling()]);
  await place(chain, 'ConsumerMSP', ['consumer'], '440300');
  await open(chain, { id: 'D-2' });
  await answer(chain, { id: 'D-2' });
  const across = await chain.submit<Dispute>(PROVIDER, disputeRefer, [{ ...saying, id: 'D-2' }]);
  assert.equal(across.coordination?.organisation, 'ManagerMSP', 'across provinces: the country’s');
});

test('where no authority or no government stands over both, nobody is chosen', async () => {
  const chain = await governed();
  await place(chain, 'ProviderMSP', ['provider'], '310000');
  await place(chain, 'ConsumerMSP', ['consumer'], '310000');
  await place(chain, 'ManagerMSP', ['manager'], '440000');
  await STATES.answered(chain);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, disputeRefer, [saying]);
  await place(chain, 'ManagerMSP', ['manager'], '000000');
  await chain.submit(PROVIDER, disputeRefer, [saying]);
  await place(chain, 'GovernmentMSP', ['government'], '440000');
  await chain.submit(MANAGER, disputeCoordinate, [proposal]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, disputeEscalate, [saying]);
});

test('a policy chooses the course; without a government, or under another profile, an arbitrator decides', async () => {
  const chain = await court();
  assert.equal((await open(chain)).course, undefined);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, disputeRefer, [saying]);
  await member(chain, 'GovernmentMSP', ['government']);
  assert.equal((await open(chain, { id: 'D-2' })).course, 'coordination');
  await chain.refuses('CONDITION_NOT_MET', MANAGER, disputeAssign, [{ id: 'D-2', arbitrator: 'ThirdMSP' }]);
  await chain.refuses('NOT_FOUND', GOVERNMENT, disputeDecide, [ruling({ id: 'D-2' })]);
  await chain.refuses('CONDITION_NOT_MET', ARBITER, disputeRule, [ruling({ id: 'D-2' })]);
  const set = (more: object): Promise<unknown> =>
    chain.submit(MANAGER, TRANSACTIONS.policySet, [{ ...rulesOf(BUILT_IN_POLICY), ...more }]);
  await set({ disputeCourse: 'arbitration' });
  assert.equal((await open(chain, { id: 'D-3' })).course, undefined);
  await set({ profile: 'generic' });
  assert.equal((await open(chain, { id: 'D-4' })).course, undefined);
  await set({ profile: 'generic', disputeCourse: 'coordination' });
  assert.equal((await open(chain, { id: 'D-5' })).course, 'coordination');
});

test('divisions: levels, what lies in what, and what is no division', () => {
  assert.deepEqual(['000000', '310000', '310100', '310115'].map(levelOf), [
    'national',
    'provincial',
    'prefectural',
    'county',
  ]);
  assert.deepEqual(upwards('310115'), ['310115', '310100', '310000', '000000']);
  for (const wrong of ['31', '3101150', '310015', '010000', '31000x', ''])
    assert.ok(!region.safeParse(wrong).success, wrong);
  const any = fc
    .tuple(fc.integer({ min: 10, max: 99 }), fc.nat(99), fc.nat(99))
    .map(([a, b, c]) => `${a}${String(b).padStart(2, '0')}${b === 0 ? '00' : String(c).padStart(2, '0')}`);
  fc.assert(
    fc.property(any, any, (a, b) => {
      const [nearest = ''] = commonUpwards([a, b]);
      assert.ok(upwards(a).includes(nearest) && upwards(b).includes(nearest));
      const above = upwards(a).filter((one) => upwards(b).includes(one));
      assert.ok(
        above.every((one) => one === nearest || isBelow(nearest, one)),
        'none is nearer',
      );
      assert.equal(region.safeParse(a).success, true);
    }),
  );
});

const back = (more: object = {}) => {
  const { id, purpose, legalBasis, items, systems, period, standing } = asking({
    resource: RESOURCES.conditional,
  });
  const given = { id: `R-${id}`, resource: RESOURCES.conditional, to: 'ConsumerMSP', mode: 'copy', ...more };
  return { purpose, legalBasis, items, systems, period, standing, ...given };
};

test('data of a lower division flow back to it without a request or conditions', async () => {
  const chain = await court();
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, grantReturn, [back()]);
  await place(chain, 'ProviderMSP', ['provider'], '310000');
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, grantReturn, [back()]);
  await place(chain, 'ConsumerMSP', ['consumer'], '440300');
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, grantReturn, [back()]);
  await place(chain, 'ConsumerMSP', ['consumer'], '310115');
  await chain.refuses('ROLE_REQUIRED', CONSUMER, grantReturn, [back()]);
  await chain.refuses('NOT_OWNER', caller('OtherMSP'), grantReturn, [back()]);
  await chain.refuses('NOT_OWNER', PROVIDER, grantReturn, [back({ systems: ['OtherMSP:LEDGER'] })]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, grantReturn, [back({ items: ['salary'] })]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, grantReturn, [
    back({ resource: RESOURCES['not-shared'] }),
  ]);
  const grant = await chain.submit<Grant>(PROVIDER, grantReturn, [back()]);
  assert.deepEqual(
    [grant.state, grant.terms.flow, grant.terms.consumer],
    ['active', 'return', 'ConsumerMSP'],
  );
  await chain.refuses('ALREADY_EXISTS', PROVIDER, grantReturn, [back()]);
  const owing = await owed(chain, 'return-data~R-REQ-1');
  assert.deepEqual([owing.owedBy, owing.article, owing.dueAt], ['ProviderMSP', '24', grant.deliverBy]);
  await chain.submit(PROVIDER, TRANSACTIONS.grantDeliver, ['R-REQ-1']);
  await chain.submit(CONSUMER, TRANSACTIONS.grantConfirmDelivery, ['R-REQ-1']);
  assert.equal((await owed(chain, 'return-data~R-REQ-1')).met?.basis, 'confirmed');
  await chain.refuses('NOT_FOUND', AUDITOR, TRANSACTIONS.obligationRead, ['deliver-data~R-REQ-1']);
});
