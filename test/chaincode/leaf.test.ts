// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { LEAF_FIELDS, leafSchema } from '@catalog-chain/chaincode/domain/usage/leaf';
import { leafLine, LeafReader } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { decodeAs } from '@catalog-chain/chaincode/domain/text/schema';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { test } from '../support/testing.js';
import { leaf } from '../support/usage.js';

type Answer = { readonly leaf: unknown } | { readonly code: string; readonly detail: string };

const answer = (read: () => unknown): Answer => {
  try {
    return { leaf: JSON.parse(encode(read())) as unknown };
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    return { code: error.code, detail: error.detail };
  }
};
const slow = (line: string): Answer => answer(() => decodeAs(leafSchema, line));
const fast = (line: string): Answer => answer(() => new LeafReader().read(line).leaf);
const codeOf = (line: string): string => {
  const result = fast(line);
  return 'code' in result ? result.code : 'accepted';
};

/** Values of which most are right and some are not, for every field and for none. */
const pieces = ['use', 'denied', 'nil', 'correction', 'claim', 'attestation', 'ok', 'empty', 'error', 'copy'];
const strings = [
  ...['query', 'verify', 'G-1', 'a', 'A-1.b_2', '-a', '', ' ', 'a b', 'a"b', 'a\\b', 'caf\u00e9', '\ud800'],
  ...['10110119900307851', '110101199003078515', '13812345678', '4111111111111111', 'x-13812345678'],
  ...['13812345-6789-4123-8123-123456789012', 'a@b.cn', '\u56fd\u529e\u53d1\u30142026\u301512\u53f7'],
  ...[
    '\uff082026\uff09\u4eac0101\u6c11\u521d123\u53f7',
    '\u5f20\u4e09',
    'ConsumerMSP:SYS-1',
    'msp:',
    ':a',
    'a:b:c',
  ],
  ...[
    '2026-02-29T00:00:00.000Z',
    '2024-02-29T23:59:59.999Z',
    '2026-01-01T24:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
  ],
  ...[
    '2026-01-01T00:00:00Z',
    '2999-12-31T23:59:59.999Z',
    '3000-01-01T00:00:00.000Z',
    'a'.repeat(64),
    'a'.repeat(65),
  ],
  ...[
    'r'.repeat(128),
    'r'.repeat(129),
    'A'.repeat(43),
    'B'.repeat(43),
    'A'.repeat(42),
    '0'.repeat(64),
    'F'.repeat(64),
  ],
  ...['018f0000-0000-7000-8000-000000000000', '018F0000-0000-7000-8000-000000000000'],
];
const value = fc.oneof(
  fc.constantFrom(...pieces, ...strings),
  fc.constantFrom(0, 1, -1, 1.5, 999_999_999, 1_000_000_000, 2 ** 53, null, true),
  fc.constantFrom([], ['a'], ['a', 'b'], ['b', 'a'], ['a', 'a'], [1], ['a b'], [['a']], { a: 1 }),
  fc.string({ unit: 'binary' }),
);
const fields = [...Object.keys(leaf(0)), 'items', 'count', 'case', 'corrects', 'retracts', 'extra'];
const field = fc.constantFrom(...fields);
const change = fc.record({ field, value, drop: fc.boolean() });
const changed = fc.array(change, { maxLength: 4 }).map((changes) => {
  const object: Record<string, unknown> = { ...leaf(1) };
  for (const { field: name, value: to, drop } of changes) {
    if (drop) Reflect.deleteProperty(object, name);
    else object[name] = to;
  }
  return object;
});
const text = (object: unknown): string => JSON.stringify(object);
const canonical = (object: Record<string, unknown>): string =>
  text(Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))));

test('the fast reader and the schema agree on what is a leaf, and on the reason where it is not', () => {
  fc.assert(
    fc.property(changed, (object) => {
      assert.deepEqual(fast(canonical(object)), slow(canonical(object)));
    }),
    { numRuns: 20_000 },
  );
});

test('they agree on every listed value in every field', () => {
  for (const name of fields) {
    for (const to of [...pieces, ...strings]) {
      const line = canonical({ ...leaf(1), [name]: to });
      assert.deepEqual(fast(line), slow(line), `${name}: ${to}`);
    }
  }
});

test('a line is written as the one encoder writes it, whichever members there are', () => {
  const optional = fc.record(
    {
      record: fc.constant(leaf(3).record),
      count: fc.integer({ min: 1, max: 999_999_999 }),
      case: fc.string({ unit: 'grapheme' }),
      items: fc.array(fc.string()),
      corrects: fc.constant(leaf(2).id),
      retracts: fc.constant('0'.repeat(64)),
      salt: fc.constant(leaf(3).record),
      correlation: fc.string({ unit: 'grapheme' }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(optional, (members) => {
      const one = { ...leaf(1), ...members };
      assert.equal(leafLine(one), encode(one));
    }),
    { numRuns: 5_000 },
  );
  for (const name of Object.keys(LEAF_FIELDS) as (keyof typeof LEAF_FIELDS)[])
    assert.equal(leafLine({ [name]: 'x' }), encode({ [name]: 'x' }));
  assert.throws(() => leafLine({ ...leaf(1), case: '\ud800' }), { code: 'NOT_CANONICAL' });
});

test('they agree on mangled text', () => {
  const line = encode(leaf(1, { items: ['a', 'b'], case: 'C-1' }));
  const edit = fc.record({
    at: fc.nat(line.length),
    cut: fc.nat(3),
    paste: fc.string({ unit: 'binary', maxLength: 3 }),
  });
  fc.assert(
    fc.property(edit, ({ at, cut, paste }) => {
      const mangled = line.slice(0, at) + paste + line.slice(at + cut);
      assert.deepEqual(fast(mangled), slow(mangled));
    }),
    { numRuns: 20_000 },
  );
});

const valid: readonly object[] = [
  {},
  { kind: 'denied', outcome: 'error' },
  { record: undefined, count: 1, action: 'copy' },
  { record: undefined, count: 999_999_999 },
  { kind: 'nil', record: undefined },
  { kind: 'correction', corrects: leaf(2).id, retracts: '0'.repeat(64) },
  { kind: 'correction', corrects: leaf(2).id, retracts: '0'.repeat(64), record: undefined },
  { side: 'attestation', system: 'ProviderMSP:SYS-1' },
  { items: ['a'] },
  { items: Array.from({ length: 128 }, (_, i) => `item-${String(i).padStart(3, '0')}`) },
  { case: '\u56fd\u529e\u53d1\u30142026\u301512\u53f7' },
  { case: '\uff082026\uff09\u4eac0101\u6c11\u521d123\u53f7' },
  { correlation: '13812345-6789-4123-8123-123456789012' },
  { correlation: '2026030212345678' },
  { salt: leaf(3).record },
  { kind: 'denied', salt: leaf(3).record },
  { at: '2024-02-29T23:59:59.999Z' },
];

test('every kind of leaf is read, with its time in milliseconds', () => {
  for (const part of valid) {
    const one = { ...leaf(1), ...part };
    const read = new LeafReader().read(encode(one));
    assert.equal(encode(read.leaf), encode(one));
    assert.equal(read.atMs, parseInstant(one.at));
  }
});

test('one value has one text: other spellings of a good leaf are refused', () => {
  const line = encode(leaf(1, { record: undefined, count: 10, items: ['a', 'b'] }));
  const spellings = [
    ` ${line}`,
    `${line}\r`,
    line.replace(':', ': '),
    line.replace('"count":10', '"count":10.0'),
    line.replace('"count":10', '"count":1e1'),
    line.replace('"count":10', '"count":010'),
    line.replace('"kind":"use"', '"kind":"\\u0075se"'),
    line.replace('"kind":"use",', '"kind":"use","kind":"use",'),
    line.replace('{', '{"__proto__":{},'),
    text(Object.fromEntries(Object.entries(JSON.parse(line) as object).reverse())),
    `[${line}]`,
    '',
    'null',
    'NaN',
  ];
  for (const spelling of spellings) {
    const code = codeOf(spelling);
    assert.ok(['NOT_CANONICAL', 'INVALID_ARGUMENT'].includes(code), `${code}: ${spelling}`);
  }
});

test('a person’s number is refused as raw data in every text, and not repeated', () => {
  for (const secret of ['110101199003078515', 'x-13812345678', '8613812345678']) {
    const changes = [
      ...['correlation', 'case', 'grant', 'purpose'].map((name) => ({ [name]: secret })),
      { system: `ConsumerMSP:${secret}` },
      { items: [secret] },
    ];
    for (const change of changes) {
      const result = fast(encode({ ...leaf(1), ...change }));
      assert.ok('code' in result, encode(change));
      assert.equal(result.code, 'RAW_DATA', encode(change));
      assert.ok(!result.detail.includes(secret));
    }
  }
});

test('deep nesting is refused, whatever its depth', () => {
  for (const depth of [10, 8_000, 2_000_000]) {
    assert.ok(['INVALID_ARGUMENT', 'NOT_CANONICAL'].includes(codeOf('['.repeat(depth) + ']'.repeat(depth))));
  }
});
