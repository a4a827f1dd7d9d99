// SPDX-License-Identifier: Apache-2.0
/** What an import will do and did is told by name, by one judgement in a rehearsal and in earnest, in the reader's language. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import {
  grant,
  publish,
  registerMembers,
  registerSystems,
  CONSUMER_SYSTEM,
} from '../../support/api-flows.js';
import { CONSUMER, MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine, type Ran } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;
let resource: string;

let declines = false;

/** While it is wanted, what is approved here is refused by the provider's own people, who were faster. */
const declining = (real: Ledger): Ledger => {
  const prepare: Ledger['prepare'] = (signatory, call) => {
    if (!declines || call.transaction !== TRANSACTIONS.requestDecide) return real.prepare(signatory, call);
    const { id } = JSON.parse(String(call.args[0])) as { id: string };
    const args = [encode({ id, approved: false, reason: 'Not for this purpose' })];
    return real.prepare(signatory, { ...call, args });
  };
  return new Proxy(real, {
    get(target, name): unknown {
      const value: unknown = name === 'prepare' ? prepare : Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
};

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' }, ledger: declining });
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'told', 'conditional');
  await grant(gateway, 'G-told', resource);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Told {
  readonly row: number;
  readonly line?: number;
  readonly of?: string;
  readonly code: string;
  readonly message: string;
}

const linesOf = async <T>(file: string): Promise<T[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((one) => JSON.parse(one) as T);

async function told(...words: readonly string[]): Promise<Ran & { readonly rows: readonly Told[] }> {
  const file = await line.file('');
  const ran = await line.run(...words, '--refused', file);
  const rows = await linesOf<Told>(file);
  return { ...ran, rows: rows.toSorted((a, b) => a.row - b.row || a.code.localeCompare(b.code)) };
}

async function chinese<T>(work: () => Promise<T>): Promise<T> {
  const former = process.env['LC_ALL'];
  process.env['LC_ALL'] = 'zh_CN.UTF-8';
  try {
    return await work();
  } finally {
    if (former === undefined) delete process.env['LC_ALL'];
    else process.env['LC_ALL'] = former;
  }
}

const HEAD = '流水号,授权编号,操作,使用时间,信息系统,用途,操作人,记录标识\n';
const used = (
  id: string,
  more: { grant?: string; at?: string; system?: string; mode?: string } = {},
): string =>
  [
    id,
    more.grant ?? 'G-told',
    more.mode ?? '查询',
    more.at ?? new Date(Date.now() + 30_000).toISOString(),
    more.system ?? CONSUMER_SYSTEM,
    'housing',
    'clerk',
    'R-1',
  ].join(',') + '\n';

test('a rehearsal of uses and the import say the same, of headings and lines, and foretell violations', async () => {
  const ahead = new Date(Date.now() + 40 * 86_400_000).toISOString();
  const file = await line.file(
    HEAD +
      used('T-1') +
      used('T-2', { grant: '' }) +
      used('T-3', { at: ahead }) +
      used('T-4', { system: 'nobody' }) +
      used('T-5', { grant: 'G-none' }),
    'uses.csv',
  );
  const map = await line.file('', 'told.map.json');
  await line.run('usage', 'import', file, '--propose-map', map);
  const mapping = JSON.parse(await readFile(map, 'utf8')) as { constants: object };
  await writeFile(map, JSON.stringify({ ...mapping, confirmed: true }));
  const words = ['usage', 'import', file, '--map', map, '--organisation', CONSUMER];
  const rehearsed = await chinese(() => told(...words, '--dry-run'));
  const real = await chinese(() => told(...words));
  assert.deepEqual(rehearsed.rows, real.rows);
  assert.deepEqual(
    real.rows.filter(({ code }) => code !== 'USE_VERDICT').map(({ row, line: at, code }) => [row, at, code]),
    [
      [2, 3, 'INVALID_ARGUMENT'],
      [4, 5, 'INVALID_ARGUMENT'],
      [5, 6, 'READ_GRANT'],
    ],
  );
  assert.match(real.rows.find(({ row }) => row === 2)?.message ?? '', /^授权编号 \(grant\): 缺失/);
  assert.match(real.rows.find(({ row }) => row === 4)?.message ?? '', /^信息系统 \(system\): 须为/);
  const verdict = real.rows.find(({ row, code }) => row === 3 && code === 'USE_VERDICT');
  assert.match(verdict?.message ?? '', /future-time/);
  for (const { code, out, err } of [rehearsed, real]) {
    assert.equal(code, 1);
    assert.match(out, /违规 future-time（1）/);
    assert.doesNotMatch(
      `${out}${err}`.replace(/[\w./-]+\.(?:csv|json)|[\w-]+-time|INVALID_ARGUMENT/g, ''),
      /refused:|rows|dry run/,
    );
  }
});

const agreement = (recipient: string, base = 'TOLD-1'): object => ({
  base_reference: base,
  organisation: recipient,
  versions: [
    {
      reference: `${base}-v1`,
      title: 'A study',
      start_date: '2026-02-01',
      end_date: '2027-01-31',
      datasets: [
        { name: 'Deaths', legal_basis: 'An Act', type_of_data: 'Anonymised' },
        { name: 'Births', legal_basis: 'An Act', type_of_data: 'Anonymised' },
      ],
    },
  ],
  release_records: [{ reference: `${base}-v1`, dataset: 'Deaths', file: 'F1', month: '2026-03' }],
});

test('a recipient that changed its name is told as different, by a rehearsal too, and nobody is registered', async () => {
  const file = await line.file([agreement('University of Before')], 'register.json');
  const words = ['grant', 'import', file, '--provider', 'Office of Names'];
  const changes = await line.file('');
  const first = await line.run(...words, '--changes', changes);
  assert.match(first.out, /^requests: 2 created/m);
  assert.match(first.out, /created requests: TOLD-1-v1: Deaths · University of Before/);
  const things = await linesOf<{ what: string; effect: string; title: string }>(changes);
  assert.deepEqual(
    things
      .filter(({ what }) => what === 'requests')
      .map(({ effect, title }) => [effect, title])
      .sort(),
    [
      ['created', 'TOLD-1-v1: Births'],
      ['created', 'TOLD-1-v1: Deaths'],
    ],
  );
  await writeFile(file, JSON.stringify([agreement('University of After')]));
  const organisations = async (): Promise<string> =>
    JSON.stringify((await gateway.call([MANAGER, 'officer'], 'GET', '/v1/organisations?limit=1000')).body);
  for (const more of [['--dry-run'], []]) {
    const { code, out, rows } = await told(...words, ...more);
    assert.equal(code, 1);
    assert.match(out, /^requests: 0 created, 0 updated, 0 unchanged/m);
    assert.match(out, /^requests: 2 different/m);
    assert.doesNotMatch(out, /^organisations: 1 created/m);
    assert.deepEqual(
      rows
        .filter(({ code }) => code === 'DIFFERS')
        .map(({ of }) => of)
        .sort(),
      ['TOLD-1-v1: Births', 'TOLD-1-v1: Deaths'],
    );
    assert.deepEqual(
      rows.filter(({ code }) => code.startsWith('READ_')).map(({ code }) => code),
      ['READ_NO_GRANT'],
    );
    assert.doesNotMatch(await organisations(), /University of After/);
  }
});

test('an agreement whose request was refused is told as that, whenever it is imported, and not as there', async () => {
  const file = await line.file([agreement('University of Refusals', 'DECLINED')], 'declined.json');
  const words = ['grant', 'import', file, '--provider', 'Office of Names'];
  declines = true;
  const first = await told(...words);
  declines = false;
  const rehearsed = await told(...words, '--dry-run');
  const again = await told(...words);
  for (const { code, out, rows } of [first, rehearsed, again]) {
    assert.equal(code, 1);
    assert.match(out, /^requests: 0 created, 0 updated, 0 unchanged/m);
    assert.match(out, /^requests: 2 different/m);
    const different = rows.filter(
      (row) => row.code === 'DIFFERS' && /\(state\).*no grant came of it/.test(row.message),
    );
    assert.equal(different.length, 2, JSON.stringify(rows));
  }
  const { rows } = await chinese(() => told(...words));
  assert.ok(
    rows.some(({ message }) => message.includes('未产生授权')),
    JSON.stringify(rows),
  );
});

test('entries are named by title and owner in rehearsal, result and record', async () => {
  const entry = (identifier: string, title: string): object => ({
    identifier,
    title,
    accessLevel: 'public',
    publisher: { name: 'Office of Tides' },
  });
  const file = await line.file({ dataset: [entry('N-1', 'Tides'), entry('N-2', 'Waves')] }, 'tides.json');
  const rehearsed = await line.run('catalog', 'import', file, '--dry-run');
  assert.match(rehearsed.out, /created resources: Tides · Office of Tides · OfficeOfTidesMSP:N-1/);
  await line.run('catalog', 'import', file);
  await writeFile(file, JSON.stringify({ dataset: [entry('N-1', 'Tides of the north')] }));
  for (const more of [['--dry-run'], []]) {
    const { out, err } = await line.run('catalog', 'import', file, ...more);
    assert.match(
      out,
      /updated resources: Tides of the north · Office of Tides · OfficeOfTidesMSP:N-1 · .*names/,
    );
    assert.match(out, /gone resources: Waves · Office of Tides · OfficeOfTidesMSP:N-2/);
    assert.match(err, /NOT_IN_FILE.*Waves, of Office of Tides/);
  }
});

test('what cannot be read of a use is told by the heading of its column', async () => {
  const file = await line.file(
    '流水,何时,查谁\nx,2026-11-29 10:00:00,a\ny,2026-11-29T10:00:00Z,1.10101E+17\n',
  );
  const map = await line.file({
    format: 'catalog-chain-mapping/1',
    of: 'uses',
    confirmed: true,
    rows: 'entry',
    columns: { 流水: 'correlation', 何时: 'at', 查谁: 'recordId' },
    constants: {
      grant: 'G-told',
      action: 'query',
      system: CONSUMER_SYSTEM,
      purpose: 'housing',
      actorId: 'a',
    },
    values: {},
    identity: [],
  });
  const { rows } = await told('usage', 'import', file, '--map', map, '--organisation', CONSUMER);
  assert.match(rows[0]?.message ?? '', /^何时 \(at\) must be/);
  assert.match(rows[1]?.message ?? '', /^查谁 \(recordId\) holds/);
});

test('what the ledger would refuse of a row is told by the heading of its column', async () => {
  const content =
    '联系 110101199003074514,一,某市统计局,公开\n二,请写信至 desk@office.example,某市统计局,公开\n';
  const file = await line.file(`资源名字,说明,归口单位,共享\n${content}`);
  const map = await line.file({
    format: 'catalog-chain-mapping/1',
    of: 'catalogue',
    confirmed: true,
    rows: 'entry',
    columns: { 资源名字: 'title', 说明: 'summary', 归口单位: 'publisher', 共享: 'sharing' },
    constants: {},
    values: { sharing: { 公开: 'unconditional' } },
    identity: ['publisher', 'title'],
  });
  for (const more of [['--dry-run'], []]) {
    const { code, rows } = await told('catalog', 'import', file, '--map', map, ...more);
    assert.equal(code, 1);
    assert.deepEqual(
      rows.map(({ row, code: why, message }) => [row, why, message]),
      [
        [1, 'RAW_DATA', '资源名字 (title): must not hold personal data'],
        [2, 'READ_MASKED', '说明 (summary): what looks like a mailbox or a telephone number is left out.'],
      ],
    );
  }
});

test('entries of an owner of whom every row was refused are named as missing, like those of any other', async () => {
  const head = 'identifier,title,publisher,sharingtype,accrualperiodicity';
  const first = [
    'RO-1,Nests,Office of Refusals,unconditional,daily',
    'RO-2,Eggs,Office of Refusals,unconditional,daily',
    'RO-3,Trees,Office of Others,unconditional,daily',
  ];
  await line.run('catalog', 'import', await line.file([head, ...first].join('\n'), 'refused-1.csv'));
  const second = ['RO-1,Nests,Office of Refusals,secretly,daily', ...first.slice(2)];
  const file = await line.file([head, ...second].join('\n'), 'another-name.csv');
  const { code, rows } = await told('catalog', 'import', file);
  assert.equal(code, 1);
  assert.deepEqual(
    rows.map(({ code: why }) => why),
    ['NOT_IN_FILE', 'READ_SHARING_TYPE'],
  );
  assert.match(rows[0]?.message ?? '', /: Eggs, of Office of Refusals \(/);
});
