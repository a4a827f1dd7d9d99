// SPDX-License-Identifier: Apache-2.0
/** Changes a catalogue follows, source agencies and demand at the user's door: over HTTP, by command, and what is told. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { CatalogueChange } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import type { Demand } from '@catalog-chain/chaincode/domain/upkeep/demand';
import type { SourceUpdate } from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import { content, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { EventReader } from '../../support/event-source.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
type As = Parameters<TestGateway['call']>[0];

let gateway: TestGateway;
let resource: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'MARRIAGES', 'conditional');
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function got<T>(as: As, method: string, at: string, body?: object, status = 200): Promise<T> {
  const reply = await gateway.call<T>(as, method, at, body ? { body } : {});
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}
const post = <T>(as: As, at: string, body?: object, status = 200): Promise<T> =>
  got(as, 'POST', at, body, status);

async function refused(as: As, at: string, body: object, code: string): Promise<void> {
  const reply = await gateway.call(as, 'POST', at, { body });
  assert.equal(reply.body.code, code, reply.text);
}

/** A file of the content in the test's own folder. */
function file(name: string, said: object): string {
  const at = path.join(gateway.config.stateDir, name);
  writeFileSync(at, JSON.stringify(said));
  return at;
}

const owedTo = async (as: As, kind: string): Promise<ObligationView[]> =>
  (await got<Page<ObligationView>>(as, 'GET', `/v1/obligations?kind=${kind}`)).items as ObligationView[];

test('a repealed duty is a change, owed for, updated and doubted; every member reads it', async () => {
  const duty = { code: 'D9', names: { en: 'An old duty' }, legalBasis: 'Some Act' };
  await post(provider, '/v1/duties', duty, 201);
  await post(provider, `/v1/duties/${PROVIDER}:D9/repeal`);
  const changes = await got<Page<CatalogueChange>>(
    consumer,
    'GET',
    `/v1/catalogue-changes?organisation=${PROVIDER}&state=open`,
  );
  const [change] = changes.items;
  assert.ok(change?.dueAt);
  const [owed] = await owedTo(provider, 'update-catalogue');
  assert.deepEqual([owed?.article, owed?.owedBy, owed?.dueAt], ['17', PROVIDER, change.dueAt]);
  const at = `/v1/catalogue-changes/${change.id}`;
  await refused(consumer, `${at}/update`, { text: 'x' }, 'ROLE_REQUIRED');
  await refused(provider, `${at}/update`, {}, 'INVALID_ARGUMENT');
  await post(provider, `${at}/update`, { text: 'No entry hangs on it' });
  await post(manager, `${at}/objection`, { reason: 'One does' });
  const draft = { code: 'MARRIAGES', content: { ...content('conditional'), updateCycle: 'weekly' } };
  await post(provider, '/v1/resources', draft, 201);
  await post(provider, `/v1/resources/${resource}/submission`);
  const done = await post<CatalogueChange>(provider, `${at}/update`, { entries: [resource] });
  assert.deepEqual([done.state, done.update?.entries, done.contested?.length], ['updated', [resource], 1]);
  const { pending } = await got<Resource>(manager, 'GET', `/v1/resources/${resource}`);
  await post(manager, `/v1/resources/${resource}/review`, { approved: true, digest: pending?.digest });
});

test('changes by command', async () => {
  const declared = await commandLine(
    gateway,
    MANAGER,
    ...['catalogue-change', 'declare', `${PROVIDER}:D1`, '--kind', 'law-changed', '--text', 'A new section'],
    ...['--citation', 'Some Act, section 2', '--id', 'C-CLI'],
  );
  assert.match(declared[0] ?? '', /^catalogue-change C-CLI {2}open {2}due /);
  const update = ['catalogue-change', 'update', 'C-CLI', '--text', 'None'];
  assert.match((await commandLine(gateway, PROVIDER, ...update))[0] ?? '', /updated/);
  const contest = ['catalogue-change', 'contest', 'C-CLI', '--reason', 'One does'];
  assert.match((await commandLine(gateway, MANAGER, ...contest))[0] ?? '', /open/);
  await commandLine(gateway, PROVIDER, 'catalogue-change', 'update', 'C-CLI', '--entry', resource).then(
    () => assert.fail('the entry was changed before'),
    () => undefined,
  );
});

test('a source agency is named, shown with its entry and in its trail, and helped by the others', async () => {
  const { names } = await got<Organisation>(manager, 'GET', `/v1/organisations/${CONSUMER}`);
  const both = { names, roles: ['consumer', 'provider'] };
  await got(manager, 'PUT', `/v1/organisations/${CONSUMER}`, both);
  const designation = {
    id: 'S-1',
    names: { zh: '婚姻登记', en: 'Marriages' },
    agency: PROVIDER,
    collectors: [CONSUMER],
    items: [{ resource, items: ['status'] }],
    basis: 'Article 19',
  };
  await refused(provider, '/v1/source-agencies', designation, 'ROLE_REQUIRED');
  await commandLine(gateway, MANAGER, 'source', 'designate', file('source.json', designation));
  const shown = await got<{ sources?: object[] }>(consumer, 'GET', `/v1/resources/${resource}`);
  assert.deepEqual(shown.sources, [{ id: 'S-1', organisation: PROVIDER, items: ['status'] }]);
  const trail = await gateway.call(manager, 'GET', `/v1/trails/resource/${resource}`);
  assert.match(trail.text, /"type":"source-agency","id":"S-1"/);
  const asked = await post<SourceUpdate>(
    provider,
    '/v1/source-updates',
    { id: 'U-1', source: 'S-1', collector: CONSUMER, text: 'Marriages of May' },
    201,
  );
  assert.ok(asked.dueAt);
  const [owed] = await owedTo(consumer, 'supply-source');
  assert.deepEqual([owed?.article, owed?.owedTo], ['19', PROVIDER]);
  await post(consumer, '/v1/source-updates/U-1/declaration', { text: 'Sent' });
  await post(provider, '/v1/source-updates/U-1/objection', { reason: 'Half of it' });
  await commandLine(gateway, CONSUMER, 'source', 'declare', 'U-1', '--text', 'All of it');
  const confirmed = await commandLine(gateway, PROVIDER, 'source', 'confirm', 'U-1');
  assert.match(confirmed[0] ?? '', /confirmed/);
  const ask = ['source', 'ask', 'S-1', '--collector', CONSUMER, '--text', 'June', '--id', 'U-2'];
  await commandLine(gateway, PROVIDER, ...ask);
  await commandLine(gateway, CONSUMER, 'source', 'declare', 'U-2', '--text', 'Sent');
  await commandLine(gateway, PROVIDER, 'source', 'contest', 'U-2', '--reason', 'No');
  await commandLine(gateway, MANAGER, 'source', 'end', 'S-1', '--reason', 'Another law');
  const after = await got<{ sources?: object[] }>(consumer, 'GET', `/v1/resources/${resource}`);
  assert.equal(after.sources, undefined);
});

test('demand is stated, listed, refused and withdrawn, over HTTP and by command, and read by every member', async () => {
  const demand = {
    provider: PROVIDER,
    names: { zh: '离婚登记', en: 'Divorces' },
    purpose: { code: 'housing', text: 'Housing benefits' },
    legalBasis: 'Housing Act, section 9',
  };
  await refused(consumer, '/v1/demands', { ...demand, provider: CONSUMER }, 'CONFLICT_OF_INTEREST');
  const stated = await post<Demand>(consumer, '/v1/demands', { ...demand, id: 'N-1' }, 201);
  assert.equal(stated.state, 'open');
  const [owed] = await owedTo(provider, 'list-demanded');
  assert.deepEqual([owed?.article, owed?.owedTo, owed?.dueAt], ['20', CONSUMER, stated.dueAt]);
  const found = await got<Page<Demand>>(
    manager,
    'GET',
    `/v1/demands?state=open&provider=${PROVIDER}&text=divorces`,
  );
  assert.deepEqual(
    found.items.map(({ id }) => id),
    ['N-1'],
  );
  await refused(consumer, '/v1/demands/N-1/listing', { resource }, 'NOT_OWNER');
  const listed = await post<Demand>(provider, '/v1/demands/N-1/listing', { resource });
  assert.deepEqual([listed.state, listed.resource], ['listed', resource]);
  const url = new URL(`${gateway.url}/v1/events/stream?type=demand.listed&from=0`);
  await using reader = await EventReader.open(url, await gateway.token(CONSUMER, 'officer'));
  const [told] = await reader.take(1);
  assert.equal(told?.type, 'cn.catalog-chain.demand.listed');
  await commandLine(gateway, CONSUMER, 'demand', 'state', file('n2.json', { ...demand, id: 'N-2' }));
  const no = ['demand', 'refuse', 'N-2', '--ground', 'not-held', '--reason', 'The courts hold it'];
  assert.match((await commandLine(gateway, PROVIDER, ...no))[0] ?? '', /refused/);
  await commandLine(gateway, CONSUMER, 'demand', 'state', file('n3.json', { ...demand, id: 'N-3' }));
  assert.match((await commandLine(gateway, CONSUMER, 'demand', 'withdraw', 'N-3'))[0] ?? '', /withdrawn/);
  await commandLine(gateway, CONSUMER, 'demand', 'state', file('n4.json', { ...demand, id: 'N-4' }));
  await commandLine(gateway, PROVIDER, 'demand', 'list', 'N-4', '--resource', resource);
});

test('data of a lower division are returned to it by command', async () => {
  for (const [id, region] of [
    [PROVIDER, '310000'],
    [CONSUMER, '310115'],
  ] as const) {
    const { names, roles } = await got<Organisation>(manager, 'GET', `/v1/organisations/${id}`);
    await got(manager, 'PUT', `/v1/organisations/${id}`, { names, roles, region });
  }
  const given = {
    id: 'RETURN-1',
    resource,
    to: CONSUMER,
    purpose: { code: 'local', text: 'Local work' },
    legalBasis: 'Article 24',
    mode: 'query',
    items: ['since', 'status'],
    systems: [`${CONSUMER}:APP`],
    period: {
      from: new Date(Date.now() - 60_000).toISOString(),
      to: new Date(Date.now() + 86_400_000).toISOString(),
    },
    standing: false,
  };
  const [line] = await commandLine(gateway, PROVIDER, 'data-return', file('return.json', given));
  assert.match(line ?? '', /^grant RETURN-1 {2}active/);
});
