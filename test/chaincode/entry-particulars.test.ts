// SPDX-License-Identifier: Apache-2.0
/** What the law asks an entry to say: taken, judged, recorded as lacking, and wanted at submission where the policy says so. */
import assert from 'node:assert/strict';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type {
  AllowedConsumers,
  DataItem,
  Resource,
  ResourceContent,
  ResourceVersion,
  SharingConditions,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { addSystem, content, publish } from '../support/catalogue-fixtures.js';
import {
  CONSUMER,
  consortium,
  MANAGER,
  PROVIDER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  approve,
  asking,
  content as offered,
  deposit,
  market,
  publish as seedResource,
  RESOURCES,
} from '../support/sharing.js';
import { describe, test } from '../support/testing.js';

const DIGEST = 'ab'.repeat(32);
const item = (code: string, change: Partial<DataItem> = {}): DataItem => ({
  code,
  names: { en: code },
  dataType: 'string',
  sensitivity: 2,
  grade: 'general-2',
  dataClass: 'business',
  ...change,
});
const conditional = (conditions: SharingConditions): ResourceContent['sharing'] => ({
  sharingType: 'conditional',
  condition: 'For a service that the law names.',
  conditions,
  modes: ['query'],
});
const COMPLETE: Partial<ResourceContent> = {
  items: [item('name'), item('birth', { grade: 'important', sensitivity: 4 })],
  formats: ['csv', 'interface'],
  sharing: conditional({ consumers: { roles: ['consumer'] }, purposes: ['pension-audit'] }),
  openness: { openType: 'not-open' },
  guideCode: '307033000/000012',
  assessments: { secrecy: DIGEST, personalInformation: DIGEST, agreed: 'Deputy head' },
};

const withSystem = async (): Promise<ChaincodeHarness> => {
  const chain = await consortium();
  await addSystem(chain, PROVIDER);
  return chain;
};
const versionOf = (chain: ChaincodeHarness, id: string, version = '1'): Promise<ResourceVersion> =>
  chain.evaluate(PROVIDER, TRANSACTIONS.resourceReadVersion, [id, version]);

test('an entry that says all that the law asks lacks nothing, and has the grade of its highest item', async () => {
  const chain = await withSystem();
  const { id } = await publish(chain, 'FULL', COMPLETE);
  const { lacks, grade, content: stored } = await versionOf(chain, id);
  assert.deepEqual([lacks, grade], [[], 'important']);
  assert.deepEqual(stored, content(COMPLETE));
});

test('what is lacking is named; an item without a grade leaves the whole without one', async () => {
  const chain = await withSystem();
  const { id } = await publish(chain, 'BARE', { updateCycle: 'unknown' });
  const { lacks, grade } = await versionOf(chain, id);
  assert.deepEqual(lacks, ['formats', 'update-cycle', 'grades', 'classes', 'conditions', 'assessments']);
  assert.equal(grade, undefined);
  const closed: ResourceContent['sharing'] = { sharingType: 'not-shared', legalBasis: 'Secrecy', modes: [] };
  const secret = await publish(chain, 'SECRET', { ...COMPLETE, sharing: closed });
  assert.deepEqual((await versionOf(chain, secret.id)).lacks, ['basis']);
});

test('under the generic profile nothing is lacking', async () => {
  const chain = await withSystem();
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [{ ...rulesOf(BUILT_IN_POLICY), profile: 'generic' }]);
  const { id } = await publish(chain, 'BARE');
  assert.deepEqual((await versionOf(chain, id)).lacks, []);
});

test('where the policy wants entries complete, one that lacks something is not handed in and nothing is written', async () => {
  const chain = await withSystem();
  const set = [{ ...rulesOf(BUILT_IN_POLICY), completeEntries: true }];
  await chain.submit(MANAGER, TRANSACTIONS.policySet, set);
  const draft = await chain.submit<Resource>(PROVIDER, TRANSACTIONS.resourceDraft, [
    { code: 'BARE', content: content() },
  ]);
  assert.deepEqual(draft.pending?.lacks, ['formats', 'grades', 'classes', 'conditions', 'assessments']);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.resourceSubmit, [draft.id]);
  for (const need of CN_809.entryNeeds.filter((one) => one !== 'basis' && one !== 'update-cycle')) {
    const code = `NO-${need}`;
    const without: Partial<Record<typeof need, Partial<ResourceContent>>> = {
      formats: { formats: undefined } as unknown as Partial<ResourceContent>,
      grades: { items: [item('name'), { ...item('x'), grade: undefined } as unknown as DataItem] },
      classes: { items: [{ ...item('x'), dataClass: undefined } as unknown as DataItem] },
      conditions: { sharing: conditional({ purposes: ['pension-audit'] }) },
      assessments: { assessments: undefined } as unknown as Partial<ResourceContent>,
    };
    const text = JSON.parse(JSON.stringify({ ...content(COMPLETE), ...without[need] })) as ResourceContent;
    const { id, pending } = await chain.submit<Resource>(PROVIDER, TRANSACTIONS.resourceDraft, [
      { code, content: text },
    ]);
    assert.deepEqual(pending?.lacks, [need]);
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.resourceSubmit, [id]);
  }
  const { id } = await publish(chain, 'BARE', COMPLETE);
  assert.deepEqual((await versionOf(chain, id)).lacks, []);
});

const sharing = (change: object): object => ({ sharing: change });
const withheld = { sharingType: 'not-shared', legalBasis: 'Secrecy', modes: [] };
const BAD: readonly (readonly [string, object])[] = [
  ['an unknown format', { formats: ['cuneiform'] }],
  ['formats out of order', { formats: ['xml', 'csv'] }],
  ['an unknown grade', { items: [{ ...item('a'), grade: 'general-5' }] }],
  ['a grade of another sensitivity', { items: [{ ...item('a'), grade: 'core' }] }],
  ['an unknown class', { items: [{ ...item('a'), dataClass: 'other' }] }],
  ['conditions without sharing conditional', sharing({ ...withheld, conditions: { purposes: ['a'] } })],
  ['conditions that state none', sharing(conditional({}))],
  ['consumers that are nobody', sharing(conditional({ consumers: {} }))],
  ['a division that is none', sharing(conditional({ consumers: { regions: ['310'] } }))],
  ['a level that is none', sharing({ ...conditional({}), conditions: { consumers: { levels: ['town'] } } })],
  ['a condition twice', sharing(conditional({ others: ['a', 'a'] }))],
  ['a rule of a department', sharing({ ...withheld, basis: { kind: 'departmental-rule', citation: 'x' } })],
  ['a rule of a locality', sharing({ ...withheld, basis: { kind: 'local-regulation', citation: 'x' } })],
  ['a basis without citation', sharing({ ...withheld, basis: { kind: 'law' } })],
  ['a guide code of letters', { guideCode: 'A07/1' }],
  ['one assessment of two', { assessments: { secrecy: DIGEST, agreed: 'Head' } }],
  ['assessments that nobody agreed to', { assessments: { secrecy: DIGEST, personalInformation: DIGEST } }],
  ['openness of conditions unsaid', { openness: { openType: 'conditional' } }],
];

describe('what the lists do not have is refused and nothing is written', () => {
  const ready = withSystem();
  for (const [name, change] of BAD)
    test(name, async () => {
      const chain = await ready;
      await chain.refuses('INVALID_ARGUMENT', PROVIDER, TRANSACTIONS.resourceDraft, [
        { code: 'R1', content: { ...content(), ...change } },
      ]);
    });
});

async function offering(conditions: SharingConditions, region?: string): Promise<ChaincodeHarness> {
  const chain = await market();
  seedResource(chain, RESOURCES.conditional, offered(conditional(conditions)));
  if (region !== undefined) {
    const { names, roles } = await chain.evaluate<{ names: object; roles: string[] }>(
      MANAGER,
      TRANSACTIONS.organisationRead,
      ['ConsumerMSP'],
    );
    await chain.submit(MANAGER, TRANSACTIONS.organisationUpdate, [
      { mspId: 'ConsumerMSP', names, roles, region },
    ]);
  }
  return chain;
}

const ask = (chain: ChaincodeHarness): Promise<AccessRequest> =>
  chain.submit(CONSUMER, TRANSACTIONS.requestSubmit, [asking()]);

describe('who may ask is judged by the ledger', () => {
  const cases: readonly (readonly [string, AllowedConsumers, string | undefined, boolean])[] = [
    ['its role', { roles: ['consumer'] }, undefined, true],
    ['another role', { roles: ['auditor'] }, undefined, false],
    ['its name', { organisations: ['ConsumerMSP'] }, undefined, true],
    ['another name', { organisations: ['OtherMSP'] }, undefined, false],
    [
      'its name, though of another level',
      { organisations: ['ConsumerMSP'], levels: ['national'] },
      '310115',
      true,
    ],
    ['its level', { levels: ['county'] }, '310115', true],
    ['another level', { levels: ['provincial'] }, '310115', false],
    ['a level, of one that has none', { levels: ['county'] }, undefined, false],
    ['a division above it', { regions: ['310000'] }, '310115', true],
    ['another division', { regions: ['320000'] }, '310115', false],
    ['the whole country', { regions: ['000000'] }, '310115', true],
    ['its division at another level', { levels: ['prefectural'], regions: ['310000'] }, '310115', false],
  ];
  for (const [name, consumers, region, isMet] of cases)
    test(name, async () => {
      const { unmet, state } = await ask(await offering({ consumers }, region));
      assert.deepEqual([unmet, state], [isMet ? undefined : ['consumers'], 'submitted']);
    });
});

test('a refusal names a stated condition that is not met, and none that is', async () => {
  const others = ['Limited to 100 a month'];
  const chain = await offering({ consumers: { roles: ['consumer'] }, purposes: ['housing'], others });
  const { unmet } = await ask(chain);
  assert.deepEqual(unmet, ['purposes']);
  const no = { id: 'REQ-1', approved: false, reason: 'Not for this', ground: 'condition' };
  for (const condition of ['consumers', 'something else'])
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.requestDecide, [{ ...no, condition }]);
  const refused = await chain.submit<AccessRequest>(PROVIDER, TRANSACTIONS.requestDecide, [
    { ...no, condition: 'purposes' },
  ]);
  assert.deepEqual([refused.state, refused.decisions[0]?.condition], ['refused', 'purposes']);
  const second = await chain.submit<AccessRequest>(CONSUMER, TRANSACTIONS.requestSubmit, [
    asking({ id: 'R2' }),
  ]);
  const words = { ...no, id: second.id, condition: others[0] };
  await chain.submit(PROVIDER, TRANSACTIONS.requestDecide, [words]);
});

test('conditions that were words only may be spelt out; spelt out otherwise they are others', async () => {
  const chain = await market();
  const words: ResourceContent['sharing'] = {
    sharingType: 'conditional',
    condition: 'For a service that the law names.',
    modes: ['query'],
  };
  const next = (sharing: ResourceContent['sharing'], version: number): void => {
    seedResource(chain, RESOURCES.conditional, offered(sharing), { version });
  };
  next(words, 2);
  await ask(chain);
  await deposit(chain);
  next(conditional({ purposes: ['pension-audit'] }), 3);
  assert.equal((await approve(chain)).state, 'decided');
  await chain.submit(CONSUMER, TRANSACTIONS.requestSubmit, [asking({ id: 'R2' })]);
  await deposit(chain, 'R2');
  next(conditional({ purposes: ['housing'] }), 4);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.requestDecide, [
    { id: 'R2', approved: true },
  ]);
});
