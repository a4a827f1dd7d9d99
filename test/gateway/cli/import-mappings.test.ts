// SPDX-License-Identifier: Apache-2.0
/** A mapping belongs to a kind of file: what it cannot say of another is told before anything is written, and nobody's work on it is lost. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { registerMembers } from '../../support/api-flows.js';
import { startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine, type Ran } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const CITY = '目录名称,提供单位,更新周期,开放属性\n';
const row = (title: string, cycle = '每月', open = '有条件开放'): string =>
  `${title},示例交通局,${cycle},${open}\n`;

const imported = (file: string, map: string, ...more: string[]): Promise<Ran> =>
  line.run('catalog', 'import', file, '--map', map, ...more);

async function changed(map: string, change: object): Promise<void> {
  const mapping = JSON.parse(await readFile(map, 'utf8')) as object;
  await writeFile(map, JSON.stringify({ ...mapping, ...change }));
}

test('a proposal is not written over a mapping that somebody has worked on', async () => {
  const file = await line.file(CITY + row('车站'), 'worked.csv');
  const map = await line.confirmedMap(file);
  const confirmed = await readFile(map, 'utf8');
  const { code, err } = await line.run('catalog', 'import', file, '--propose-map', map);
  assert.equal(code, 2);
  assert.match(err, /FILE_MAP_EXISTS/);
  assert.equal(await readFile(map, 'utf8'), confirmed);
});

test("another city's mapping is refused by its columns, and a new column of the file is named", async () => {
  const map = await line.confirmedMap(await line.file(CITY + row('车站'), 'one.csv'));
  const other = await line.file(CITY.replace('提供单位', '数据提供方') + row('车站'), 'other.csv');
  for (const more of [['--dry-run'], []]) {
    const { code, out, err } = await imported(other, map, ...more);
    assert.equal(code, 2);
    assert.match(err, /FILE_MAP_COLUMNS: .*提供单位.*数据提供方/);
    assert.equal(out, '');
  }
  const json = await line.file(JSON.stringify([{ 目录名称: '车站', 数据提供方: '示例局' }]), 'other.json');
  assert.match((await imported(json, map)).err, /FILE_MAP_COLUMNS/);
  const wider = await line.file(
    CITY.replace('\n', ',联系人\n') + row('车站').replace('\n', ',甲\n'),
    'w.csv',
  );
  const { code, err } = await imported(wider, map, '--dry-run');
  assert.equal(code, 0);
  assert.match(err, /MAP_NEW_COLUMNS: .*联系人/);
});

test('a meaning that there is not is a fault of the mapping, which says what may stand there', async () => {
  const file = await line.file(CITY + row('车站'), 'meanings.csv');
  const map = await line.confirmedMap(file);
  await changed(map, { values: { sharing: { 有条件开放: '开放' } } });
  const wrong = await imported(file, map);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /FILE_MAP: .*values\.sharing\.有条件开放.*unconditional, conditional, not-shared/);
  await changed(map, { values: { sharing: { 有条件开放: 'conditional' } }, constants: { modes: null } });
  const open = await imported(file, map);
  assert.equal(open.code, 2);
  assert.match(open.err, /constants\.modes is null/);
  const rehearsed = await imported(file, map, '--dry-run');
  assert.match(rehearsed.err, /MAP_OPEN: .*\(1\): constants\.modes/);
  assert.doesNotMatch(rehearsed.err, /MAP_UNCONFIRMED/);
});

test('a proposal for uses holds the words that the file has, with what they probably mean', async () => {
  const file = await line.file(
    '流水号,授权编号,操作,使用时间,信息系统,用途,结果\nQ-1,G-1,核验,2026-06-15T10:00:00Z,A:b,p,成功\n' +
      'Q-2,G-1,核验,2026-06-15T11:00:00Z,A:b,p,已受理\n',
    'uses.csv',
  );
  const map = await line.file('', 'uses.map.json');
  await line.run('usage', 'import', file, '--propose-map', map);
  const { values } = JSON.parse(await readFile(map, 'utf8')) as { values: object };
  assert.deepEqual(values, { action: { 核验: 'verify' }, outcome: { 成功: 'ok', 已受理: null } });
  await changed(map, { confirmed: true, values: { outcome: { 已受理: 'accepted' } } });
  const { code, err } = await line.run('usage', 'import', file, '--map', map, '--dry-run');
  assert.equal(code, 2);
  assert.match(err, /FILE_MAP: .*values\.outcome\.已受理.*ok, empty, error/);
});

test('an entry whose row is refused is in the file: nobody is told to retire it', async () => {
  const first = await line.file(CITY + row('车站') + row('港口') + row('机场'), 'all.csv');
  const map = await line.confirmedMap(first);
  assert.equal((await imported(first, map)).code, 0);
  const next = await line.file(CITY + row('车站') + row('港口', '看情况'), 'next.csv');
  const report = await line.file('');
  const { err } = await imported(next, map, '--refused', report);
  const rows = (await readFile(report, 'utf8')).split('\n').filter(Boolean);
  const codes = rows.map((one) => (JSON.parse(one) as { code: string }).code);
  assert.deepEqual(codes, ['READ_VALUE', 'NOT_IN_FILE'], 'the airport alone is gone');
  assert.match(rows[0] ?? '', /更新周期/);
  assert.equal(err.includes('港口'), false);

  // A row of another width: of whose entry it speaks, nobody knows.
  const torn = await line.file(`${CITY}${row('车站')}港口,示例交通局\n`, 'torn.csv');
  await imported(torn, map, '--refused', report);
  assert.match(await readFile(report, 'utf8'), /NOT_IN_FILE_PERHAPS/);
  assert.doesNotMatch(await readFile(report, 'utf8'), /"NOT_IN_FILE"/);
});

test('an owner that vanished from the file is looked for until what it had is retired', async () => {
  const both = `${CITY}${row('雨量')}${row('桥梁').replace('交通局', '气象局')}`;
  const file = await line.file(both, 'offices.csv');
  const map = await line.confirmedMap(file);
  await imported(file, map);
  await writeFile(file, CITY + row('雨量'));
  const report = await line.file('');
  for (const time of ['at once', 'and again']) {
    await imported(file, map, '--refused', report);
    assert.match(await readFile(report, 'utf8'), /"NOT_IN_FILE"/, time);
  }
});

test('an entry of which one item is refused is refused, and does not lose that item', async () => {
  const head = '信息资源代码,信息资源名称,共享类型,信息项名称,更新周期\n';
  const item = (name: string, cycle = '每月'): string => `P-1,人口,有条件共享,${name},${cycle}\n`;
  const file = await line.file(head + item('姓名') + item('性别'), 'items.csv');
  const map = await line.confirmedMap(file);
  assert.match((await imported(file, map)).out, /^resources: 1 created/m);
  await writeFile(file, head + item('姓名') + item('性别', '看情况'));
  const { code, out } = await imported(file, map);
  assert.equal(code, 1);
  assert.doesNotMatch(out, /resources:/);
});
