// SPDX-License-Identifier: Apache-2.0
/** Tables under the headings of the national guide, which need no mapping: nothing of them is left out without a word. */
import assert from 'node:assert/strict';
import type { ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
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

async function contentOf(code: string): Promise<ResourceVersion['content']> {
  const path = `/v1/resources/${PROVIDER}:${code}/versions/1`;
  return (await gateway.call<ResourceVersion>([MANAGER, 'officer'], 'GET', path)).body.content;
}

test('a table with a column of names of items is read a row per item', async () => {
  const file = await line.file(
    [
      '信息资源代码,信息资源名称,共享类型,信息项名称,数据类型,内部备注',
      'A-001,养老金发放,有条件共享,姓名,字符型,甲',
      'A-001,养老金发放,有条件共享,月份,日期型,乙',
      'A-002,参保人数,无条件共享,人数,数值型,丙',
    ].join('\n'),
  );
  const { out, err, code } = await line.run('catalog', 'import', file, '--organisation', PROVIDER);
  assert.equal(code, 0);
  assert.match(out, /^resources: 2 created/m);
  assert.match(err, /FILE_COLUMNS_LEFT: .*内部备注/);
  const { items } = await contentOf('A-001');
  assert.deepEqual(
    items.map(({ names }) => names.zh),
    ['姓名', '月份'],
  );
});

test('a grade is read in the words that agencies use, and one that nobody knows is named', async () => {
  const file = await line.file(
    [
      '信息资源代码,信息资源名称,共享类型,数据分级',
      'B-001,一,无条件共享,一般数据3级',
      'B-002,二,无条件共享,敏感',
    ].join('\n'),
  );
  const { out, err } = await line.run('catalog', 'import', file, '--organisation', PROVIDER);
  assert.match(out, /^resources: 2 created/m);
  assert.equal((await contentOf('B-001')).items[0]?.grade, 'general-3');
  assert.match(err, /READ_WORD .*数据分级 \(grade\).*一般1级/);
});

test('an import is found again by command, with the entries that it created and the mapping by which it read', async () => {
  const file = await line.file('编号,名称,提供\nC-001,一,公开\n');
  const map = await line.file({
    format: 'catalog-chain-mapping/1',
    of: 'catalogue',
    confirmed: true,
    rows: 'entry',
    columns: { 编号: 'identifier', 名称: 'title', 提供: 'sharing' },
    constants: {},
    values: { sharing: { 公开: 'unconditional' } },
    identity: [],
  });
  const done = await line.run('catalog', 'import', file, '--organisation', PROVIDER, '--map', map);
  const [, id = ''] = /^import: (\S+)$/m.exec(done.out) ?? [];
  assert.match((await line.run('imports')).out, new RegExp(`resources: 1 created.*${id}$`, 'm'));
  const { out } = await line.run('imports', id);
  assert.match(out, /^mapping, sha-256: [0-9a-f]{64}$/m);
  assert.match(out, new RegExp(`^created resources: 1\n  ${PROVIDER}:C-001 · 一 · Civil affairs$`, 'm'));
});
