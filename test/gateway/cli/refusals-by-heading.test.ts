// SPDX-License-Identifier: Apache-2.0
/** What is refused of a file is told in the file's own words: by the heading of the column, or the name of the member. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { registerMembers } from '../../support/api-flows.js';
import { PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
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

/** What was refused and noted, by place: `1 CODE message`. */
async function told(...words: readonly string[]): Promise<string[]> {
  const file = await line.file('');
  await line.run(...words, '--refused', file, '--dry-run');
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((one) => {
    const { row, code, message } = JSON.parse(one) as { row: number; code: string; message: string };
    return `${row} ${code} ${message}`;
  });
}

const beginsWith = (lines: readonly string[], heads: readonly string[]): void => {
  assert.deepEqual(
    lines.map((one, i) => one.slice(0, heads[i]?.length)),
    heads,
    lines.join('\n'),
  );
};

test('a Chinese table with known headings, of which nobody made a mapping', async () => {
  const file = await line.file(
    [
      '信息资源代码,信息资源名称,信息资源摘要,信息资源提供方,共享类型,共享条件,数据分级,信息系统',
      `A-1,${IDENTITY}的档案,摘要,,有条件共享,按需,,`,
      `A-2,名称,${IDENTITY},,有条件共享,按需,,`,
      `A-3,名称,摘要,,有条件共享,由${IDENTITY}同意,,`,
      `A-4,名称,摘要,,有条件共享,按需,敏感,`,
      `A-5,名称,摘要,,有条件共享,按需,,系统${IDENTITY}`,
      `A-6,,摘要,,有条件共享,按需,,`,
      `${IDENTITY},名称,摘要,,有条件共享,按需,,`,
      `A-8,名称,联系 office@example.org,,有条件共享,按需,,`,
    ].join('\n'),
  );
  beginsWith(await told('catalog', 'import', file, '--organisation', PROVIDER), [
    '1 RAW_DATA 信息资源名称 (title): ',
    '2 RAW_DATA 信息资源摘要 (summary): ',
    '3 RAW_DATA 共享条件 (terms): ',
    '5 RAW_DATA 信息系统 (unit): ',
    '6 READ_FIELD_MISSING 信息资源名称 (title) is missing',
    '7 RAW_DATA 信息资源代码 (identifier): ',
    '4 READ_WORD 数据分级 (grade): ',
    '8 READ_MASKED 信息资源摘要 (summary): ',
  ]);
  beginsWith(
    await told('catalog', 'import', await line.file('id,name,accesslevel,publisher\nA,B,public,\n')),
    ['1 READ_FIELD_MISSING publisher is missing'],
  );
});

test('a row per item, of which two rows differ', async () => {
  const file = await line.file(
    ['信息资源代码,信息资源名称,共享类型,信息项名称', 'B-1,一,无条件共享,甲', 'B-1,二,无条件共享,乙'].join(
      '\n',
    ),
  );
  beginsWith(await told('catalog', 'import', file, '--organisation', PROVIDER), [
    '2 READ_CONTRADICTION 信息资源名称 (title) is said',
  ]);
});

test('the JSON of other catalogues, by their members', async () => {
  const pod = await line.file({
    dataset: [
      {
        identifier: 'P-1',
        title: 'T',
        description: `Of ${IDENTITY}`,
        accessLevel: 'public',
        publisher: { name: 'X' },
      },
      {
        identifier: 'P-2',
        title: 'T',
        accessLevel: 'non-public',
        rights: `As ${IDENTITY}`,
        publisher: { name: 'X' },
      },
    ],
  });
  beginsWith(await told('catalog', 'import', pod), [
    '1 RAW_DATA description (summary): ',
    '2 RAW_DATA rights (terms): ',
  ]);
  const ckan = await line.file({
    success: true,
    result: {
      count: 1,
      results: [
        {
          name: 'c-1',
          title: 'T',
          notes: `Of ${IDENTITY}`,
          private: false,
          organization: { title: 'Office of Notes' },
        },
      ],
    },
  });
  beginsWith(await told('catalog', 'import', ckan), ['1 RAW_DATA notes (summary): ']);
});

test('agreements: the JSON of the register, and a table by a mapping', async () => {
  const version = (more: object): object => ({
    reference: 'A-1-v1',
    title: 'A study',
    start_date: '2026-02-01',
    end_date: '2026-08-31',
    datasets: [{ name: 'Deaths', legal_basis: 'An Act', type_of_data: 'Anonymised' }],
    ...more,
  });
  const versions = [
    version({ end_date: '2026-01-01' }),
    version({ reference: 'A-1-v2', datasets: [{ name: 'Deaths', legal_basis: `By ${IDENTITY}` }] }),
  ];
  const register = await line.file([
    { base_reference: 'A-1', organisation: 'University of Members', versions },
  ]);
  beginsWith(await told('grant', 'import', register, '--provider', 'Office of Members'), [
    '1 INVALID_ARGUMENT end_date (to): ',
    '1 RAW_DATA legal_basis (legalBasis): ',
  ]);

  const table = await line.file(
    [
      '协议编号,版本,使用单位,协议名称,开始日期,结束日期,数据集,法律依据',
      'K-1,1,研究所,研究,2026-13-01,2026-12-31,死亡登记,法',
      'K-2,1,研究所,研究,2026-01-01,2025-12-31,死亡登记,法',
      'K-3,1,研究所,研究,2026-01-01,2026-12-31,死亡登记,法',
      'K-3,1,研究所,研究,2026-01-01,2027-12-31,出生登记,法',
      `K-4,1,研究所,研究,2026-01-01,2026-12-31,死亡登记,由${IDENTITY}`,
      'K-5,1,,研究,2026-01-01,2026-12-31,死亡登记,法',
      'K-6,1,研究所,研究,2026-01-01,2026-12-31,死亡登记,',
    ].join('\n'),
    'agreements.csv',
  );
  const map = await line.file('');
  const provider = ['--provider', 'Office of Tables'];
  await line.run('grant', 'import', table, ...provider, '--propose-map', map);
  const proposed = JSON.parse(await readFile(map, 'utf8')) as object;
  await writeFile(map, JSON.stringify({ ...proposed, confirmed: true }));
  const lines = await told('grant', 'import', table, ...provider, '--map', map);
  for (const one of [
    /^1 READ_FIELD_MISSING versions\[0\]: 开始日期 \(from\) is missing/,
    /^2 INVALID_ARGUMENT 结束日期 \(to\): must end after/,
    /^4 READ_VERSION The 结束日期 \(to\) differs/,
    /^5 RAW_DATA 法律依据 \(legalBasis\): /,
    /^6 READ_FIELD_MISSING 使用单位 \(recipient\) is missing/,
    /^7 READ_FIELD_MISSING .*法律依据 \(legalBasis\) is missing/,
  ])
    assert.ok(
      lines.some((said) => one.test(said)),
      `${one.source}\n${lines.join('\n')}`,
    );
});

test('an export, by the headings that it wrote', async () => {
  await line.run(
    'catalog',
    'import',
    await line.file('id,name,sharingtype\nX-1,Name,public\n'),
    '--organisation',
    PROVIDER,
  );
  const file = await line.file('', 'export.csv');
  await line.run(
    'catalog',
    'export',
    file,
    '--language',
    'en',
    '--member',
    PROVIDER,
    '--organisation',
    PROVIDER,
  );
  const text = await readFile(file, 'utf8');
  const [head = '', ...rows] = text.split('\n');
  await writeFile(file, [head, ...rows.map((row) => row.replaceAll('Name', `Of ${IDENTITY}`))].join('\n'));
  const lines = await told('catalog', 'import', file);
  assert.match(lines.join('\n'), /^1 READ_FIELD_MISSING Name \(English\) is missing or not as expected/);
});
