// SPDX-License-Identifier: Apache-2.0
/** Chinese catalogues with headings of their own, in the files that agencies send, from the file to the answer over HTTP. */
import assert from 'node:assert/strict';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import writeExcelFile from 'write-excel-file/node';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { inGb18030, inUtf16 } from '../../support/other-encodings.js';
import { readReal, realPath, withoutRealData } from '../../support/real-data.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const HEADINGS = ['标题', '数据摘要', '提供单位', '开放属性', '更新频率', '更新时间'];
const ROWS = [
  ['参保人员信息', '参保人员的基本情况', '示例市医疗保障局', '有条件开放', '每半年', '2026-05-01'],
  ['公交站点', '全市公交站点位置', '示例市交通运输局', '无条件开放', '每月', '2026-06-01'],
];
const table = (separator: string, rows: readonly (readonly string[])[] = ROWS): string =>
  [HEADINGS, ...rows].map((row) => row.join(separator)).join('\r\n');

async function published(text: string): Promise<ResourceVersion['content'][]> {
  const found = await gateway.call<{ items: Resource[] }>(
    [MANAGER, 'officer'],
    'GET',
    `/v1/resources?text=${encodeURIComponent(text)}&limit=10`,
  );
  const answers = found.body.items.map(({ id, version }) =>
    gateway.call<ResourceVersion>([MANAGER, 'officer'], 'GET', `/v1/resources/${id}/versions/${version}`),
  );
  const contents: ResourceVersion['content'][] = [];
  for (const { body } of await Promise.all(answers)) contents.push(body.content);
  return contents;
}

test('one catalogue as GB 18030, UTF-16 with tabs, Excel and JSON is one catalogue', async () => {
  const workbook = await writeExcelFile([HEADINGS, ...ROWS]).toBuffer();
  const objects = ROWS.map((row) => Object.fromEntries(HEADINGS.map((heading, i) => [heading, row[i]])));
  const forms = [
    ['csv, gb18030', inGb18030(table(',')), ['--encoding', 'gb18030']],
    ['csv, utf-16le', inUtf16(table('\t')), []],
    ['xlsx', workbook, []],
    ['json, utf-8', objects, []],
  ] as const;
  for (const [i, [form, content, words]] of forms.entries()) {
    const file = await line.file(content);
    const map = await line.confirmedMap(file, {}, ...words);
    const { code, out } = await line.run('catalog', 'import', file, '--map', map, ...words);
    assert.equal(code, 0, out);
    assert.ok(out.includes(`table (${form}`), out);
    const counts = i === 0 ? '2 created, 0 updated, 0 unchanged' : '0 created, 0 updated, 2 unchanged';
    assert.ok(out.includes(`resources: ${counts}`), `${form}: ${out}`);
  }
  const [content] = await published('参保人员信息');
  assert.ok(content);
  assert.deepEqual(content.names, { zh: '参保人员信息' });
  assert.deepEqual([content.updateCycle, content.sharing.sharingType], ['half-yearly', 'conditional']);
});

test('a date that changed is a new version, and an entry that went is named', async () => {
  const [first = []] = ROWS;
  const file = await line.file(table(',', [[...first.slice(0, -1), '2026-11-01']]));
  const map = await line.confirmedMap(file);
  const refused = await line.file('');
  const { code, out } = await line.run('catalog', 'import', file, '--map', map, '--refused', refused);
  assert.equal(code, 0, out);
  assert.match(out, /^resources: 0 created, 1 updated, 0 unchanged$/m);
  assert.match(out, /^changed resources: source \(1\)$/m);
});

test('one row per data item becomes an entry with its items', async () => {
  const rows = [
    ['标题', '提供单位', '共享类型', '信息项名称', '数据类型'],
    ['低保对象', '示例市民政局', '不予共享', '姓名', '字符型'],
    ['低保对象', '示例市民政局', '不予共享', '起始日期', '日期型'],
    ['殡葬机构', '示例市民政局', '无条件共享', '名称', '字符型'],
  ];
  const file = await line.file(rows.map((row) => row.join(',')).join('\n'));
  const map = await line.confirmedMap(file);
  const { code, out } = await line.run('catalog', 'import', file, '--map', map);
  assert.equal(code, 0, out);
  assert.match(out, /^resources: 2 created/m);
  const [content] = await published('低保对象');
  assert.deepEqual(
    content?.items.map(({ names, dataType }) => [names.zh, dataType]),
    [
      ['姓名', 'string'],
      ['起始日期', 'date'],
    ],
  );
});

test('bureaus of one name in two cities stay apart where the mapping names the region', async () => {
  for (const region of ['甲市', '乙市']) {
    const file = await line.file(`标题,提供单位,开放属性\n${region}预算,财政局,无条件开放`);
    const map = await line.confirmedMap(file, { region });
    assert.match((await line.run('catalog', 'import', file, '--map', map)).out, /^organisations: 1 created/m);
  }
});

const CITIES = [
  { city: 'qiannan', decided: {}, refused: 0 },
  { city: 'chizhou', decided: { sharing: 'unconditional', region: '池州市' }, refused: 0 },
  { city: 'meishan', decided: { region: '眉山市' }, refused: 0 },
];

for (const { city, decided, refused } of CITIES) {
  test(`${city}: 120 entries come in, again changes nothing, and what is amended is named`, async (t) => {
    if (withoutRealData !== false) {
      t.skip(withoutRealData);
      return;
    }
    const file = realPath(`cn-catalogues/${city}.json`);
    const map = await line.confirmedMap(file, decided);
    const first = await line.run('catalog', 'import', file, '--map', map);
    assert.equal(first.code, 0, first.out + first.err);
    assert.match(first.out, new RegExp(`^resources: ${120 - refused} created, 0 updated, 0 unchanged$`, 'm'));
    const again = await line.run('catalog', 'import', file, '--map', map);
    assert.match(again.out, /^resources: 0 created, 0 updated, 120 unchanged$/m);
    const rows = JSON.parse(readReal(`cn-catalogues/${city}.json`)) as Record<string, string>[];
    const [one = {}, ...rest] = rows;
    const owner = Object.keys(one).find((name) => /^(?:数据提供方|提供单位)$/.test(name)) ?? '';
    // Of the owners in the file only: who is not in it may have another file.
    const gone = rest.findIndex((row, i) => rest.some((other, j) => i !== j && other[owner] === row[owner]));
    const others = rest.toSpliced(gone, 1);
    const words = Object.keys(one).find((name) => /摘要|描述/.test(name)) ?? '';
    const amended = await line.file([{ ...one, [words]: '修订后的说明' }, ...others]);
    const changed = await line.run('catalog', 'import', amended, '--map', map);
    assert.match(changed.out, /^resources: 0 created, 1 updated, 118 unchanged$/m);
    assert.match(changed.out, /^changed resources: summary \(1\)$/m);
    assert.match(changed.out, /^noted: [1-9]/m);
    assert.ok((await published('修订后的说明')).length > 0);
  });
}
