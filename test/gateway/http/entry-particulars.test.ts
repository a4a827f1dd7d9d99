// SPDX-License-Identifier: Apache-2.0
/** What the law asks an entry to say, at the user's door: drafted, published, imported, asked for and refused. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { EntryResult } from '@catalog-chain/gateway/usecases/catalogue/entries';
import { content, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const DIGEST = 'ab'.repeat(32);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  await registerSystems(gateway);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const post = <T>(as: typeof provider | typeof consumer | typeof manager, at: string, body?: object) =>
  gateway.call<T>(as, 'POST', at, body ? { body } : {}) as Promise<Reply<T> & { body: { code?: string } }>;

const items = ['status', 'since'].map((code) => ({
  code,
  names: { en: code },
  dataType: 'string',
  sensitivity: 3,
  grade: 'general-3',
  dataClass: 'user',
}));
const complete = {
  ...content('conditional'),
  items,
  // In no order: a set is one set.
  formats: ['interface', 'csv'],
  openness: { openType: 'conditional', condition: 'On request' },
  guideCode: '307033000/000012',
  assessments: { secrecy: DIGEST, personalInformation: DIGEST, agreed: 'Deputy head' },
  sharing: {
    sharingType: 'conditional',
    condition: 'For housing benefits',
    conditions: { consumers: { organisations: [CONSUMER] }, purposes: ['benefit'], others: ['100 a month'] },
    modes: ['verify', 'query'],
  },
};

const want = (completeEntries: boolean) =>
  post(manager, '/v1/policies', { ...rulesOf(BUILT_IN_POLICY), completeEntries });

test('an entry that lacks something is handed in and says so, until the policy wants entries complete', async () => {
  const drafted = await post<Resource>(provider, '/v1/resources', {
    code: 'BARE',
    content: content('conditional'),
  });
  const lacks = ['formats', 'grades', 'classes', 'conditions', 'assessments'];
  assert.deepEqual(drafted.body.pending?.lacks, lacks);
  assert.equal((await want(true)).status, 201);
  const refused = await post(provider, `/v1/resources/${PROVIDER}:BARE/submission`);
  assert.deepEqual([refused.status, refused.body.code], [422, 'CONDITION_NOT_MET']);
  assert.match(refused.text, /formats, grades, classes, conditions, assessments/);
  const many = await post<{ rows: EntryResult[] }>(provider, '/v1/resource-entries', {
    entries: [
      { code: 'BARE', content: content('conditional') },
      { code: 'FULL', content: complete },
    ],
  });
  assert.deepEqual(
    many.body.rows.map(({ status, lacks: missing }) => [status, missing]),
    [
      ['drafted', lacks],
      ['written', undefined],
    ],
  );
  const digest = many.body.rows[1]?.underReview;
  await post(manager, `/v1/resources/${PROVIDER}:FULL/review`, { approved: true, digest });
  const { body } = await gateway.call<ResourceVersion>(
    consumer,
    'GET',
    `/v1/resources/${PROVIDER}:FULL/versions/1`,
  );
  assert.deepEqual([body.grade, body.lacks], ['general-3', []]);
  assert.deepEqual(body.content.formats, ['csv', 'interface']);
});

test('an import leaves drafts and names what each entry lacks, in both languages', async () => {
  const line = new ImportLine(gateway);
  const head = [
    '标题',
    '摘要',
    '提供单位',
    '共享类型',
    '共享条件',
    '更新周期',
    '数据格式',
    '数据分级',
    '数据分类',
  ];
  const row = [
    '公交站点',
    '站点位置',
    '示例市交通局',
    '无条件共享',
    '',
    '每日',
    'CSV、API、KML',
    '一般1级',
    '业务数据',
  ];
  const file = await line.file([head, row].map((cells) => cells.join(',')).join('\r\n'));
  const map = await line.confirmedMap(file);
  const refused = `${file}.refused`;
  const rehearsed = `${file}.rehearsed`;
  const words = ['catalog', 'import', file, '--map', map];
  const rehearsal = await line.run(...words, '--dry-run', '--refused', rehearsed);
  const { code, out } = await line.run('catalog', 'import', file, '--map', map, '--refused', refused);
  assert.equal(code, 0, out);
  assert.equal(rehearsal.code, code, 'the rehearsal ends as the import does');
  assert.match(out, /^noted: 1$/m);
  const noted = await readFile(refused, 'utf8');
  assert.equal(await readFile(rehearsed, 'utf8'), noted, 'and foretells row by row what is left a draft');
  assert.doesNotMatch(rehearsal.out, /^obligations .*review-catalogue/m, 'a draft waits for nobody');
  assert.match(noted, /"READ_INCOMPLETE".*left as a draft.*assessments/);
  const found = await gateway.call<{ items: Resource[] }>(
    manager,
    'GET',
    '/v1/resources?limit=10&state=draft',
  );
  const draft = found.body.items.find(({ pending }) => pending?.content.names.zh === '公交站点');
  assert.ok(draft?.pending, found.text);
  assert.deepEqual(draft.pending.lacks, ['assessments']);
  assert.deepEqual(draft.pending.content.formats, ['csv', 'interface', 'other']);
  assert.deepEqual(
    draft.pending.content.items.map(({ grade, dataClass, sensitivity }) => [grade, dataClass, sensitivity]),
    [['general-1', 'business', 1]],
  );
  assert.equal((await want(false)).status, 201);
  const again = await line.run('catalog', 'import', file, '--map', map);
  assert.equal(again.code, 0, again.out);
  const { body } = await gateway.call<Resource>(manager, 'GET', `/v1/resources/${draft.id}`);
  assert.deepEqual([body.state, body.version], ['published', 1]);
});

test('what lacks something is found by what it lacks, and a table with both assessments completes it', async () => {
  assert.equal((await want(true)).status, 201);
  const line = new ImportLine(gateway);
  const head = '编号,标题,摘要,提供单位,共享类型,更新周期,数据格式,数据分级,数据分类';
  const row = 'B-7,公交线路,线路走向,示例市交通局,无条件共享,每日,CSV,一般1级,业务数据';
  const bare = await line.file(`${head}\r\n${row}\r\n`);
  const words = ['--map', await line.confirmedMap(bare)];
  assert.equal((await line.run('catalog', 'import', bare, ...words)).code, 0);
  const listed = async (as: typeof manager | typeof consumer, question: string) => {
    const { body } = await gateway.call<{ items: (Resource & { lacks: string[] })[] }>(
      as,
      'GET',
      `/v1/resources?${question}&limit=1000`,
    );
    return body.items;
  };
  const called = (all: readonly Resource[]): Resource[] =>
    all.filter(({ pending }) => pending?.content.names.zh === '公交线路');
  const [draft] = called(await listed(manager, 'lacks=assessments'));
  assert.deepEqual((draft as { lacks?: string[] } | undefined)?.lacks, ['assessments']);
  assert.equal(called(await listed(manager, 'lacks=any&state=draft')).length, 1);
  assert.deepEqual(called(await listed(manager, 'lacks=formats')), []);
  const others = await listed(consumer, 'lacks=assessments');
  assert.ok(!others.some(({ id }) => id === draft?.id), 'what is being written is not for others');
  const unknown = await gateway.call(manager, 'GET', '/v1/resources?lacks=nothing');
  assert.equal(unknown.status, 400);
  const told = await line.run('catalog', 'lacking', '--what', 'assessments');
  assert.equal(told.code, 1);
  assert.match(told.out, new RegExp(`^${draft?.id ?? '-'}  draft  assessments$`, 'm'));

  const more = `${head},保密风险评估,个人信息保护影响评估,同意岗位`;
  const half = await line.file(`${more}\r\n${row},${DIGEST},,副局长\r\n`);
  const halfMap = ['--map', await line.confirmedMap(half)];
  const partly = await line.run('catalog', 'import', half, ...halfMap);
  assert.match(
    partly.err,
    /READ_ASSESSMENTS .*: The assessments are left out: 个人信息保护影响评估 \(personalInformation\) is missing/,
  );
  assert.match(partly.err, /READ_INCOMPLETE/);
  const whole = await line.file(`${more}\r\n${row},${DIGEST},${DIGEST.toUpperCase()},副局长\r\n`);
  const { code, out, err } = await line.run('catalog', 'import', whole, ...halfMap);
  assert.equal(code, 0, err);
  assert.doesNotMatch(err, /READ_INCOMPLETE/);
  const { body } = await gateway.call<Resource>(manager, 'GET', `/v1/resources/${draft?.id ?? ''}`);
  assert.deepEqual([body.state, body.version], ['published', 1], out);
  const version = await gateway.call<ResourceVersion>(
    consumer,
    'GET',
    `/v1/resources/${draft?.id ?? ''}/versions/1`,
  );
  assert.deepEqual(version.body.content.assessments, {
    secrecy: DIGEST,
    personalInformation: DIGEST,
    agreed: '副局长',
  });
  assert.equal((await want(false)).status, 201);
});

test('no lower rule is a basis, and the fault is named at its field', async () => {
  const sharing = {
    sharingType: 'not-shared',
    legalBasis: 'A local rule',
    reason: 'Private',
    basis: { kind: 'local-regulation', citation: 'Rules of a city' },
    modes: [],
  };
  const reply = await post(provider, '/v1/resources', { code: 'LOCAL', content: { ...complete, sharing } });
  assert.equal(reply.status, 400, reply.text);
  assert.match(reply.text, /basis\.kind/);
  assert.match(reply.text, /no lower rule/);
});

test('a request outside the stated conditions says which; the refusal names one of them', async () => {
  const asked = await post<AccessRequest>(consumer, '/v1/requests', requestBody('OUT-1', `${PROVIDER}:FULL`));
  assert.deepEqual([asked.status, asked.body.unmet], [201, ['purposes']], asked.text);
  const no = { approved: false, reason: 'Not for housing', ground: 'condition' };
  const at = '/v1/requests/OUT-1/decision';
  const met = await post(provider, at, { ...no, condition: 'consumers' });
  assert.deepEqual([met.status, met.body.code], [422, 'CONDITION_NOT_MET']);
  const { status, body } = await post<AccessRequest>(provider, at, { ...no, condition: 'purposes' });
  assert.deepEqual([status, body.state], [200, 'refused']);
});
