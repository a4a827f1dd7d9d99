// SPDX-License-Identifier: Apache-2.0
/** The catalogue as a table: whatever an entry may say, in either form and language, is read back as it was. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import {
  BASIS_KINDS,
  DATA_CLASSES,
  DATA_FORMATS,
  DATA_GRADES,
  DATA_TYPES,
  SHARING_MODES,
  UPDATE_CYCLES,
  type DataItem,
  type ResourceContent,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { sensitivityOf } from '@catalog-chain/chaincode/domain/catalogue/grade';
import { LEVELS } from '@catalog-chain/chaincode/domain/members/region';
import { ORGANISATION_ROLES } from '@catalog-chain/chaincode/domain/names';
import { asTable } from '@catalog-chain/gateway/http/send/tables';
import type { EntryRead } from '@catalog-chain/gateway/import/catalogue/read-catalogue';
import { headingsIn } from '@catalog-chain/gateway/tables/entry-columns';
import { openSource } from '@catalog-chain/gateway/import/source/open-source';
import { csvText, TABLE_FORMS, type Table, type TableForm } from '@catalog-chain/gateway/tables/table';
import { TABLE_LANGUAGES, type TableLanguage } from '@catalog-chain/gateway/tables/words';
import type { LongTable } from '@catalog-chain/gateway/tables/workbook';
import { rowsOfEntry } from '@catalog-chain/gateway/tables/write-entry';
import { catalogueOf, withFile } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

/** Words of which each is something to somebody: a formula, a separator, a quote, a list, nothing, a word of the ledger. */
const WORDS = [
  '=1+1',
  '＝1+1',
  "'＝",
  '＠甲',
  '+a',
  '-',
  '@x',
  "'",
  "'=",
  '"',
  'a;b',
  'a；b',
  'a,b',
  'None',
  '无',
  '民政',
  '<t>',
  '&amp;',
  '_x000D_',
];
const prose = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' '));
const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,11}$/);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
const names = fc.oneof(
  fc.record({ zh: prose }),
  fc.record({ en: prose }),
  fc.record({ zh: prose, en: prose }),
);
const setOf = <T extends string>(values: readonly T[]) =>
  fc.subarray([...values], { minLength: 1 }).map((some) => some.sort());
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { minLength: 1, maxLength: 3 });
const someCodes = some(code).map((list) => list.sort());

const item: fc.Arbitrary<DataItem> = fc
  .record(
    {
      code,
      names,
      dataType: fc.constantFrom(...DATA_TYPES),
      sensitivity: fc.constantFrom(1, 2, 3, 4),
      grade: fc.constantFrom(...DATA_GRADES),
      dataClass: fc.constantFrom(...DATA_CLASSES),
    },
    { requiredKeys: ['code', 'names', 'dataType', 'sensitivity'] },
  )
  .map((one) => ({ ...one, ...(one.grade !== undefined && { sensitivity: sensitivityOf(one.grade) }) }));

const consumers = fc.record(
  {
    roles: setOf(ORGANISATION_ROLES),
    levels: setOf(LEVELS),
    regions: setOf(['110000', '310115', '440300']),
    organisations: some(fc.stringMatching(/^[A-Z][a-z]{1,8}MSP$/)).map((list) => list.sort()),
  },
  { requiredKeys: [] },
);
const modes = setOf(SHARING_MODES);
const sharing = fc.oneof(
  fc.record({ sharingType: fc.constant('unconditional'), modes }),
  fc.record(
    {
      sharingType: fc.constant('conditional'),
      condition: prose,
      conditions: fc.record({ consumers, purposes: someCodes, others: some(prose) }, { requiredKeys: [] }),
      modes,
    },
    { requiredKeys: ['sharingType', 'condition', 'modes'] },
  ),
  fc.record(
    {
      sharingType: fc.constant('not-shared'),
      legalBasis: prose,
      reason: prose,
      basis: fc.record({ kind: fc.constantFrom(...BASIS_KINDS), citation: prose }),
      modes: fc.constant([]),
    },
    { requiredKeys: ['sharingType', 'legalBasis', 'modes'] },
  ),
);
const openness = fc.oneof(
  fc.record({ openType: fc.constantFrom('unconditional', 'not-open') }),
  fc.record({ openType: fc.constant('conditional'), condition: prose }),
);

const content = fc
  .record(
    {
      names,
      summary: names,
      system: code.map((one) => `OwnerMSP:${one}`),
      items: fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector: (one) => one.code }),
      schemaDigest: digest,
      updateCycle: fc.constantFrom(...UPDATE_CYCLES),
      formats: setOf(DATA_FORMATS),
      sharing,
      openness,
      guideCode: fc.stringMatching(/^[1-9][0-9]{5}\/[0-9]{1,4}$/),
      assessments: fc.record({ secrecy: digest, personalInformation: digest, agreed: prose }),
      contactRole: prose,
      source: fc.record({ identifier: prose, digest }, { requiredKeys: ['digest'] }),
    },
    { requiredKeys: ['names', 'summary', 'system', 'items', 'updateCycle', 'sharing', 'contactRole'] },
  )
  .map((one) => JSON.parse(JSON.stringify(one)) as ResourceContent)
  .filter((one) => resourceContent.safeParse(one).success);

const catalogue = fc.array(content, { minLength: 1, maxLength: 3 });

const NOTES = {
  provider: '民政局',
  providerCode: 'TEST:2',
  state: '已发布',
  version: '1',
  published: '2026-01-05',
};
const idOf = (i: number): string => `OwnerMSP:E${i}`;

const tableOf = (contents: readonly ResourceContent[], language: TableLanguage): Table => ({
  headings: headingsIn(language),
  rows: contents.flatMap((one, i) => rowsOfEntry({ id: idOf(i), content: one, notes: NOTES }, language)),
});

async function fileOf(table: LongTable, form: TableForm): Promise<Uint8Array> {
  const { chunks } = asTable(table, form, 'zh');
  const parts: Uint8Array[] = [];
  for await (const part of chunks ?? []) parts.push(part);
  return Buffer.concat(parts);
}

const contentsIn = (read: readonly EntryRead[]): unknown[] =>
  read.map((one) => ('content' in one ? [one.id, one.content] : one));

for (const [form, numRuns] of [
  ['csv', 150],
  ['xlsx', 25],
] as const)
  for (const language of TABLE_LANGUAGES)
    test(`an entry is the same after ${form} in ${language}`, async () => {
      const property = fc.asyncProperty(catalogue, async (contents) => {
        const file = await fileOf(tableOf(contents, language), form);
        const { format, read } = await catalogueOf(file, { name: `catalogue.${form}` });
        assert.equal(format, 'export');
        assert.deepEqual(
          contentsIn(read),
          contents.map((one, i) => [idOf(i), one]),
        );
      });
      await fc.assert(property, { numRuns });
    });

const plain: ResourceContent = {
  names: { zh: '婚姻登记' },
  summary: { zh: '婚姻状况' },
  system: 'OwnerMSP:S1',
  items: [
    { code: 'a', names: { zh: '甲' }, dataType: 'string', sensitivity: 1 },
    { code: 'b', names: { zh: '乙' }, dataType: 'string', sensitivity: 1 },
  ],
  updateCycle: 'daily',
  sharing: { sharingType: 'unconditional', modes: ['query'] },
  contactRole: '登记处',
};

/** The table's text with the cells of a row changed, and what is read of it. */
async function readWith(change: (cells: string[], row: number) => string[]): Promise<readonly EntryRead[]> {
  const { headings, rows } = tableOf([plain, plain], 'zh');
  const changed = rows.map((row, i) => change(row.map(String), i));
  return (await catalogueOf(csvText({ headings, rows: changed }))).read;
}

const columnOf = (heading: string): number => headingsIn('zh').indexOf(heading);
const faultsIn = (read: readonly EntryRead[]): unknown[] =>
  read.flatMap((one) => ('error' in one ? [[one.row, one.error.code, one.error.particulars['field']]] : []));

test('what is wrong in one row is wrong with its entry, by the name of the column', async () => {
  for (const heading of ['数据类型', '共享类型', '更新周期', '敏感级别', '责任岗位', '信息系统']) {
    const read = await readWith((cells, row) => (row === 1 ? cells.with(columnOf(heading), '?') : cells));
    const faults = faultsIn(read);
    // A post may be called anything: the rows of one entry then say two things of it.
    assert.deepEqual(faults, [[2, 'READ_FIELD_MISSING', heading === '责任岗位' ? '目录链编号' : heading]]);
    assert.equal(read.length, 2);
  }
});

test('an edited cell is read as what it says now', async () => {
  const read = await readWith((cells) => cells.with(columnOf('更新周期'), '每月'));
  assert.deepEqual(
    read.map((one) => 'content' in one && one.content.updateCycle),
    ['monthly', 'monthly'],
  );
});

test('rows of an entry that stand apart, and a column that is gone or stands twice, are faults of the file', async () => {
  const { headings, rows } = tableOf([plain, plain], 'zh');
  const [first = [], second = [], ...others] = rows;
  const apart = csvText({ headings, rows: [first, ...others, second] });
  await assert.rejects(catalogueOf(apart), { code: 'FILE_ROWS_APART' });
  const gone = columnOf('允许用途');
  const without = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => i !== gone);
  const short = csvText({ headings: without(headings), rows: rows.map(without) });
  await assert.rejects(catalogueOf(short), { code: 'FILE_HEADER', message: /允许用途/ });
  const twice = csvText({
    headings: [...headings, '共享类型'],
    rows: rows.map((cells) => [...cells, '不予共享']),
  });
  await assert.rejects(catalogueOf(twice), { code: 'FILE_HEADER', message: /共享类型 \(2\)/ });
});

test('a text that a spreadsheet would work out as a formula is none in either form', () => {
  const text = csvText({ headings: ['a'], rows: [['=HYPERLINK("x")'], ['@x'], [-1]] });
  assert.equal(text, `a\n"'=HYPERLINK(""x"")"\n'@x\n-1\n`);
  const others = ['\t=1+1', '\r=1+1', '＝1+1', '＋1', '－1', '＠x'];
  for (const one of others) assert.match(csvText({ headings: [], rows: [[one]] }), /^\n"?'/, one);
});

test('a table of more rows than a sheet has goes on in the next, and is read back whole', async () => {
  const [last, headings] = [1_048_580, ['n', 'x']];
  function* rows(): Generator<number[]> {
    for (let n = 1; n <= last; n += 1) yield [n];
  }
  await withFile(await fileOf({ headings, rows: rows() }, 'xlsx'), {}, async (file) => {
    const source = await openSource(file, { multiline: true });
    let row = 0;
    for await (const { value } of source.rows()) {
      row += 1;
      assert.ok((value as { n: string }).n === String(row), `${row}`);
    }
    assert.deepEqual([row, source.columns, source.besides()], [last, headings, []]);
  });
});

test('a table whose rows fail never ends as if it were whole, and one that nobody reads on is let go', async () => {
  let ended = Promise.withResolvers<true>();
  async function* rows(fail: boolean): AsyncGenerator<string[]> {
    try {
      for (let i = 0; ; i += 1) {
        await Promise.resolve();
        if (fail && i === 20_000) throw new Error('The index is gone.');
        yield [`row ${i}`];
      }
    } finally {
      ended.resolve(true);
    }
  }
  const read = async (form: TableForm, fail: boolean): Promise<void> => {
    const { chunks } = asTable({ headings: ['a'], rows: rows(fail) }, form, 'zh');
    let size = 0;
    for await (const chunk of chunks ?? []) {
      size += chunk.length;
      // More than the frame of a workbook, which comes before its rows.
      if (!fail && size > 20_000) break;
    }
  };
  for (const form of TABLE_FORMS) {
    await assert.rejects(read(form, true), /index is gone/);
    ended = Promise.withResolvers<true>();
    await read(form, false);
    await ended.promise;
  }
});
