// SPDX-License-Identifier: Apache-2.0
/** Headings that nobody has seen before: proposed, decided by a person, kept, and applied. */
import assert from 'node:assert/strict';
import { CATALOGUE_VOCABULARIES } from '@catalog-chain/gateway/import/catalogue/vocabulary';
import { FileFault } from '@catalog-chain/gateway/import/faults';
import { ensureConfirmed, openQuestions, type Mapping } from '@catalog-chain/gateway/import/mapping/mapping';
import { Proposal } from '@catalog-chain/gateway/import/mapping/propose';
import { agreementsOf, catalogueOf, planOfCatalogue, usesOf } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const ROWS = [
  {
    标题: '车站',
    数据摘要: '全部车站',
    数据提供方: '示例交通局',
    开放属性: '有条件开放',
    更新频率: '每半年',
  },
  { 标题: '停车场', 数据摘要: '', 数据提供方: '示例交通局', 开放属性: '无条件开放', 更新频率: '每月' },
];

function proposed(rows: readonly Record<string, string>[]): Mapping {
  const proposal = new Proposal('catalogue', Object.keys(rows[0] ?? {}), CATALOGUE_VOCABULARIES);
  for (const row of rows) proposal.add(row);
  return proposal.mapping();
}

test('a catalogue of open data comes in by a mapping that was proposed and confirmed', async () => {
  const mapping = proposed(ROWS);
  assert.deepEqual(openQuestions(mapping), []);
  assert.deepEqual(mapping.values['sharing'], { 有条件开放: 'conditional', 无条件开放: 'unconditional' });
  assert.throws(() => {
    ensureConfirmed(mapping);
  }, FileFault);
  ensureConfirmed({ ...mapping, confirmed: true });
  const csv = [Object.keys(ROWS[0] ?? {}), ...ROWS.map((row) => Object.values(row))]
    .map((row) => row.join(','))
    .join('\n');
  const plans = await Promise.all(
    [JSON.stringify(ROWS), csv].map(async (content) =>
      planOfCatalogue(await catalogueOf(content, { mapping })),
    ),
  );
  for (const { resources } of plans) {
    assert.deepEqual(
      resources.map(({ content }) => [content.names, content.sharing.sharingType, content.updateCycle]),
      [
        [{ zh: '车站' }, 'conditional', 'half-yearly'],
        [{ zh: '停车场' }, 'unconditional', 'monthly'],
      ],
    );
    assert.match(resources[0]?.code ?? '', /^E-[0-9a-f]{16}$/);
  }
});

test('what no heading says stays open, and an import waits for it', () => {
  const mapping = proposed([{ 标题: '车站', 提供单位: '示例交通局', 更新周期: '看情况' }]);
  assert.deepEqual(openQuestions(mapping), ['constants.sharing', 'values.cycle.看情况']);
  assert.throws(() => {
    ensureConfirmed({ ...mapping, confirmed: true });
  }, /constants.sharing is null/);
});

test('a word that came later is refused by row and not repeated', async () => {
  const mapping = { ...proposed(ROWS), confirmed: true };
  const { rows, refused } = await catalogueOf(JSON.stringify([{ ...ROWS[0], 开放属性: '新词' }, ROWS[1]]), {
    mapping,
  });
  assert.deepEqual([rows.length, refused.map(({ row, code }) => [row, code])], [1, [[1, 'READ_VALUE']]]);
  assert.doesNotMatch(refused[0]?.message ?? '', /新词/);
});

test('one row per data item becomes one entry with its items', async () => {
  const items = ['姓名', '性别', '面积'].map((name, i) => ({
    目录名称: i < 2 ? '户籍' : '房屋',
    信息资源提供方: '示例局',
    共享类型: '有条件共享',
    信息项名称: name,
    数据类型: i < 2 ? '字符型' : '数值型',
  }));
  const mapping = proposed(items);
  assert.equal(mapping.rows, 'item');
  const { resources } = planOfCatalogue(await catalogueOf(JSON.stringify(items), { mapping }));
  assert.deepEqual(
    resources.map(({ content }) => content.items.map((item) => [item.names.zh, item.dataType])),
    [
      [
        ['姓名', 'string'],
        ['性别', 'string'],
      ],
      [['面积', 'number']],
    ],
  );
});

test('agreements and uses come in by mappings too', async () => {
  const base: Omit<Mapping, 'of' | 'columns' | 'values'> = {
    format: 'catalog-chain-mapping/1',
    confirmed: true,
    rows: 'entry',
    constants: {},
    identity: [],
  };
  const columns = {
    协议编号: 'reference',
    使用方: 'recipient',
    开始日期: 'from',
    截止日期: 'to',
    数据集: 'dataset',
    依据: 'legalBasis',
  };
  const { agreements } = await agreementsOf(
    `${Object.keys(columns).join(',')}\nA-1,示例大学,2026/1/1,2026年12月31日,户籍,某法\n`,
    { mapping: { ...base, of: 'agreements', columns, values: {} } },
  );
  assert.deepEqual(
    agreements.map(({ recipient, versions }) => [recipient, versions[0]?.from, versions[0]?.to]),
    [['示例大学', '2026-01-01', '2026-12-31']],
  );
  const { uses } = await usesOf(
    '流水号,授权编号,时间,操作,系统,用途\nc-1,G-1,2026-01-01T08:00:00+08:00,核验,A:b,p\n',
    {
      mapping: {
        ...base,
        of: 'uses',
        columns: {
          流水号: 'correlation',
          授权编号: 'grant',
          时间: 'at',
          操作: 'action',
          系统: 'system',
          用途: 'purpose',
        },
        values: { action: { 核验: 'verify' } },
      },
    },
  );
  assert.deepEqual([uses[0]?.event.action, uses[0]?.event.grant], ['verify', 'G-1']);
});
