// SPDX-License-Identifier: Apache-2.0
/**
 * A member that joins a network on which the law has long been kept: sealed uses, what is owed, wider use, signers,
 * governments. Its gateway makes its index from the first block on and reads what every member reads; what was proved
 * before is proved still; it is given a grant and reports under it; and its peer endorses. Uses are sealed and disclosed over HTTP.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import path from 'node:path';
import { v7 as uuid } from 'uuid';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Variation } from '@catalog-chain/chaincode/domain/stewardship/variation';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Gateway } from '@catalog-chain/gateway/compose';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import { verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import type { SealView } from '@catalog-chain/gateway/usecases/usage/seals';
import { addOrganisation } from '@catalog-chain/network/commands/add-organisation';
import { eventually } from '@catalog-chain/network/engine/wait';
import { Network } from '@catalog-chain/network/network';
import { removeEverything } from '@catalog-chain/network/remove';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { deleteFolder } from '@catalog-chain/network/state';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { admin, call as asked, officer, Steps, unique } from '../contracts/ledger-harness.js';
import { attachGateway, call, download, tried } from '../support/attached-gateway.js';
import { found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { name as runName, portBase } from '../support/fabric-network.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { scratch } from '../support/probe.js';
import { TestSigner } from '../support/signers.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const { changeDeclare, dutyRead, dutyRegister, dutyRepeal, obligationRead, policyRead, policySet } =
  TRANSACTIONS;

/** Its own: a government decides disputes wherever there is one, in other files' networks too. */
const NETWORK = `${runName}-later`;
let network: StartedNetwork = await new Network({ name: NETWORK, portBase: portBase + 2_000 }).start();
const [grant, resource] = [unique('G-'), unique('R')];
const folder = scratch();
const opened = new AsyncDisposableStack();
const PATIENCE = { timeoutMs: 180_000 };
const HOUR_MS = 3_600_000;
const consumerOfficer = ['ConsumerMSP', 'officer'] as const;
const providerOfficer = ['ProviderMSP', 'officer'] as const;
const manager = ['ManagerMSP', 'officer'] as const;

let bureau: Gateway;
let provider: Gateway;
let consumer: Gateway;
/** Of the uses, as the consortium counts it. */
let month = '';
/** Of the uses before the join. */
let bundle: Buffer;

const attached = async (name: string): Promise<Gateway> =>
  opened.use(await attachGateway(network, name, 'fabric-gateway', folder.path));

beforeAll(async () => {
  await layCatalogue(network, resource);
  bureau = await attached('manager');
  provider = await attached('provider');
  consumer = await attached('consumer');
  await call<AccessRequest>(consumer, consumerOfficer, '/v1/requests', requestFor(grant, resource));
});

afterAll(async () => {
  await opened.disposeAsync();
  folder[Symbol.dispose]();
  await removeEverything(NETWORK);
  deleteFolder(NETWORK);
});

const useOf = (of: string, system: string, change: object = {}) => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: of,
  recordId: 'HR-2026-21',
  action: 'query',
  at: new Date().toISOString(),
  system,
  actorId: 'clerk 7',
  purpose: 'AID',
  outcome: 'ok',
  ...change,
});

const soon = <T>(what: string, read: () => Promise<T>): Promise<T> => eventually(what, read, PATIENCE);

test('uses are sealed by both sides on Fabric’s peers, and only what was sealed is disclosed', async () => {
  const current = await call<Policy>(bureau, manager, '/v1/policies/current');
  const sealing = { organisations: ['ConsumerMSP', 'ProviderMSP'], days: 30 };
  await call(bureau, manager, '/v1/policies', { ...rulesOf(current), profile: 'cn-809', sealing });
  const exchange = { correlation: uuid(), at: new Date().toISOString() };
  const discloseBy = new Date(Date.now() + HOUR_MS).toISOString();
  const [claim, hidden] = [useOf(grant, 'ConsumerMSP:SYS', exchange), useOf(grant, 'ConsumerMSP:SYS')];
  const attestation = useOf(grant, 'ProviderMSP:REGISTER', exchange);
  const mine = await soon('the seals of the consumer', () =>
    call<{ seals: Seal[] }>(consumer, consumerOfficer, '/v1/seals', {
      side: 'claim',
      discloseBy,
      events: [claim, hidden],
    }),
  );
  const theirs = await call<{ seals: Seal[] }>(provider, providerOfficer, '/v1/seals', {
    side: 'attestation',
    discloseBy,
    events: [attestation],
  });
  month = theirs.seals[0]?.period ?? '';
  assert.equal(theirs.seals[0]?.exchange, mine.seals.find(({ id }) => id === claim.id)?.exchange);
  const submitter = ['ConsumerMSP', 'submitter'] as const;
  const other = { ...claim, purpose: 'other' };
  const refused = await tried(consumer, submitter, '/v1/seals/usage-events', other);
  assert.deepEqual(refused, { ok: false, code: 'SEAL_MISMATCH' });
  const told = await call<{ state: string }>(consumer, submitter, '/v1/seals/usage-events', claim);
  assert.equal(told.state, 'committed');
  const seen = await soon('the disclosed use at the provider', () =>
    call<UsageEvent>(provider, providerOfficer, `/v1/usage-events/${claim.id}`),
  );
  assert.deepEqual([seen.leaf.grant, seen.violations, seen.sealed?.late], [grant, [], false]);
  const { items } = await call<Page<SealView>>(consumer, consumerOfficer, '/v1/seals');
  const standings = new Map(items.map(({ id, standing }) => [id, standing]));
  assert.deepEqual([standings.get(claim.id), standings.get(hidden.id)], ['disclosed', 'sealed']);
});

test('what the law keeps is on the ledger: wider use, signers, a government of a division, and a bundle', async () => {
  const asked = {
    id: unique('V-'),
    grant,
    adds: { purposes: [{ code: 'AUDIT', text: 'To audit aid' }] },
    reason: 'The audit office asks',
  };
  await call(consumer, consumerOfficer, '/v1/variations', asked);
  await soon('the question at the provider', () =>
    call<Variation>(provider, providerOfficer, `/v1/variations/${asked.id}/answer`, { approved: true }),
  );
  const signer = new TestSigner('ConsumerMSP', unique('officer-').toLowerCase());
  const { algorithm, ...registration } = signer.registration('officer', Date.now() - HOUR_MS);
  await call(consumer, ['ConsumerMSP', 'admin'], '/v1/signers', { algorithm, ...registration });
  const government = { organisation: unique('Government') + 'MSP', names: { en: 'City hall' } };
  await call(bureau, ['ManagerMSP', 'admin'], '/v1/organisations', {
    ...government,
    code: `TEST:${government.organisation}`,
    roles: ['government'],
    region: '310000',
  });
  const criticism = { organisation: 'ConsumerMSP', items: ['40-5'], text: 'No report' };
  await call(bureau, manager, '/v1/criticisms', criticism);
  const subject = { kind: 'grant', id: grant, period: month };
  const { id } = await soon('an order for evidence', () =>
    call<Job>(consumer, consumerOfficer, '/v1/evidence', { subject }),
  );
  await eventually(
    'the bundle',
    async () => {
      const job = await call<Job>(consumer, consumerOfficer, `/v1/evidence/${id}`);
      assert.equal(job.state, 'ready', JSON.stringify(job));
    },
    { timeoutMs: 240_000 },
  );
  bundle = await download(consumer, consumerOfficer, `/v1/evidence/${id}/bundle`);
  const { valid, faults } = await verifyBundle(bundle);
  assert.ok(valid, JSON.stringify(faults));
});

/** What every member reads alike. */
const FOR_ALL = [
  '/v1/organisations',
  '/v1/duties',
  '/v1/systems',
  '/v1/resources',
  '/v1/signers',
  '/v1/criticisms',
  '/v1/demands',
  '/v1/source-agencies',
  '/v1/catalogue-changes',
];

const itemsAt = async (gateway: Gateway, as: readonly [string, 'officer'], at: string): Promise<unknown> =>
  (await call<Page<unknown>>(gateway, as, `${at}?limit=1000`)).items;

test('a member that joins later reads what there was, is given a grant and reports; what was proved is proved still', async () => {
  const name = `bureau-${network.organisations.length}`;
  network = await addOrganisation(network, name);
  await found(network);
  const { mspId } = network.organisation(name);
  const officer = [mspId, 'officer'] as const;
  const member = {
    organisation: mspId,
    code: `TEST:${mspId}`,
    names: { en: 'A bureau' },
    roles: ['consumer'],
  };
  await call(bureau, ['ManagerMSP', 'admin'], '/v1/organisations', { ...member, region: '310115' });
  const joined = await attached(name);
  await soon('the index of the one that joined', async () => {
    const { items } = await call<Page<{ organisation: string }>>(
      joined,
      officer,
      '/v1/organisations?limit=1000',
    );
    assert.ok(items.some(({ organisation }) => organisation === mspId));
  });
  for (const at of FOR_ALL)
    assert.deepEqual(await itemsAt(joined, officer, at), await itemsAt(bureau, manager, at), at);
  const owed = await call<Page<ObligationView>>(joined, officer, '/v1/obligations');
  assert.deepEqual(owed.items, []);
  assert.deepEqual(await itemsAt(joined, officer, '/v1/seals'), []);

  const law = { code: 'DUTY', names: { en: 'Duty' }, legalBasis: 'Law 1' };
  await call(joined, officer, '/v1/duties', law);
  await call(joined, officer, '/v1/systems', {
    code: 'SYS',
    names: { en: 'System' },
    duties: [`${mspId}:DUTY`],
  });
  const own = unique('G-');
  const system = `${mspId}:SYS`;
  const terms = { ...requestFor(own, resource), systems: [system] };
  const request = await call<AccessRequest>(joined, officer, '/v1/requests', terms);
  assert.equal(request.state, 'granted');
  const use = useOf(own, system);
  const { id } = use;
  const told = await call<{ state: string }>(joined, [mspId, 'submitter'], '/v1/usage-events', use);
  assert.equal(told.state, 'committed');
  const seen = await soon('the use at the provider', () =>
    call<UsageEvent>(provider, providerOfficer, `/v1/usage-events/${id}`),
  );
  assert.deepEqual([seen.leaf.grant, seen.violations], [own, []]);
  const attestation = { ...use, id: uuid(), system: 'ProviderMSP:REGISTER' };
  await call(provider, ['ProviderMSP', 'submitter'], '/v1/attestations', attestation);
  await soon('the data delivered, by its first attested use', async () => {
    const owedUnder = `/v1/obligations?grant=${own}`;
    const { items } = await call<Page<ObligationView>>(joined, officer, owedUnder);
    const bases = items.map(({ kind, met }) => [kind, met?.basis]);
    assert.deepEqual(bases.sort(), [
      ['deliver-data', 'use'],
      ['report-use', undefined],
    ]);
  });
  const widened = await call<Grant>(provider, providerOfficer, `/v1/grants/${grant}`);
  assert.equal(widened.terms.purposes?.[0]?.code, 'AUDIT');
  const { valid, faults } = await verifyBundle(bundle);
  assert.ok(valid, JSON.stringify(faults));

  // Whatever was indexed as it came is what the chain says at the peer of the one that joined, and the other way round.
  await opened.disposeAsync();
  for (const [of, by] of [
    ['manager', name],
    [name, 'manager'],
  ] as const) {
    await using ledger = openFabricGateway(fabricProfile(network, by));
    const verdict = await verifyIndex(ledger, { sqlite: path.join(folder.path, of, 'index.sqlite') });
    assert.deepEqual([verdict.same, verdict.differing, verdict.rows], [true, [], []], of);
  }
});

test('the peer of the one that joined endorses acts of the law, and what it owns is not changed without it', async () => {
  const joined = network.organisations.find(({ name }) => name.startsWith('bureau-'));
  assert.ok(joined);
  const { mspId } = joined;
  await using ledger = openFabricGateway(fabricProfile(network));
  const members = network.organisations.map((organisation) => organisation.mspId);
  const steps = new Steps(ledger, members.map(admin));
  const policy = (await steps.read(officer('ManagerMSP'), asked(policyRead, 'current'))) as unknown as Policy;
  assert.ok(policy.endorsers?.includes(mspId) !== true, 'it is named once it has joined');
  const endorsers = members.toSorted();
  await steps.commit(officer('ManagerMSP'), asked(policySet, { ...rulesOf(policy), endorsers }));

  const code = unique('D');
  const duty = { code, names: { en: 'Duty' }, legalBasis: 'Law 2' };
  await steps.commit(officer(mspId), asked(dutyRegister, duty));
  const owned = `${mspId}:${code}`;
  // It is one of the majority that an act of the law needs, and opens what it owes.
  const change = { id: unique('C-'), duty: owned, kind: 'law-changed', text: 'The Act was amended' };
  const byThree = [mspId, 'ManagerMSP', 'ProviderMSP'];
  await steps.commit(officer(mspId), { ...asked(changeDeclare, change), endorsers: byThree });
  for (const reader of members) {
    const owed = await steps.read(officer(reader), asked(obligationRead, `update-catalogue~${change.id}`));
    const { owedBy, state } = owed as { owedBy?: string; state?: string };
    assert.deepEqual([owedBy, state], [mspId, 'open'], reader);
  }

  // A majority that does without it may endorse; the peers give what it owns no such change.
  const without = members.filter((one) => one !== mspId);
  const repeal = { ...asked(dutyRepeal, owned), endorsers: without };
  const outcome = await ledger.submit(await steps.prepare(officer(mspId), repeal));
  assert.equal(outcome.status === 'rejected' && outcome.code, 'ENDORSEMENT_MISMATCH');
  const statusAt = async (reader: string): Promise<unknown> =>
    ((await steps.read(officer(reader), asked(dutyRead, owned))) as { status?: string }).status;
  for (const reader of members) assert.equal(await statusAt(reader), 'active', reader);
  await steps.commit(officer(mspId), { ...asked(dutyRepeal, owned), endorsers: byThree });
  for (const reader of members) assert.equal(await statusAt(reader), 'repealed', reader);
});
