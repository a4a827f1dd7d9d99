// SPDX-License-Identifier: Apache-2.0
/** What an import says of a file is what stands in it, and what it says of the ledger is what lies there, where a reader, a parser or somebody else's report might have it otherwise. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Call, Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import {
  content,
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine, type Ran } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let line: ImportLine;
/** Batches of uses wait for it, and are refused then. */
let held: Promise<void> | undefined;

const holding = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const plain = value.bind(target) as Ledger['prepare'];
      if (name !== 'prepare') return plain;
      return async (...[signatory, call]: [Parameters<Ledger['prepare']>[0], Call]) => {
        const release = call.transaction === TRANSACTIONS.usageSubmit ? held : undefined;
        if (!release) return plain(signatory, call);
        await release;
        throw new LedgerError('NOT_PARTY', 'leaf 0: The organisation is not the consumer.');
      };
    },
  });

beforeAll(async () => {
  gateway = await startTestGateway({ ledger: holding });
  line = new ImportLine(gateway);
  await registerMembers(gateway);
  await registerSystems(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const catalogue = (file: string, ...more: readonly string[]): Promise<Ran> =>
  line.run('catalog', 'import', file, '--organisation', PROVIDER, ...more);

const resourcesOf = ({ out }: Ran): string | undefined => /^resources: .*$/m.exec(out)?.[0];

const PREFIXES =
  '@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n';
const dataset = (id: string, more: string): string =>
  `<urn:${id}> a dcat:Dataset ; dct:identifier "${id}" ; dct:title "Title of ${id}"@en ; dct:accessRights "public" ; ${more} .\n`;
const PUBLISHER = 'dct:publisher [ foaf:name "Statistics" ]';

test('entries in Turtle whose parts have no names are as they were, whatever stands before them, and new where a part changes', async () => {
  const named = (format: string): string =>
    `<urn:file-2> a dcat:Distribution ; dct:format "${format}" ; dct:rights [ dct:title "Terms" ] .\n`;
  const entries = (inline: string, apart: string): string =>
    dataset('T-1', `${PUBLISHER} ; dcat:distribution [ dct:format "${inline}" ]`) +
    dataset('T-2', `${PUBLISHER} ; dct:subject ( "a" "b" ) ; dcat:distribution <urn:file-2>`) +
    named(apart);
  const imported = async (body: string): Promise<string | undefined> =>
    resourcesOf(await catalogue(await line.file(PREFIXES + body, 'same.ttl')));
  assert.equal(await imported(entries('CSV', 'CSV')), 'resources: 2 created, 0 updated, 0 unchanged');
  assert.equal(await imported(entries('CSV', 'CSV')), 'resources: 0 created, 0 updated, 2 unchanged');
  const before = dataset('T-0', `${PUBLISHER} ; dcat:distribution [ dct:format "CSV" ]`);
  assert.equal(
    await imported(before + entries('CSV', 'CSV')),
    'resources: 1 created, 0 updated, 2 unchanged',
  );
  assert.equal(
    await imported(before + entries('XML', 'CSV')),
    'resources: 0 created, 1 updated, 2 unchanged',
  );
  assert.equal(
    await imported(before + entries('XML', 'XML')),
    'resources: 0 created, 1 updated, 2 unchanged',
  );
});

test('an entry of linked data that has neither an identifier nor an address is refused: a number of the parser is none', async () => {
  const file = await line.file(
    `${PREFIXES}[] a dcat:Dataset ; dct:title "Nameless"@en ; dct:accessRights "public" .\n`,
    'nameless.ttl',
  );
  const { code, out, err } = await catalogue(file);
  assert.equal(code, 1);
  assert.match(out, /refused: 1/);
  assert.match(err, /READ_FIELD_MISSING.*identifier/);
});

test('a file of UTF-8 that is said to be something else is refused, and nothing of it is written', async () => {
  const table = 'identifier,title,accesslevel\nU-1,婚姻登记信息查询,public\nU-2,企业登记,public\n';
  const file = await line.file(table, 'utf8.csv');
  for (const encoding of ['gb18030', 'windows-1252'])
    for (const more of [['--dry-run'], []]) {
      const { code, out, err } = await catalogue(file, '--encoding', encoding, ...more);
      assert.deepEqual([code, out], [2, ''], err);
      assert.match(err, /FILE_IS_UTF8: .*--encoding/);
    }
  assert.equal((await catalogue(file, '--dry-run')).code, 0);
  const gbk = Buffer.concat([
    Buffer.from('identifier,title,accesslevel\nU-1,'),
    Buffer.from([0xc1, 0xaa, 0xcd, 0xa8]),
    Buffer.from(',public\n'),
  ]);
  // 联通 in GB 18030 happens to be UTF-8, of which two characters prove nothing.
  assert.equal(
    (await catalogue(await line.file(gbk, 'gbk.csv'), '--encoding', 'gb18030', '--dry-run')).code,
    0,
  );
});

test('values under no heading are told of, in the middle of a table too', async () => {
  const table = 'identifier,,title,accesslevel,\nV-1,left,One,public,aside\nV-2,,Two,public,\n';
  const { err, out } = await catalogue(await line.file(table, 'nameless.csv'), '--dry-run');
  assert.match(err, /SHEET_BEYOND: .*\(2\)/);
  assert.doesNotMatch(err + out, /left,|aside,/);
});

test('a row that stands where headings should is not repeated by the refusal of its mapping', async () => {
  const map = await line.file(
    {
      format: 'catalog-chain-mapping/1',
      of: 'catalogue',
      confirmed: true,
      rows: 'entry',
      columns: { 编号: 'identifier', 名称: 'title', 共享: 'sharing' },
      constants: {},
      values: {},
      identity: [],
    },
    'headings.map.json',
  );
  const { code, err } = await catalogue(
    await line.file('张三丰,R-0417\n李四,R-0418\n', 'headless.csv'),
    '--map',
    map,
  );
  assert.equal(code, 2);
  assert.match(err, /FILE_MAP_COLUMNS: .*编号, 名称, 共享.*any of its 2 columns/);
  assert.doesNotMatch(err, /张三丰|R-0417/);
});

async function published(code: string, said: object): Promise<void> {
  const entries = [{ code, content: said }];
  const officer = [PROVIDER, 'officer'] as const;
  const entered = await gateway.call<{ rows: { underReview: string }[] }>(
    officer,
    'POST',
    '/v1/resource-entries',
    {
      body: { entries },
    },
  );
  const digest = entered.body.rows[0]?.underReview;
  const reviews = [{ id: `${PROVIDER}:${code}`, digest }];
  await gateway.call([MANAGER, 'officer'], 'POST', '/v1/resource-reviews', { body: { reviews } });
}

test('a row of an exported table that does not say whose it is costs its entry, which would lose an item', async () => {
  const items = [
    { code: 'one', names: { en: 'One' }, dataType: 'code', sensitivity: 2 },
    { code: 'two', names: { en: 'Two' }, dataType: 'date', sensitivity: 2 },
  ];
  await published('EXPORTED', { ...content('conditional'), items });
  const file = path.join(gateway.config.stateDir, 'exported.csv');
  await line.run(
    'catalog',
    'export',
    file,
    '--language',
    'en',
    '--organisation',
    PROVIDER,
    '--member',
    PROVIDER,
  );
  const rows = (await readFile(file, 'utf8')).split('\n');
  const last = rows.findLastIndex((row) => row.includes('EXPORTED'));
  const blank = rows.with(last, (rows[last] ?? '').replace(/^[^,]*/, ''));
  const { code, out, err } = await catalogue(await line.file(blank.join('\n'), 'blank.csv'));
  assert.equal(code, 1);
  assert.match(out, /refused: 1/);
  assert.match(err, /READ_FIELD_MISSING/);
  assert.doesNotMatch(out, /updated resources/);
  const { body } = await gateway.call<{ version: number }>(
    [PROVIDER, 'officer'],
    'GET',
    `/v1/resources/${PROVIDER}:EXPORTED`,
  );
  assert.equal(body.version, 1);
});

/** Stands before the gateway, and tells how many reports of uses have passed. */
async function counted(): Promise<{ url: string; reports: () => number; server: Server }> {
  let reports = 0;
  const server = createServer((asked, answered) => {
    const { method, url, headers } = asked;
    const passed = request(new URL(url ?? '', gateway.url), { method, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(answered);
    });
    asked.pipe(passed).on('finish', () => {
      if (url === '/v1/usage-events') reports += 1;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, reports: () => reports, server };
}

test('a use that somebody else has sent is there once the ledger has it, and not before', async () => {
  await grant(gateway, 'G-KEPT', await publish(gateway, 'KEPT', 'conditional'));
  const { promise, resolve } = Promise.withResolvers<undefined>();
  held = promise;
  const row = {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    kind: 'use',
    correlation: 'C-1',
    grant: 'G-KEPT',
    recordId: 'HR-1',
    action: 'query',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'job',
    purpose: 'housing',
    outcome: 'ok',
  };
  const clerk = [CONSUMER, 'submitter'] as const;
  await gateway.call(clerk, 'POST', '/v1/usage-events', { body: row });
  const file = await line.file([row], 'uses.json');
  const { url, reports, server } = await counted();
  const imported = line.via(url, 'usage', 'import', file, '--organisation', CONSUMER);
  await until('the import has reported its use', () => Promise.resolve(reports() === 1));
  await gateway.call(clerk, 'GET', `/v1/receipts/${row.id}`);
  resolve(undefined);
  const { code, out, err } = await imported;
  server.close();
  assert.equal(code, 1, out);
  assert.match(err, /NOT_COMMITTED/);
  assert.doesNotMatch(out, /^claims:/m);
});
