// SPDX-License-Identifier: Apache-2.0
/** Every answer that is also a table, in both forms and languages: headings and words are in the asker's language. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FIGURE_NAMES } from '@catalog-chain/gateway/appraisal/figure-names';
import { openSource } from '@catalog-chain/gateway/import/source/open-source';
import { grant, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const CSV = 'text/csv';
const manager = [MANAGER, 'officer'] as const;
const HAN = /\p{Script=Han}/u;
const LANGUAGES = ['zh', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-1', await publish(gateway, 'MARRIAGES', 'conditional'));
  await publish(gateway, 'SECRETS', 'not-shared');
  const demand = {
    id: 'N-1',
    provider: PROVIDER,
    names: { zh: '离婚登记', en: 'Divorces' },
    purpose: { code: 'housing', text: 'Housing benefits' },
    legalBasis: 'Housing Act, section 9',
  };
  const stated = await gateway.call([CONSUMER, 'officer'], 'POST', '/v1/demands', { body: demand });
  assert.equal(stated.status, 201, stated.text);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: { readonly enum?: readonly string[] };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** What a required parameter may be. */
const GIVEN: Readonly<Record<string, readonly string[]>> = { period: [new Date().toISOString().slice(0, 7)] };
const valuesOf = ({ name, schema }: Parameter): readonly string[] => schema.enum ?? GIVEN[name] ?? [];

/** Addresses of an operation, one for each of what its required parameters may be. */
function addressesOf(at: string, { parameters = [] }: Operation): string[] {
  const needed = parameters.filter(({ required }) => required === true);
  return needed.reduce<string[]>(
    (addresses, parameter) =>
      addresses.flatMap((address) =>
        valuesOf(parameter).map((value) =>
          parameter.in === 'path'
            ? address.replace(`{${parameter.name}}`, value)
            : `${address}&${parameter.name}=${value}`,
        ),
      ),
    [`${at}?`],
  );
}

/** Every address that answers a table, by the description of the API. */
function tableAddresses(): string[] {
  const { paths } = gateway.description as { paths: Readonly<Record<string, Record<string, Operation>>> };
  return Object.entries(paths).flatMap(([at, { get }]) =>
    get?.responses['200']?.content?.[CSV] === undefined ? [] : addressesOf(at, get),
  );
}

interface Written {
  readonly columns: readonly string[];
  readonly rows: readonly unknown[];
  readonly language: string | null;
}

async function readTable(address: string, headers: Readonly<Record<string, string>>): Promise<Written> {
  const authorization = `Bearer ${await gateway.token(...manager)}`;
  const answer = await fetch(new URL(address, gateway.url), { headers: { authorization, ...headers } });
  assert.equal(answer.status, 200, address);
  const file = path.join(gateway.config.stateDir, 'table');
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  const source = await openSource(file, { multiline: true });
  const rows: unknown[] = [];
  for await (const { value } of source.rows()) rows.push(value);
  return { columns: source.columns, rows, language: answer.headers.get('content-language') };
}

const isIn = (language: Language, heading: string): boolean => HAN.test(heading) === (language === 'zh');

test('every table has its headings in the language that is asked for, or that the asker prefers, in both forms', async () => {
  const addresses = tableAddresses();
  assert.ok(addresses.length >= 8, addresses.join(' '));
  for (const address of addresses)
    for (const language of LANGUAGES) {
      const other = language === 'zh' ? 'en' : 'zh-CN';
      const preferred = language === 'zh' ? 'zh-CN,zh;q=0.9' : 'en';
      const asked = await readTable(`${address}&format=csv&language=${language}`, {
        'accept-language': other,
      });
      const foreign = asked.columns.filter((heading) => !isIn(language, heading));
      assert.deepEqual(foreign, [], `${address} ${language}`);
      assert.equal(asked.language, language);
      for (const format of ['csv', 'xlsx'])
        assert.deepEqual(
          await readTable(`${address}&format=${format}`, { 'accept-language': preferred }),
          asked,
          `${address} ${format} ${language}`,
        );
    }
});

test('whoever prefers neither language, or names none, has English', async () => {
  for (const preferred of ['fr', '*'])
    for (const address of tableAddresses()) {
      const { columns } = await readTable(`${address}&format=csv`, { 'accept-language': preferred });
      assert.deepEqual(
        columns.filter((heading) => HAN.test(heading)),
        [],
        `${address} ${preferred}`,
      );
    }
});

test('what the ledger says by words is said in Chinese where the headings are', async () => {
  const cellsOf = async (address: string, language: Language): Promise<string> =>
    JSON.stringify((await readTable(`${address}format=csv&language=${language}`, {})).rows);
  const month = GIVEN['period']?.[0] ?? '';
  const words: readonly (readonly [string, string, string])[] = [
    ['/v1/lists/demand?', '待编目', 'open'],
    ['/v1/lists/responsibility?', '有条件共享', 'conditional'],
    ['/v1/duties-overview?', '有效', 'active'],
    ['/v1/obligations?', '期限内', 'open'],
    [`/v1/kpis?period=${month}&`, '按期答复申请', 'decisions-in-time'],
    [`/v1/supervision?period=${month}&`, '未按时核实', 'Reports of wrong data'],
  ];
  for (const [address, zh, en] of words) {
    const [chinese, english] = [await cellsOf(address, 'zh'), await cellsOf(address, 'en')];
    assert.deepEqual([chinese.includes(zh), chinese.includes(`"${en}"`)], [true, false], `${address} zh`);
    assert.deepEqual([english.includes(zh), english.includes(en)], [false, true], `${address} en`);
  }
});

test('a figure is called the same in a table and in the console, and every figure has a name', async () => {
  const words = path.resolve(import.meta.dirname, '../../../../gateway/console/src/i18n/zh/oversight.ts');
  const { oversightWords } = (await import(words)) as { oversightWords: { figure: object } };
  assert.deepEqual(FIGURE_NAMES, oversightWords.figure);
  const { rows } = await readTable(
    `/v1/kpis?period=${GIVEN['period']?.[0] ?? ''}&format=csv&language=zh`,
    {},
  );
  const figures = (rows as Readonly<Record<string, string>>[]).map((row) => row['指标'] ?? '');
  assert.deepEqual(
    figures.filter((figure) => !HAN.test(figure)),
    [],
  );
});
