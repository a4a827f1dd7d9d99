// SPDX-License-Identifier: Apache-2.0
/** Of a row that does not come in, nothing is left on the ledger: no member, duty, system, resource or request. */
import assert from 'node:assert/strict';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** A number of the form and check character of a person's identity number; nobody has it. */
const IDENTITY = '11010519491231002X';
const TELEPHONE = '13800138000';
const AT = Date.UTC(2026, 5, 15);

const NOUNS = ['organisations', 'duties', 'systems', 'resources', 'requests'] as const;

/** Ids of all that the ledger holds, by noun. */
async function held(): Promise<Readonly<Record<string, readonly string[]>>> {
  const lists = NOUNS.map(async (noun) => {
    const list = `/v1/${noun}?limit=1000`;
    const { body } = await gateway.call<{ items: { id?: string; organisation: string }[] }>(
      [MANAGER, 'officer'],
      'GET',
      list,
    );
    return [noun, body.items.map(({ id, organisation }) => id ?? organisation).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(lists));
}

const record = (consumer: string, more: object = {}): object => ({
  securityServerType: 'Client',
  requestInTs: AT,
  clientXRoadInstance: 'LAW',
  clientMemberClass: 'GOV',
  clientMemberCode: consumer,
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'LAW',
  serviceMemberClass: 'GOV',
  serviceMemberCode: 'register',
  serviceCode: `get-${consumer}`,
  messageId: `m-${consumer}`,
  xRequestId: `x-${consumer}`,
  succeeded: true,
  ...more,
});

/** Records that the gateway's own screen of a use refuses, or that cannot be meant. */
const REFUSED: Readonly<Record<string, readonly [object, string]>> = {
  'a correlation that is a telephone number': [
    record('r1', { xRequestId: TELEPHONE, messageId: TELEPHONE }),
    'RAW_DATA',
  ],
  'a correlation with the number of a person': [record('r2', { xRequestId: `req-${IDENTITY}` }), 'RAW_DATA'],
  'a correlation with white space': [record('r3', { xRequestId: 'two words' }), 'READ_CORRELATION'],
  'a time in microseconds': [record('r4', { requestInTs: AT * 1000 }), 'READ_FIELD_MISSING'],
  'a time beyond what a calendar has': [record('r5', { requestInTs: 9e14 }), 'READ_FIELD_MISSING'],
  'a year that has not begun': [record('r6', { requestInTs: Date.UTC(2150, 0, 2) }), 'INVALID_ARGUMENT'],
  'a service with the number of a person': [record('r7', { serviceCode: `get-${IDENTITY}` }), 'RAW_DATA'],
  'a subsystem with the number of a person': [
    record('r8', { clientSubsystemCode: `desk-${IDENTITY}` }),
    'RAW_DATA',
  ],
};

async function leavesNothing([bad, code]: readonly [object, string]): Promise<void> {
  const before = await held();
  const file = await line.file([bad]);
  for (const words of [
    ['usage', 'import', file, '--create-grants', '--dry-run'],
    ['usage', 'import', file, '--create-grants'],
    ['xroad', 'prepare', file],
  ]) {
    const ran = await line.run(...words);
    assert.match(ran.err, new RegExp(`refused ${code} \\(1\\)`), words.join(' '));
    assert.doesNotMatch(ran.out, /^(?:organisations|duties|systems|resources|requests): [1-9]/m);
    assert.doesNotMatch(ran.out + ran.err, new RegExp(`${IDENTITY}|${TELEPHONE}`));
  }
  assert.deepEqual(await held(), before);
}

for (const [name, one] of Object.entries(REFUSED))
  test(`${name} leaves nothing, and prepares nothing`, () => leavesNothing(one));

test('of a log with good and bad rows, just what the good ones need is there', async () => {
  const before = await held();
  const bad = Object.values(REFUSED).map(([one]) => one);
  const other = record('good', { clientSubsystemCode: 'other', xRequestId: TELEPHONE });
  const file = await line.file([...bad, record('good'), other]);
  const { out, err } = await line.run('usage', 'import', file, '--create-grants');
  assert.match(out, /^claims: 1 created/m, err);
  const after = await held();
  const fresh = (noun: string): readonly string[] =>
    (after[noun] ?? []).filter((one) => before[noun]?.includes(one) !== true);
  assert.deepEqual(fresh('organisations'), ['LAW.GOV.good', 'LAW.GOV.register']);
  assert.deepEqual(fresh('systems'), ['LAW.GOV.good:desk', 'LAW.GOV.register:security-server']);
  assert.deepEqual(fresh('resources'), ['LAW.GOV.register:security-server.get-good']);
  assert.equal(fresh('requests').length, 1);
});

const REGISTRY = `<?xml version="1.0"?><conf><instanceIdentifier>REG</instanceIdentifier>
<member id="a"><memberClass><code>GOV</code></memberClass><memberCode>named</memberCode><name>Office of Names</name>
<subsystem id="b"><subsystemCode>desk</subsystemCode></subsystem><subsystem id="c"><subsystemCode>idle</subsystemCode></subsystem></member>
<member id="d"><memberClass><code>GOV</code></memberClass><memberCode>stranger</memberCode><name>Office of Nobody</name></member></conf>`;

test('a registry names whom the rows need, and brings in nobody else', async () => {
  const before = await held();
  const registry = await line.file(REGISTRY, 'shared-params.xml');
  const all = { clientXRoadInstance: 'REG', serviceXRoadInstance: 'REG' };
  const file = await line.file([
    record('named', all),
    record('stranger', { ...all, xRequestId: TELEPHONE, messageId: TELEPHONE }),
  ]);
  const { out } = await line.run('usage', 'import', file, '--create-grants', '--registry', registry);
  assert.match(out, /^claims: 1 created/m);
  assert.match(out, /Office of Names/);
  const after = await held();
  const fresh = (noun: string): readonly string[] =>
    (after[noun] ?? []).filter((one) => before[noun]?.includes(one) !== true);
  assert.deepEqual(fresh('organisations'), ['REG.GOV.named', 'REG.GOV.register']);
  assert.deepEqual(fresh('systems'), ['REG.GOV.named:desk', 'REG.GOV.register:security-server']);
});

test('an entry of a catalogue that is refused leaves neither its owner nor its system', async () => {
  const before = await held();
  const entry = (identifier: string, more: object): object => ({
    identifier,
    title: 'A title',
    accessLevel: 'public',
    publisher: { name: `Office of ${identifier}` },
    ...more,
  });
  const file = await line.file({
    dataset: [
      entry('N-1', { title: `Files of ${IDENTITY}` }),
      entry('N-2', { accessLevel: 'perhaps' }),
      entry(`N-${IDENTITY}`, { publisher: { name: 'Office of Numbers' } }),
      entry('N-4', { accessLevel: 'restricted public', rights: `As ${IDENTITY} says` }),
      entry('N-5', { publisher: { name: `Office of ${IDENTITY}` } }),
    ],
  });
  const { out } = await line.run('catalog', 'import', file);
  assert.match(out, /^refused: 5$/m);
  assert.deepEqual(await held(), before);
});

test('an agreement that is refused leaves nobody, and one of which a release is refused stands', async () => {
  const before = await held();
  const agreement = (reference: string, more: object, months: readonly string[] = []): object => ({
    base_reference: reference,
    organisation: `University of ${reference}`,
    versions: [
      {
        reference: `${reference}-v1`,
        title: 'A study',
        start_date: '2026-02-01',
        end_date: '2026-08-31',
        datasets: [{ name: 'Deaths', legal_basis: 'An Act', type_of_data: 'Anonymised' }],
        ...more,
      },
    ],
    release_records: months.map((month, i) => ({
      reference: `${reference}-v1`,
      dataset: 'Deaths',
      file: i === 0 ? `F-${IDENTITY}` : `FILE${i}`,
      month,
    })),
  });
  const refused = await line.file([
    agreement('Q-1', { title: `About ${IDENTITY}` }),
    agreement('Q-2', { end_date: '2025-01-01' }),
    agreement('Q-3', { datasets: [{ name: `Of ${IDENTITY}`, legal_basis: 'An Act' }] }),
  ]);
  const provider = ['--provider', 'Office of Deaths'];
  await line.run('grant', 'import', refused, ...provider);
  assert.deepEqual(await held(), before);

  const taken = await line.file([agreement('Q-4', {}, ['2026-03', '2026-04'])]);
  const ran = await line.run('grant', 'import', taken, ...provider);
  assert.match(ran.err, /refused RAW_DATA \(1\)/);
  assert.match(ran.out, /^claims: 1 created/m);
  assert.doesNotMatch(ran.out + ran.err, new RegExp(IDENTITY));
});

const officer = (organisation: string): readonly [string, 'officer'] => [organisation, 'officer'];

/** A log of one service that is in use, and whatever somebody does to it afterwards. */
async function inUse(service: string): Promise<{ readonly provider: string; readonly consumer: string }> {
  const names = { serviceMemberCode: `of-${service}`, serviceCode: service };
  const file = await line.file([record(`first-${service}`, names)]);
  const { code, out } = await line.run('usage', 'import', file, '--create-grants');
  assert.equal(code, 0, out);
  return { provider: `LAW.GOV.of-${service}`, consumer: `LAW.GOV.first-${service}` };
}

async function done(as: string, at: string, body: object = { reason: 'As decided.' }): Promise<void> {
  const { status, text } = await gateway.call(officer(as), 'POST', at, { body });
  assert.ok(status < 300, text);
}

/** Nothing is made for records that the ledger stands against, in a rehearsal or in earnest, and each says why. */
async function refusedAlike(records: readonly object[], why: RegExp): Promise<void> {
  const before = await held();
  const file = await line.file(records);
  for (const more of [['--dry-run'], []]) {
    const { out, err, code } = await line.run('usage', 'import', file, '--create-grants', ...more);
    assert.equal(code, 1);
    assert.match(err, why);
    assert.match(err, /READ_NO_GRANT/);
    assert.doesNotMatch(out, /[1-9]\d* created/);
  }
  assert.deepEqual(await held(), before);
}

test('a service that is retired or suspended brings in nobody who would call it', async () => {
  for (const [service, act, why] of [
    ['retired', 'retirement', /CONDITION_NOT_MET .*The resource is retired/],
    ['halted', 'suspension', /CONDITION_NOT_MET .*The resource is suspended/],
  ] as const) {
    const { provider } = await inUse(service);
    await done(provider, `/v1/resources/${provider}:security-server.${service}/${act}`);
    const names = { serviceMemberCode: `of-${service}`, serviceCode: service };
    await refusedAlike([record(`second-${service}`, names)], why);
  }
});

test('a member that is suspended, and a system that is retired, bring in nobody else', async () => {
  const one = await inUse('closed');
  await done(MANAGER, `/v1/organisations/${one.provider}/suspension`);
  const names = { serviceMemberCode: 'of-closed', serviceCode: 'another' };
  await refusedAlike([record('second-closed', names)], /not active|suspended/);

  const other = await inUse('dark');
  await done(other.consumer, `/v1/systems/${other.consumer}:desk/retirement`);
  const fresh = { serviceMemberCode: 'of-nobody-yet', serviceCode: 'fresh' };
  await refusedAlike([record('first-dark', fresh)], /systems: one of them is retired/);
});

test('an entry of a suspended owner or a retired system leaves no duty and no system', async () => {
  const entry = (identifier: string, more: object): object => ({
    identifier,
    title: 'A title',
    accessLevel: 'public',
    publisher: { name: 'Office of Endings' },
    ...more,
  });
  const words = async (...entries: readonly object[]): Promise<readonly string[]> => [
    'catalog',
    'import',
    await line.file({ dataset: entries }),
  ];
  const owner = 'OfficeOfEndingsMSP';
  await line.run(...(await words(entry('E-U1-1', {}))));
  const { systems = [] } = await held();
  const system = systems.find((one) => one.startsWith(owner)) ?? '';
  await done(owner, `/v1/systems/${system}/retirement`);
  const before = await held();
  const second = await words(entry('E-U1-2', { programCode: ['new-duty'] }));
  for (const more of [['--dry-run'], []]) {
    const { err, out } = await line.run(...second, ...more);
    assert.match(err, /CONDITION_NOT_MET .*retired/);
    assert.doesNotMatch(out, /[1-9]\d* created/);
  }
  assert.deepEqual(await held(), before);
  await done(MANAGER, `/v1/organisations/${owner}/suspension`);
  const third = await words(entry('E-U2-1', { programCode: ['new-duty'] }));
  for (const more of [['--dry-run'], []]) {
    const { err, out } = await line.run(...third, ...more);
    assert.match(err, /ORGANISATION_SUSPENDED/);
    assert.doesNotMatch(out, /[1-9]\d* created/);
  }
  assert.deepEqual(await held(), before);
});

test('an agreement on a data set that is retired brings in no recipient', async () => {
  const agreement = (reference: string): object => ({
    base_reference: reference,
    organisation: `University of ${reference}`,
    versions: [
      {
        reference: `${reference}-v1`,
        title: 'A study',
        start_date: '2026-02-01',
        end_date: '2026-08-31',
        datasets: [{ name: 'Births', legal_basis: 'An Act', type_of_data: 'Anonymised' }],
      },
    ],
  });
  const provider = ['--provider', 'Office of Births'];
  await line.run('grant', 'import', await line.file([agreement('B-1')]), ...provider);
  await done('OfficeOfBirthsMSP', '/v1/resources/OfficeOfBirthsMSP:Births/retirement');
  const before = await held();
  const file = await line.file([agreement('B-1'), agreement('B-2')]);
  for (const more of [['--dry-run'], []]) {
    const { out, err } = await line.run('grant', 'import', file, ...provider, ...more);
    assert.match(err, /CONDITION_NOT_MET .*The resource is retired/);
    assert.doesNotMatch(out, /[1-9]\d* created/);
    assert.match(out, /^requests: 0 created, 0 updated, 1 unchanged/m);
  }
  assert.deepEqual(await held(), before);
});
