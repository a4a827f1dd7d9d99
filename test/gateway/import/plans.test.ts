// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { organisationInput } from '@catalog-chain/chaincode/domain/members/organisation';
import { check, code, identifier, ownedId, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import { planAgreements, releaseUses } from '@catalog-chain/gateway/import/agreements/plan-agreements';
import type { Plan } from '@catalog-chain/gateway/import/plan/plan';
import { readSharedParams } from '@catalog-chain/gateway/import/uses/shared-params';
import {
  agreementsAt,
  agreementsOf,
  catalogueAt,
  catalogueOf,
  planOfCatalogue,
  planOfRecords,
  usesAt,
  usesOf,
  usesOfRecords,
} from '../../support/import-files.js';
import { readReal, realPath, withoutRealData } from '../../support/real-data.js';
import { test } from '../../support/testing.js';

const PROVIDER = { provider: 'NHS England' };

/** Everything in a plan refers only to what the plan holds, in a form that the chain takes. */
function assertSound(plan: Plan): void {
  const systems = new Set(plan.systems.map((one) => `${one.organisation}:${one.code}`));
  const duties = new Set(plan.duties.map((one) => `${one.organisation}:${one.code}`));
  const resources = new Map(plan.resources.map((one) => [`${one.organisation}:${one.code}`, one.content]));
  for (const { organisation: mspId, code, names, roles } of plan.organisations)
    check(organisationInput, { mspId, code, names, roles: [...roles].sort() });
  for (const system of plan.systems) {
    check(code, system.code);
    assert.ok(system.duties.every((duty) => duties.has(duty)));
  }
  for (const [id, content] of resources) {
    check(ownedId, id);
    assert.ok(systems.has(content.system));
  }
  for (const request of plan.requests) {
    check(identifier, request.id);
    const content = resources.get(request.resource);
    assert.ok(content);
    assert.ok(content.sharing.modes.includes(request.mode));
    assert.ok(request.items.every((item) => content.items.some((known) => known.code === item)));
    assert.ok(request.systems.every((system) => systems.has(system)));
    assert.ok(request.period.from < request.period.to);
  }
}

const counts = (plan: Plan): number[] => [
  plan.organisations.length,
  plan.duties.length,
  plan.systems.length,
  plan.resources.length,
  plan.requests.length,
];

const record = (side: string, correlation: string): object => ({
  securityServerType: side,
  requestInTs: Date.UTC(2023, 2, 27),
  clientXRoadInstance: 'DEV',
  clientMemberClass: 'GOV',
  clientMemberCode: '1',
  clientSubsystemCode: 'APP',
  serviceXRoadInstance: 'DEV',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '2',
  serviceCode: 'person',
  xRequestId: correlation,
  succeeded: true,
});

test('both sides of an exchange name one grant, one correlation and one record, each its own system', async () => {
  const { records: rows } = await usesOf(JSON.stringify([record('Client', 'x1'), record('Producer', 'x1')]));
  const [claim, attestation] = usesOfRecords(rows);
  assert.ok(claim && attestation);
  for (const field of ['grant', 'correlation', 'recordId', 'action', 'outcome'] as const)
    assert.equal(claim.event[field], attestation.event[field]);
  assert.deepEqual([claim.organisation, attestation.organisation], ['DEV.GOV.1', 'DEV.GOV.2']);
  assert.deepEqual(
    [claim.event.system, attestation.event.system],
    ['DEV.GOV.1:APP', 'DEV.GOV.2:security-server'],
  );
  assert.notEqual(claim.event.id, attestation.event.id);
  assert.deepEqual(usesOfRecords(rows), [claim, attestation]);
  assertSound(planOfRecords(rows));
});

test('a release counts from the first day of its month, and outside the version where it lies outside', async () => {
  const version = {
    reference: 'A-v1',
    title: 'A study',
    start_date: '2021-02-10',
    end_date: '2021-08-31',
    datasets: [{ name: 'Deaths', legal_basis: 'An Act' }],
  };
  const releases = ['2021-02', '2021-05', '2021-11'].map((month, i) => ({
    reference: 'A-v1',
    dataset: 'Deaths',
    file: `F${i}`,
    month,
  }));
  const unknown = { reference: 'A-v1', dataset: 'Births', file: 'F9', month: '2021-05' };
  const { agreements: rows } = await agreementsOf(
    JSON.stringify([
      {
        base_reference: 'A',
        organisation: 'University',
        versions: [version],
        release_records: [...releases, unknown],
      },
    ]),
  );
  const uses = releaseUses(rows, ['claim'], PROVIDER);
  assert.deepEqual(
    uses.rows.map(({ event }) => event.at.slice(0, 10)),
    ['2021-02-10', '2021-05-01', '2021-11-01'],
  );
  assert.deepEqual(
    uses.refused.map((row) => row.code),
    ['READ_RELEASE_UNKNOWN'],
  );
  const { plan } = planAgreements(rows, PROVIDER);
  assertSound(plan);
  assert.deepEqual(plan.requests[0]?.period, {
    from: '2021-02-10T00:00:00.000Z',
    to: '2021-09-01T00:00:00.000Z',
  });
});

test('a catalogue without publishers, units or columns still gets an owner, a system and an item', async () => {
  const file = await catalogueOf('identifier,title,accessLevel\n1,Permits,non-public\n');
  const plan = planOfCatalogue(file, { organisation: 'OwnerMSP' });
  assertSound(plan);
  assert.deepEqual(plan.resources[0]?.content.sharing, {
    sharingType: 'not-shared',
    legalBasis: 'Not stated in the imported catalogue.',
    modes: [],
  });
  assert.equal(plan.resources[0].content.items.length, 1);
});

test('columns of one name get codes of their own', async () => {
  const file = await catalogueOf('identifier,title,accessLevel,items\n1,T,public,a;a;b\n');
  assert.deepEqual(
    planOfCatalogue(file).resources[0]?.content.items.map((item) => item.code),
    ['a', 'a-2', 'b'],
  );
});

test('plans of the real files are sound', async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const catalogue = planOfCatalogue(await catalogueAt(realPath('us-opm-catalog/opm_data.json')));
  const { agreements: rows } = await agreementsAt(realPath('nhs-data-uses/agreements.json'));
  const { plan: agreements } = planAgreements(rows, PROVIDER);
  const members = readSharedParams(readReal('xroad-playground/shared-params-PLAYGROUND.xml'));
  const { records: playground } = await usesAt(realPath('xroad-playground/opendata_rows_16221-16288.json'));
  const { records: log } = await usesAt(realPath('xroad-dev-oplog/records_1015-2214.json'));
  const plans = [catalogue, agreements, planOfRecords(playground, members), planOfRecords(log)];
  plans.forEach(assertSound);
  assert.deepEqual(plans.map(counts), [
    [1, 1, 8, 134, 0],
    [13, 13, 13, 35, 69],
    [3, 3, 4, 5, 5],
    [1, 1, 2, 2, 2],
  ]);
  const uses = [
    ...usesOfRecords(playground),
    ...usesOfRecords(log),
    ...releaseUses(rows, ['claim'], PROVIDER).rows,
  ];
  assert.equal(uses.length, 68 + 1200 + 66);
  assert.equal(new Set(uses.map(({ event }) => check(uuid, event.id))).size, uses.length);
});
