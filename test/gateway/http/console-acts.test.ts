// SPDX-License-Identifier: Apache-2.0
/**
 * Every act that the console offers, from its form through the gateway to the ledger and back: offered to whom it is to be,
 * filled in, carried out, and gone where nobody may take it any more. What people may write and the console has no act for is
 * listed, with the reason.
 */
import assert from 'node:assert/strict';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Correction } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { UseReport } from '@catalog-chain/chaincode/domain/stewardship/use-report';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { OBLIGATION_KINDS } from '@catalog-chain/chaincode/domain/records';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
  SYSTEM,
} from '../../support/api-flows.js';
import { ConsoleActs, type Values } from '../../support/console-acts.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, expect, test } from '../../support/testing.js';

const GOVERNMENT = 'GovernmentMSP';
const ARBITER = 'ArbiterMSP';
const SECOND = 'SecondMSP';
const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const DAY_MS = 86_400_000;
const digest = ['d'.repeat(64)];

/** By what else of the console a person does it, or why not in the console at all. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  reportUsage: 'the page of reports, by form and by file',
  attestUsage: 'the page of reports, by form and by file',
  sealUses: 'uses of an investigation come as files: by command',
  discloseUsage: 'the page of reports, by file',
  discloseAttestations: 'the page of reports, by file',
  registerSigner: 'the page of signers, from what a person’s page of keys gives',
  revokeSigner: 'the page of signers',
  requestEvidence: 'the page of bundles',
  requestRecordEvidence: 'the page of a record’s trail: its identifier is not kept',
  findRecordTrail:
    'the page of a record’s trail: a question, which writes nothing on the ledger but that it was asked',
  search: 'the box at the top: a question, whose words stand in no address',
  prepareAct: 'a step of every act that is signed',
  signOut: 'the menu of the person',
  signOutEverywhere: 'the menu of the person',
  endSessionsOf: 'an administrator’s command: it ends the sessions of a person of the organisation',
  actAs: 'the menu of the person',
  endAccount: 'an administrator’s command, with the record of accounts',
  purgeAccountEvents: 'an administrator’s command, with the record of accounts',
  depositRecordKey:
    'the gateway makes the key and deposits it when a provider decides; by hand it is a repair, by command',
  enterResources: 'catalogues by the hundred come as files: by import',
  publishResources: 'catalogues by the hundred are published by import',
  beginImport: 'what an import does is recorded by the import',
  tellImport: 'what an import does is recorded by the import',
  endImport: 'what an import does is recorded by the import',
  createWebhook: 'set up with the software that receives it: by command',
  deleteWebhook: 'set up with the software that receives it: by command',
  pauseWebhook: 'set up with the software that receives it: by command',
  resumeWebhook: 'set up with the software that receives it: by command',
  replayWebhook: 'set up with the software that receives it: by command',
  testWebhook: 'set up with the software that receives it: by command',
  rotateWebhookSecret: 'set up with the software that receives it: by command',
  redeliverDeadLetter: 'set up with the software that receives it: by command',
};

/** What is owed and met on a page of its own, with the reason. */
const NO_CARD: Readonly<Record<string, string>> = {
  'disclose-sealed': 'a seal says nothing of its use: the page of reports takes the file that was kept',
};

/** A system as the form that asks offers it. */
const CHOICE = { value: CONSUMER_SYSTEM, label: 'Applications' };

let gateway: TestGateway;
let forms: ConsoleActs;
let resource: string;
/** How far the ledger's clock is ahead. */
let ahead = 0;
const now = (): number => Date.now() + ahead;

const MINUTE_MS = 60_000;

/** As it is typed into a form: by the consortium's clocks, eight hours ahead. */
const typedAt = (ms: number): string => new Date(ms + 8 * 60 * MINUTE_MS).toISOString().slice(0, 16);

type As = readonly [string, UserRole];

beforeAll(async () => {
  gateway = await startTestGateway({
    clock: now,
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR, GOVERNMENT, ARBITER, SECOND].join(',') },
  });
  await registerMembers(gateway);
  await registerSystems(gateway);
  forms = await ConsoleActs.open(gateway, now);
  resource = await publish(gateway, 'SHARED', 'conditional');
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function read<T>(as: As, at: string): Promise<T> {
  const reply = await gateway.call<T>(as, 'GET', at);
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
}

/** Reads a thing anew and takes the named act on it. @returns the thing afterwards */
const on =
  <T>(noun: string, offer: string) =>
  async (as: As, id: string, name: string, values?: Values): Promise<T> => {
    const at = `/v1/${noun}/${id}`;
    const written = await forms.act<T>(as, [offer, await read<T>(as, at)], name, values);
    assert.ok(written);
    return read<T>(as, at);
  };

interface Standing {
  readonly id: string;
  readonly state: string;
}

const request = on<Standing>('requests', 'actsOnRequest');
const resourceOf = on<Resource>('resources', 'actsOnResource');
const dispute = on<Dispute>('disputes', 'actsOnDispute');
const matter = (noun: string) => on<Standing>(noun, 'actsOnMatter');
const correction = on<Correction>('corrections', 'actsOnCorrection');

/** With what its card reads beside it. */
async function onGrant(as: As, id: string, name: string, values?: Values): Promise<Grant> {
  const before = await read<Grant>(as, `/v1/grants/${id}`);
  const { items } = await read<{ items: object[] }>(as, `/v1/obligations?grant=${id}`);
  await forms.act(as, ['actsOnGrant', before, forms.deliveryOf(items)], name, values);
  return read<Grant>(as, `/v1/grants/${id}`);
}

const offeredOnGrant = async (as: As, id: string): Promise<readonly string[]> => [
  ...(await forms.offered(as, 'actsOnGrant', await read(as, `/v1/grants/${id}`))).keys(),
];

const opening = (offer: string, as: As, name: string, values: Values): Promise<Standing> =>
  forms.act<Standing>(as, [offer], name, values);

const begin = (as: As, kind: string, name: string, values: Values): Promise<Standing> =>
  forms.act<Standing>(as, ['beginning', kind], name, values);

test('members, their duties and systems are registered, changed, suspended and repealed', async () => {
  const admin = [MANAGER, 'admin'] as const;
  const names = { 'names.zh': '市人民政府', 'names.en': 'City hall' };
  for (const [organisation, code, role] of [
    [GOVERNMENT, 'TEST:9', 'government'],
    [ARBITER, 'TEST:5', 'arbitrator'],
    [SECOND, 'TEST:6', 'arbitrator'],
  ] as const)
    await forms.act(admin, ['openingOrganisations'], 'registerOrganisation', {
      organisation,
      code,
      ...names,
      roles: [role],
    });
  const member = on<{ status: string; names: object }>('organisations', 'actsOnOrganisation');
  const changed = await member(admin, GOVERNMENT, 'updateOrganisation', {
    'names.zh': '人民政府',
    roles: ['government'],
    region: '310000',
  });
  assert.deepEqual(changed.names, { zh: '人民政府', en: 'City hall' });
  assert.equal((await member(manager, GOVERNMENT, 'suspendOrganisation')).status, 'suspended');
  assert.equal((await member(manager, GOVERNMENT, 'resumeOrganisation')).status, 'active');
  assert.equal((await forms.offered(provider, 'openingOrganisations')).size, 0);
  await begin(provider, 'duty', 'registerDuty', {
    code: 'D7',
    'names.zh': '婚姻登记',
    legalBasis: '婚姻登记条例',
  });
  await begin(provider, 'system', 'registerSystem', {
    code: 'OLD',
    'names.zh': '旧系统',
    duties: `${PROVIDER}:D7；${PROVIDER}:D1`,
  });
  await matter('systems')(provider, `${PROVIDER}:OLD`, 'retireSystem');
  await matter('duties')(provider, `${PROVIDER}:D7`, 'repealDuty');
  const { items } = await read<{ items: Standing[] }>(
    consumer,
    `/v1/catalogue-changes?organisation=${PROVIDER}`,
  );
  assert.equal(items[0]?.state, 'open');
});

const ITEMS = 'status | 婚姻状况 | code | 3 | general-3 | user\nsince | 登记日期 | date | 2';
const ENTRY: Values = {
  code: 'FULL',
  'names.zh': '婚姻登记',
  'summary.zh': '婚姻登记信息',
  system: SYSTEM,
  items: ITEMS,
  updateCycle: 'daily',
  formats: ['csv', 'database'],
  'sharing.sharingType': 'conditional',
  'sharing.modes': ['verify', 'copy'],
  'sharing.condition': '用于住房保障',
  'sharing.conditions.consumers.roles': ['consumer'],
  'sharing.conditions.purposes': 'housing；audit',
  'sharing.conditions.others': '仅限本级',
  'openness.openType': 'conditional',
  'openness.condition': '脱敏后开放',
  assessed: 'yes',
  'assessments.secrecy': digest,
  'assessments.personalInformation': digest,
  'assessments.agreed': '办公室主任',
  contactRole: '登记处',
};

test('an entry is written with all that the law asks, changed from what it says, reviewed, suspended, resumed and retired', async () => {
  await forms.act(provider, ['openingEntries'], 'draftEntry', ENTRY);
  const id = `${PROVIDER}:FULL`;
  const { pending } = await resourceOf(provider, id, 'submitEntry');
  const content = pending?.content;
  assert.ok(content);
  assert.deepEqual(content.items[0], {
    code: 'status',
    names: { zh: '婚姻状况' },
    dataType: 'code',
    sensitivity: 3,
    grade: 'general-3',
    dataClass: 'user',
  });
  assert.deepEqual(content.sharing.conditions?.purposes, ['audit', 'housing']);
  await resourceOf(manager, id, 'review', { approved: 'no', reasons: '请补充用途' });
  const again = (values: Values) => async (): Promise<Resource> => {
    const before = await read<Resource>(provider, `/v1/resources/${id}`);
    return forms.act<Resource>(
      provider,
      ['actsOnResource', before, before.pending?.content ?? content],
      'draftEntry',
      values,
    );
  };
  const next = await again({ updateCycle: 'weekly' })();
  assert.deepEqual(next.pending?.content, { ...content, updateCycle: 'weekly' }, 'all else is as it was');
  await resourceOf(provider, id, 'submitEntry');
  assert.equal((await resourceOf(manager, id, 'review', { approved: 'yes' })).state, 'published');
  const withheld = {
    'sharing.sharingType': 'not-shared',
    'sharing.legalBasis': '保守国家秘密法',
    'sharing.reason': '涉密',
    'sharing.basis.kind': 'law',
    'sharing.basis.citation': '保守国家秘密法第九条',
  };
  const { pending: kept } = await again(withheld)();
  assert.deepEqual(kept?.content.sharing.modes, []);
  assert.equal((await resourceOf(manager, id, 'suspendEntry', { reason: '核查' })).state, 'suspended');
  assert.equal((await resourceOf(manager, id, 'resumeEntry')).state, 'published');
  assert.equal((await resourceOf(provider, id, 'retireEntry', { reason: '职责取消' })).state, 'retired');
  assert.equal((await forms.offered(consumer, 'openingEntries')).size, 0);
});

test('data is asked for, supplemented, decided, confirmed, withdrawn; delivered, contested and confirmed', async () => {
  const { content } = await read<{ content: object }>(consumer, `/v1/resources/${resource}/versions/1`);
  const ask = async (): Promise<Standing> =>
    forms.act<Standing>(consumer, ['asking', { resource, content, systems: [CHOICE] }], 'ask', {
      code: 'housing',
      text: '住房保障审核',
      legalBasis: '住房保障条例',
      items: ['status'],
      systems: [CONSUMER_SYSTEM],
    });
  const dropped = await ask();
  assert.equal((await request(consumer, dropped.id, 'withdraw')).state, 'withdrawn');
  const { id } = await ask();
  await request(provider, id, 'askMore', { missing: '应用场景；岗位' });
  await request(consumer, id, 'giveMore', { text: '窗口核验', documents: digest });
  assert.equal((await request(provider, id, 'decide', { approved: 'yes' })).state, 'decided');
  const extendable = await read<{ id: string; state: string }>(
    manager,
    `/v1/obligations/confirm-request~${id}`,
  );
  assert.equal((await forms.offered(manager, 'actsOnObligation', extendable, undefined)).size, 0);
  assert.equal((await request(manager, id, 'confirm', { approved: 'yes' })).state, 'granted');
  await onGrant(provider, id, 'deliver', {});
  await onGrant(consumer, id, 'contestDelivery', { reason: '未收到' });
  await onGrant(provider, id, 'deliver', {});
  await onGrant(consumer, id, 'confirmDelivery', {});
  const asked = await ask();
  const obligation = on<{ extension?: { answer?: object } }>('obligations', 'actsOnObligation');
  const owed = await read(provider, `/v1/obligations/answer-request~${asked.id}`);
  await forms.act(provider, ['actsOnObligation', owed, 10], 'askTime', { days: '5', reason: '须会商' });
  const answered = await obligation(manager, `answer-request~${asked.id}`, 'answerTime', { approved: 'yes' });
  assert.ok(answered.extension?.answer);
  await request(provider, asked.id, 'decide', { approved: 'no', reason: '用途不符', ground: 'none' });
});

test('a refusal names a condition that the entry states, and a request a purpose that it allows', async () => {
  const { content } = await read<{ content: { sharing: { condition?: string } } }>(
    consumer,
    `/v1/resources/${resource}/versions/1`,
  );
  const { condition } = content.sharing;
  assert.ok(condition !== undefined);
  const conditions = { purposes: ['audit', 'housing'] };
  const named = { ...content, sharing: { ...content.sharing, conditions } };
  const asking = [{ resource, content: named, systems: [CHOICE] }];
  const choicesAt = async (as: As, offer: string, name: string, field: string, about: readonly unknown[]) =>
    (await forms.offered(as, offer, ...about))
      .get(name)
      ?.fields.find((one) => one.name === field)
      ?.options?.map(({ value }) => value);
  assert.deepEqual(await choicesAt(consumer, 'asking', 'ask', 'code', asking), conditions.purposes);
  const { id } = await forms.act<Standing>(consumer, ['asking', ...asking], 'ask', {
    code: 'housing',
    text: '住房保障审核',
    legalBasis: '住房保障条例',
    items: ['status'],
    systems: [CONSUMER_SYSTEM],
  });
  const before = await read<object>(provider, `/v1/requests/${id}`);
  const choices = (unmet: readonly string[]): Promise<readonly string[] | undefined> =>
    choicesAt(provider, 'actsOnRequest', 'decide', 'condition', [{ ...before, unmet }, named]);
  assert.deepEqual(await choices(['purposes']), [condition, 'purposes']);
  assert.deepEqual(await choices([]), [condition], 'nothing that the ledger judges to be met');
  await forms.act(provider, ['actsOnRequest', before, content], 'decide', {
    approved: 'no',
    reason: '条件不具备',
    ground: 'condition',
    condition,
  });
  assert.equal((await read<Standing>(provider, `/v1/requests/${id}`)).state, 'refused');
});

test('a grant is widened, renewed, suspended to be mended, and mended', async () => {
  const id = await grant(gateway, 'G-1', resource);
  const variation = matter('variations');
  for (const [purpose, name, values, state] of [
    ['audit', 'withdrawVariation', {}, 'withdrawn'],
    [
      'appeal',
      'answerVariation',
      { approved: 'yes', 'posts.agreed': '处长', 'posts.entered': '科员' },
      'agreed',
    ],
  ] as const) {
    const asked = await forms.act<Standing>(
      consumer,
      ['actsOnGrant', await read(consumer, `/v1/grants/${id}`), undefined],
      'askVariation',
      {
        code: purpose,
        purpose: '复核',
        reason: '复核需要',
      },
    );
    const by = name === 'answerVariation' ? provider : consumer;
    assert.equal((await variation(by, asked.id, name, values)).state, state);
    assert.equal(
      (await forms.offered(by, 'actsOnMatter', await read(by, `/v1/variations/${asked.id}`))).size,
      0,
    );
  }
  const later = now() + 200 * DAY_MS;
  const renewed = await onGrant(provider, id, 'renew', { to: typedAt(later) });
  assert.equal(renewed.terms.period.to, new Date(later - (later % MINUTE_MS)).toISOString());
  assert.ok((await onGrant(provider, id, 'suspend', { reason: '超范围', rectifyWithin: '5' })).rectification);
  await onGrant(consumer, id, 'declareRectification', { text: '已停止', evidence: digest });
  await onGrant(provider, id, 'contestRectification', { reason: '仍在查询' });
  await onGrant(consumer, id, 'declareRectification', { text: '已全部停止' });
  const resumed = await onGrant(provider, id, 'resume', { reason: '已整改' });
  assert.deepEqual([resumed.state, resumed.rectification?.outcome], ['active', 'mended']);
  const [agreement = ''] = digest;
  const year = new Date(now()).toISOString().slice(0, 4);
  await onGrant(consumer, id, 'submitUseReport', {
    year,
    scenario: '窗口核验',
    course: '按件核验',
    effect: '少跑一趟',
    'storage.place': '政务云',
    'storage.copies': '1',
    'destroyed.copies': '1',
    'destroyed.on': new Date(now()).toISOString().slice(0, 10),
    contractors: `TEST:C2 store,operate ${agreement}\nTEST:C1 words.contractorTask.maintain，build ${agreement}`,
  });
  const reported = await read<UseReport>(consumer, `/v1/use-reports/${id}/${year}`);
  assert.deepEqual(reported.contractors, [
    { code: 'TEST:C1', tasks: ['build', 'maintain'], agreement },
    { code: 'TEST:C2', tasks: ['operate', 'store'], agreement },
  ]);
  await onGrant(provider, id, 'discloseKey', { to: AUDITOR, reason: 'audit', case: 'C-1' });
  const offered = await offeredOnGrant(consumer, id);
  for (const name of ['renew', 'declareRectification', 'announceService'])
    assert.ok(!offered.includes(name), name);
});

test('a service is to end: taken back; then consulted on, filed, received, and ended when its time has come', async () => {
  const id = await grant(gateway, 'G-2', resource);
  const year = new Date(now() + 8 * 60 * MINUTE_MS).toISOString().slice(0, 4);
  const effectiveAt = typedAt(now() + 5 * DAY_MS);
  const service = matter('service-changes');
  const announce = async (): Promise<string> => {
    const values = { action: 'end', reason: '系统停用', effectiveAt };
    return (
      await forms.act<Standing>(
        provider,
        ['actsOnGrant', await read(provider, `/v1/grants/${id}`), undefined],
        'announceService',
        values,
      )
    ).id;
  };
  assert.equal((await service(provider, await announce(), 'withdrawService')).state, 'withdrawn');
  const notice = await announce();
  assert.ok(!(await offeredOnGrant(provider, id)).includes('announceService'), 'one at a time');
  await service(consumer, notice, 'consult', { agreed: 'no', text: '请延后' });
  await service(provider, notice, 'fileService', { document: digest, reference: '2026-1' });
  await service(manager, notice, 'receiveFiling');
  const early = await forms.offered(
    provider,
    'actsOnMatter',
    await read(provider, `/v1/service-changes/${notice}`),
  );
  assert.ok(!early.has('takeEffect'));
  ahead += 6 * DAY_MS;
  assert.equal((await service(provider, notice, 'takeEffect')).state, 'effective');
  assert.equal((await read<Grant>(provider, `/v1/grants/${id}`)).state, 'revoked');
  // Of a grant that has ended there is no more to come: the report is what is owed.
  await onGrant(consumer, id, 'submitUseReport', {
    year,
    scenario: '窗口核验',
    course: '按件核验',
    effect: '少跑一趟',
    'storage.place': '政务云',
    'storage.copies': '0',
  });
  await onGrant(consumer, id, 'purgeKey', { reason: '授权已终止' }).catch((error: unknown) => {
    // Kept for as long as its records are, where the policy says so.
    assert.match(String(error), /retention/);
    forms.performed.add('purgeRecordKey');
  });
});

test('copies are disposed of: as the provider says, contested once; a grant whose time is over is recorded so', async () => {
  const sharing = { 'sharing.sharingType': 'unconditional', 'sharing.modes': ['copy'] };
  await forms.act(provider, ['openingEntries'], 'draftEntry', { ...ENTRY, code: 'COPIED', ...sharing });
  const copied = `${PROVIDER}:COPIED`;
  await resourceOf(provider, copied, 'submitEntry');
  await resourceOf(manager, copied, 'review', { approved: 'yes' });
  for (const id of ['C-1', 'C-2']) {
    const period = {
      from: new Date(now() - 60_000).toISOString(),
      to: new Date(now() + DAY_MS).toISOString(),
    };
    const body = { ...requestBody(id, copied), mode: 'copy', items: ['status'], period };
    assert.equal((await gateway.call(consumer, 'POST', '/v1/requests', { body })).status, 201);
  }
  assert.equal((await onGrant(consumer, 'C-1', 'revoke', { reason: '不再需要' })).state, 'revoked');
  const disposal = matter('disposals');
  await disposal(provider, 'C-1', 'instructDisposal', { method: 'destroy', text: '全部销毁' });
  const declared = { digest, on: new Date(now()).toISOString().slice(0, 10) };
  await disposal(consumer, 'C-1', 'declareDisposal', declared);
  assert.equal((await disposal(provider, 'C-1', 'contestDisposal', { reason: '备份仍在' })).state, 'owed');
  await disposal(consumer, 'C-1', 'declareDisposal', declared);
  assert.equal((await disposal(provider, 'C-1', 'confirmDisposal')).state, 'confirmed');
  assert.ok(!(await offeredOnGrant(consumer, 'C-2')).includes('expire'));
  ahead += 2 * DAY_MS;
  assert.equal((await onGrant(consumer, 'C-2', 'expire')).state, 'expired');
});

test('data goes back to a lower level, as a grant', async () => {
  const region = async (
    organisation: string,
    names: object,
    roles: string[],
    code: string,
  ): Promise<void> => {
    const body = { names, roles, region: code };
    assert.equal(
      (await gateway.call([MANAGER, 'admin'], 'PUT', `/v1/organisations/${organisation}`, { body })).status,
      200,
    );
  };
  await region(PROVIDER, { en: 'Civil affairs' }, ['provider'], '310000');
  await region(CONSUMER, { en: 'Housing' }, ['consumer'], '310101');
  const day = (days: number): string => new Date(now() + days * DAY_MS).toISOString().slice(0, 10);
  const before = await read(provider, `/v1/resources/${resource}`);
  const returned = await forms.act<Standing>(provider, ['actsOnResource', before], 'returnData', {
    to: CONSUMER,
    'purpose.code': 'local',
    'purpose.text': '本行政区域治理',
    legalBasis: '共享条例第二十六条',
    mode: 'query',
    items: 'status；since',
    systems: CONSUMER_SYSTEM,
    from: day(1),
    until: day(100),
  });
  assert.equal((await read<Grant>(consumer, `/v1/grants/${returned.id}`)).terms.flow, 'return');
  await onGrant(provider, returned.id, 'deliver', {});
});

test('an authority orders, criticises and concludes; members report incidents and answer complaints', async () => {
  const order = on<Standing>('orders', 'actsOnOrder');
  const charge = { organisation: PROVIDER, items: ['39-4'], text: '逾期未答复' };
  for (const [offer, name] of [
    ['openingOrders', 'issueOrder'],
    ['openingCriticisms', 'issueCriticism'],
  ] as const) {
    const act = (await forms.offered(manager, offer)).get(name);
    const { options = [], fits } = act?.fields.find((field) => field.name === 'items') ?? {};
    const articles = options
      .filter(({ value }) => fits?.(value, charge))
      .map(({ value }) => value.slice(0, 2));
    assert.deepEqual([...new Set(articles)], ['39'], 'a provider is charged with what is of providers');
  }
  const first = await opening('openingOrders', manager, 'issueOrder', {
    ...charge,
    within: '5',
    report: digest,
  });
  await order(provider, first.id, 'reportOrder', { text: '已答复', evidence: digest });
  assert.equal(
    (await order(manager, first.id, 'concludeOrder', { complied: 'no', text: '仍未答复' })).state,
    'failed',
  );
  const second = await opening('openingOrders', manager, 'issueOrder', { ...charge, within: '5' });
  assert.equal((await order(manager, second.id, 'withdrawOrder')).state, 'withdrawn');
  await opening('openingCriticisms', manager, 'issueCriticism', { ...charge, order: first.id });
  const incident = await opening('openingIncidents', provider, 'reportIncident', {
    kind: 'leak',
    noticedAt: typedAt(now() - 3_600_000),
    text: '账号被盗用',
    digest,
    'about.resource': resource,
  });
  assert.equal(
    (
      await on<Standing>('incidents', 'actsOnIncident')(provider, incident.id, 'closeIncident', {
        text: '已处置',
        digest,
      })
    ).state,
    'closed',
  );
  const complaint = await opening('openingComplaints', provider, 'receiveComplaint', {
    kind: 'wrong-data',
    digest,
    receivedOn: new Date(now()).toISOString().slice(0, 10),
  });
  const answered = await on<Standing>('complaints', 'actsOnComplaint')(
    provider,
    complaint.id,
    'answerComplaint',
    {
      outcome: 'rejected',
      digest,
    },
  );
  assert.equal(answered.state, 'answered');
  for (const offer of ['openingOrders', 'openingCriticisms'])
    assert.equal((await forms.offered(provider, offer)).size, 0);
});

test('catalogues follow the law; source agencies ask for updates; demand is stated, listed, refused or withdrawn', async () => {
  const change = await begin(provider, 'catalogue-change', 'declareChange', {
    duty: `${PROVIDER}:D1`,
    kind: 'law-changed',
    text: '条例修订',
    citation: '第二十条',
  });
  const changes = matter('catalogue-changes');
  assert.equal((await changes(provider, change.id, 'recordUpdate', { text: '无须修改' })).state, 'updated');
  assert.equal((await changes(manager, change.id, 'contestUpdate', { reason: '仍须修改' })).state, 'open');
  // A source agency provides; and as an authority it stands over the parties of the disputes below.
  const body = {
    names: { en: 'Data bureau', zh: '数据局' },
    roles: ['manager', 'provider'],
    region: '310000',
  };
  const made = await gateway.call([MANAGER, 'admin'], 'PUT', `/v1/organisations/${MANAGER}`, { body });
  assert.equal(made.status, 200, made.text);
  const source = await begin(manager, 'source-agency', 'designateSource', {
    'names.zh': '婚姻',
    agency: MANAGER,
    collectors: [PROVIDER],
    items: resource,
    basis: '三定规定',
  });
  const sources = matter('source-agencies');
  const asked = async (): Promise<Standing> =>
    forms.act<Standing>(
      manager,
      ['actsOnMatter', await read(manager, `/v1/source-agencies/${source.id}`)],
      'askSourceUpdate',
      {
        collector: PROVIDER,
        text: '补齐 2025 年数据',
      },
    );
  const { id } = await asked();
  const updates = matter('source-updates');
  await updates(provider, id, 'declareSourceUpdate', { text: '已补齐' });
  assert.equal((await updates(manager, id, 'contestSourceUpdate', { reason: '缺十二月' })).state, 'asked');
  await updates(provider, id, 'declareSourceUpdate', { text: '已补十二月' });
  assert.equal((await updates(manager, id, 'confirmSourceUpdate')).state, 'confirmed');
  assert.equal((await sources(manager, source.id, 'endSource', { reason: '职责调整' })).state, 'ended');
  const demands = matter('demands');
  const wanted = {
    provider: PROVIDER,
    'names.zh': '收养登记',
    'purpose.code': 'housing',
    'purpose.text': '住房保障',
    legalBasis: '条例',
  };
  const state = (): Promise<Standing> =>
    begin(consumer, 'demand', 'stateDemand', { ...wanted, items: '收养人；日期' });
  assert.equal((await demands(consumer, (await state()).id, 'withdrawDemand')).state, 'withdrawn');
  assert.equal(
    (
      await demands(provider, (await state()).id, 'refuseDemand', {
        ground: 'held-by-another',
        reason: '由公安持有',
        holder: MANAGER,
      })
    ).state,
    'refused',
  );
  assert.equal((await demands(provider, (await state()).id, 'listDemanded', { resource })).state, 'listed');
});

async function opened(as: As): Promise<string> {
  const before = await read(as, '/v1/grants/G-1');
  return (
    await forms.act<Dispute>(as, ['actsOnGrant', before, undefined], 'openDispute', {
      kind: 'misuse',
      statement: '超范围使用',
    })
  ).id;
}

const RULING = {
  findings: ['out-of-scope-use'],
  responsible: CONSUMER,
  action: 'report-measures',
  reasons: '查询超出授权',
};

test('negotiation fails and is referred: a proposal that all accept, and one that the government decides', async () => {
  const government = [GOVERNMENT, 'officer'] as const;
  const settled = await opened(provider);
  assert.equal(
    (await dispute(consumer, settled, 'dispute.answer', { text: '按授权查询' })).state,
    'answered',
  );
  await dispute(provider, settled, 'refer', { text: '协商不成' });
  await dispute(manager, settled, 'coordinate', { text: '限缩查询', document: digest });
  await dispute(provider, settled, 'acceptProposal', { text: '接受' });
  assert.equal((await dispute(consumer, settled, 'acceptProposal', { text: '接受' })).state, 'closed');
  const decided = await opened(provider);
  await dispute(consumer, decided, 'dispute.answer', { text: '按授权查询' });
  await dispute(consumer, decided, 'refer', { text: '协商不成' });
  await dispute(manager, decided, 'coordinate', { text: '限缩查询' });
  assert.equal((await dispute(consumer, decided, 'escalate', { text: '不接受' })).state, 'assigned');
  assert.ok(
    !(await forms.offered(manager, 'actsOnDispute', await read(manager, `/v1/disputes/${decided}`))).has(
      'decide',
    ),
  );
  assert.equal((await dispute(government, decided, 'decide', RULING)).state, 'ruled');
});

test('data is reported as wrong, answered, withdrawn, and what is said to be right becomes a dispute in one call', async () => {
  const report = async (): Promise<string> => {
    const before = await read(consumer, '/v1/grants/G-1');
    const values = { item: 'status', statement: '状态有误' };
    return (await forms.act<Standing>(consumer, ['actsOnGrant', before, undefined], 'reportWrong', values))
      .id;
  };
  assert.equal((await correction(consumer, await report(), 'correction.withdraw')).state, 'withdrawn');
  const id = await report();
  await correction(provider, id, 'correction.answer', { outcome: 'not-wrong', text: '核对无误' });
  const turned = await correction(consumer, id, 'disputeCorrection', { statement: '仍有误' });
  assert.equal(turned.state, 'disputed');
  const about = await read<Dispute>(consumer, `/v1/disputes/${turned.dispute ?? ''}`);
  assert.deepEqual([about.kind, about.statement], ['quality', '仍有误']);
  assert.equal(
    (await dispute(consumer, about.id, 'dispute.withdraw', { text: '已核实' })).state,
    'withdrawn',
  );
});

test('an arbitrator rules: accepted, remedied and closed; appealed, and lapsed where nobody is free to decide', async () => {
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const body = { deadlines, calendar, reportWithinHours, profile: 'cn-809', disputeCourse: 'arbitration' };
  await forms.act(manager, ['actsOnPolicy', body, [{ name: 'course', value: 'arbitration' }]], 'policy.act');
  const ruled = async (arbitrator: string): Promise<string> => {
    const id = await opened(provider);
    await dispute(consumer, id, 'dispute.answer', { text: '按授权查询' });
    await dispute(manager, id, 'dispute.assign', { arbitrator });
    const as = [arbitrator, 'arbitrator'] as const;
    const before = await read<Dispute>(as, `/v1/disputes/${id}`);
    const act = (await forms.offered(as, 'actsOnDispute', before)).get('dispute.rule');
    const ruling = (await dispute(as, id, 'dispute.rule', RULING)).rulings.at(-1);
    const day = (deadline: { readonly dueAt: string } | undefined): string =>
      new Date(Date.parse(deadline?.dueAt ?? '') + calendar.utcOffsetMinutes * 60_000)
        .toISOString()
        .slice(0, 10);
    // What the ledger adds is told before it is recorded.
    assert.deepEqual(act?.follows?.(RULING), [
      {
        name: 'dispute.remedyDue',
        value: `act.dueOn ${day(ruling?.remedyDue)} ${deadlines.remedy}`,
      },
      { name: 'dispute.appealDue', value: `act.dueOn ${day(ruling?.appeal)} ${deadlines.appeal}` },
    ]);
    assert.deepEqual(
      act.follows({ ...RULING, action: 'none' }).map(({ name }) => name),
      ['dispute.appealDue'],
    );
    return id;
  };
  const recused = await opened(provider);
  await dispute(consumer, recused, 'dispute.answer', { text: '按授权查询' });
  await dispute(manager, recused, 'dispute.assign', { arbitrator: ARBITER });
  const arbiter = [ARBITER, 'arbitrator'] as const;
  const offered = async (as: As): Promise<ReadonlySet<string>> =>
    new Set((await forms.offered(as, 'actsOnDispute', await read(as, `/v1/disputes/${recused}`))).keys());
  assert.deepEqual(
    [...(await offered(arbiter))].sort(),
    ['dispute.recuse', 'dispute.rule'],
    'whoever is to rule may recuse itself',
  );
  const why = { text: '本机构参与建设所涉系统', evidence: digest };
  assert.equal((await dispute(arbiter, recused, 'dispute.recuse', why)).state, 'recused');
  assert.equal((await offered(arbiter)).size, 0);
  assert.ok((await offered(manager)).has('dispute.assign'));
  assert.ok(!(await offered(consumer)).has('dispute.draw'), 'a manager has its time first');
  ahead += 30 * DAY_MS;
  assert.equal((await dispute(consumer, recused, 'dispute.draw')).arbitrators.at(-1)?.organisation, SECOND);
  assert.equal((await dispute(provider, recused, 'dispute.withdraw', { text: '已说明' })).state, 'withdrawn');
  const first = await ruled(ARBITER);
  await dispute(provider, first, 'dispute.accept', { text: '接受' });
  assert.equal(
    (await dispute(consumer, first, 'dispute.remedy', { text: '已整改', evidence: digest })).state,
    'remedied',
  );
  assert.equal((await dispute(provider, first, 'dispute.close', { outcome: 'remedied' })).state, 'closed');
  const appealed = await ruled(ARBITER);
  await dispute(consumer, appealed, 'dispute.appeal', { text: '不服' });
  const suspended = await gateway.call(manager, 'POST', `/v1/organisations/${SECOND}/suspension`);
  assert.equal(suspended.status, 200, suspended.text);
  assert.ok(
    !(await forms.offered(consumer, 'actsOnDispute', await read(consumer, `/v1/disputes/${appealed}`))).has(
      'lapse',
    ),
  );
  ahead += 60 * DAY_MS;
  assert.equal((await dispute(consumer, appealed, 'lapse', { text: '无人可以复议' })).state, 'ruled');
});

test('a month that is over is closed by each side', async () => {
  const month = new Date(now() - 40 * DAY_MS).toISOString().slice(0, 7);
  const about = {
    grant: 'G-1',
    period: month,
    provider: PROVIDER,
    consumer: CONSUMER,
    closed: [],
    isOver: true,
  };
  await forms.act(consumer, ['actsOnMonth', about], 'closeMonth');
  assert.equal((await forms.offered(consumer, 'actsOnMonth', { ...about, closed: ['claim'] })).size, 0);
});

test('whatever a person may write is an act of the console, or listed with a reason', () => {
  const { paths } = gateway.description as {
    paths: Record<string, Record<string, { operationId: string } | undefined>>;
  };
  const writes = Object.values(paths).flatMap((methods) =>
    Object.entries(methods).flatMap(([method, row]) => (method === 'get' || !row ? [] : [row.operationId])),
  );
  expect(writes.filter((name) => !forms.performed.has(name) && ELSEWHERE[name] === undefined)).toEqual([]);
  expect(
    Object.keys(ELSEWHERE).filter((name) => forms.performed.has(name) || !writes.includes(name)),
  ).toEqual([]);
});

test('what is refused of a form is shown at the field that says it, on every form', () => {
  const fields = [...forms.refused.values()].flat();
  assert.ok(
    forms.refused.size > 60 && fields.length > 150,
    `${forms.refused.size} forms, ${fields.length} fields`,
  );
});

/** The pages of the console on which a thing's card is, by its type. */
const CARDS: Readonly<Record<string, string>> = {
  request: 'requests',
  grant: 'grants',
  resource: 'resources',
  correction: 'corrections',
  dispute: 'disputes',
  order: 'orders',
  incident: 'incidents',
  complaint: 'complaints',
};

const cardOf = (about: unknown): string => {
  const { type, id, grant: of } = about as { type: string; id?: string; grant?: string };
  return `/${CARDS[type] ?? `matters/${type}`}/${encodeURIComponent((type === 'disposal' ? of : id) ?? '')}`;
};

test('whatever is owed leads to the form of the act by which it is met, on the card on which that act is offered', () => {
  const led = forms.met.filter(({ owed, title, about }) => {
    const meeting = forms.meetingOf(owed);
    return meeting?.act === title && meeting.address.startsWith(`${cardOf(about)}?`);
  });
  const kinds = new Set(led.map(({ owed }) => owed.kind));
  expect(OBLIGATION_KINDS.filter((kind) => !kinds.has(kind))).toEqual(Object.keys(NO_CARD));
  for (const kind of Object.keys(NO_CARD)) {
    const owed = { id: kind, kind, state: 'open', cause: { type: 'seal', id: 'X' } };
    expect(forms.meetingOf(owed)?.address).toMatch(/^\/report\?do=report\.disclose$/);
  }
  for (const { owed } of forms.met) expect(forms.meetingOf({ ...owed, state: 'missed' })).toBe(undefined);
});
