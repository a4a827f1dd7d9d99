// SPDX-License-Identifier: Apache-2.0
/** The closed schema of a catalogue entry: what it takes, and what it refuses and never stores. */
import assert from 'node:assert/strict';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type {
  DataItem,
  Resource,
  ResourceContent,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { addSystem, content } from '../support/catalogue-fixtures.js';
import { consortium, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { describe, test } from '../support/testing.js';

const chain: Promise<ChaincodeHarness> = consortium().then(async (made) => {
  await addSystem(made, PROVIDER);
  return made;
});

const draft = async (change: object, code = 'OPM-HI-0001'): Promise<Resource> =>
  (await chain).evaluate<Resource>(PROVIDER, 'resource:draft', [
    { code, content: { ...content(), ...change } },
  ]);
const refuses = async (as: DomainCode, change: object): Promise<void> =>
  (await chain).refuses(as, PROVIDER, 'resource:draft', [
    { code: 'R1', content: { ...content(), ...change } },
  ]);

const item = (code: string, change: Partial<DataItem> = {}): DataItem => ({
  code,
  names: { en: 'Item' },
  dataType: 'string',
  sensitivity: 1,
  ...change,
});
const items = (count: number): DataItem[] => Array.from({ length: count }, (_, i) => item(`c${i}`));
const sharing = (change: object): { sharing: object } => ({ sharing: change });

const GOOD: readonly (readonly [string, Partial<ResourceContent>])[] = [
  [
    'a long title and summary',
    { names: { en: 't'.repeat(300) }, summary: { en: 's'.repeat(4000), zh: '目录' } },
  ],
  ['five hundred items', { items: items(500) }],
  ['items in the order of the source', { items: [item('z'), item('a')] }],
  ['a schema digest', { schemaDigest: 'ab'.repeat(32) }],
  ['unconditional sharing in one mode', { sharing: { sharingType: 'unconditional', modes: ['verify'] } }],
  ['no sharing, by law', { sharing: { sharingType: 'not-shared', legalBasis: '5 U.S.C. 552a', modes: [] } }],
];

describe('what a catalogue says is taken as it is', () => {
  for (const [name, change] of GOOD) {
    test(name, async () => {
      const { pending } = await draft(change);
      assert.deepEqual(pending?.content, { ...content(), ...change });
    });
  }
});

const BAD: readonly (readonly [string, object])[] = [
  ['a field of its own', { sample: 'x' }],
  ['values in an item', { items: [{ ...item('a'), values: ['x'] }] }],
  ['a free-form payload', { metadata: {} }],
  ['no name', { names: {} }],
  ['a title too long', { names: { en: 't'.repeat(301) } }],
  ['a summary too long', { summary: { en: 's'.repeat(4001) } }],
  ['a line break in a summary', { summary: { en: 'one\ntwo' } }],
  ['a name that is not NFC', { names: { en: 'Re\u0301gistre' } }],
  ['U+0000', { contactRole: 'a\u0000b' }],
  ['no items', { items: [] }],
  ['too many items', { items: items(501) }],
  ['an item code twice', { items: [item('a'), item('a')] }],
  ['a sensitivity of 5', { items: [{ ...item('a'), sensitivity: 5 }] }],
  ['a sensitivity of 1.5', { items: [{ ...item('a'), sensitivity: 1.5 }] }],
  ['an unknown data type', { items: [{ ...item('a'), dataType: 'blob' }] }],
  ['an unknown update cycle', { updateCycle: 'hourly' }],
  ['a digest in upper case', { schemaDigest: 'AB'.repeat(32) }],
  ['a digest too short', { schemaDigest: 'ab'.repeat(31) }],
  ['a digest of other letters', { schemaDigest: 'zz'.repeat(32) }],
  ['a system without an owner', { system: 'S1' }],
  ['an unknown sharing type', sharing({ sharingType: 'open', modes: ['copy'] })],
  ['conditional sharing without a condition', sharing({ sharingType: 'conditional', modes: ['copy'] })],
  ['no sharing without a legal basis', sharing({ sharingType: 'not-shared', modes: [] })],
  ['no sharing, with a mode', sharing({ sharingType: 'not-shared', legalBasis: 'x', modes: ['copy'] })],
  [
    'unconditional sharing with a condition',
    sharing({ sharingType: 'unconditional', condition: 'x', modes: ['copy'] }),
  ],
  ['unconditional sharing without a mode', sharing({ sharingType: 'unconditional', modes: [] })],
  ['modes out of order', sharing({ sharingType: 'unconditional', modes: ['query', 'copy'] })],
  ['a mode twice', sharing({ sharingType: 'unconditional', modes: ['copy', 'copy'] })],
  ['an unknown mode', sharing({ sharingType: 'unconditional', modes: ['stream'] })],
];

describe('what the schema does not have is refused and nothing is written', () => {
  for (const [name, change] of BAD) test(name, () => refuses('INVALID_ARGUMENT', change));
});

describe('personal data is refused in every text of an entry', () => {
  const secret = '联系人 13812345678';
  for (const [name, change] of [
    ['a title', { names: { zh: secret } }],
    ['a summary', { summary: { zh: secret } }],
    ['an item', { items: [item('a', { names: { zh: secret } })] }],
    ['an item code', { items: [item('11010519491231002X')] }],
    ['a condition', sharing({ sharingType: 'conditional', condition: secret, modes: ['copy'] })],
    ['a legal basis', sharing({ sharingType: 'not-shared', legalBasis: secret, modes: [] })],
    ['a contact', { contactRole: 'jane.doe@example.gov' }],
  ] as const) {
    test(name, () => refuses('RAW_DATA', change));
  }
});

test('a text that is not canonical JSON is refused before anything is read from it', async () => {
  const ready = await chain;
  for (const text of [
    '',
    '{}{}',
    '{"code":"R1","code":"R2"}',
    ' {}',
    '{"a":1e400}',
    '['.repeat(100_000),
    '\ufeff{}',
  ]) {
    await ready.refuses('NOT_CANONICAL', PROVIDER, 'resource:draft', [text]);
  }
  for (const text of ['null', '[]', '"x"', '{"__proto__":{}}', '{"code":"R1"}']) {
    await ready.refuses('INVALID_ARGUMENT', PROVIDER, 'resource:draft', [text]);
  }
  await assert.rejects(
    ready.evaluate(PROVIDER, 'resource:draft', []),
    /Expected 1 parameters, but 0 have been/,
  );
  await assert.rejects(ready.evaluate(PROVIDER, 'resource:draft', ['{}', '{}']), /Expected 1 parameters/);
});
