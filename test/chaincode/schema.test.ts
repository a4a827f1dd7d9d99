// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { ZodType } from 'zod';
import { z } from 'zod';
import { DomainError, type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import {
  bytes32,
  check,
  code,
  count,
  day,
  decodeAs,
  identifier,
  instant,
  mspId,
  names,
  ownedId,
  prose,
  sha256Hex,
  sortedSet,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { describe, test } from '../support/testing.js';

function refuses(schema: ZodType, value: unknown, as: DomainCode = 'INVALID_ARGUMENT'): void {
  assert.throws(
    () => check(schema, value),
    (error) => error instanceof DomainError && error.code === as,
    JSON.stringify(value),
  );
}

const rows: readonly (readonly [string, ZodType, readonly unknown[], readonly unknown[]])[] = [
  [
    'prose',
    prose(20),
    ['a', 'é', '登记管理', 'a'.repeat(20), '𠮷野家', 'می\u200cخواهم'],
    [
      ...['', ' a', 'a ', 'a'.repeat(21), 'e\u0301', 'a\nb', 'a\tb', 'a\u0000b', 'a\u007fb', 'a\u0085b'],
      ...[
        'a\u2028b',
        'a\u2029b',
        'a\u200bb',
        'a\u202eb',
        '\ufeffa',
        'a\ufffdb',
        '\ue000',
        '\u{10ffff}',
        '\ufdd0',
      ],
      ...['\ud800', 1, null, undefined, ['a']],
    ],
  ],
  [
    'names',
    names(5),
    [{ zh: '名' }, { en: 'a', zh: '名' }],
    [{}, { fr: 'a' }, { en: '' }, { en: undefined }, 'a'],
  ],
  [
    'code',
    code,
    ['A', 'OPM-HI-0001', 'a.b_c-d', '0'.repeat(64)],
    ['', '-a', '.a', 'a b', 'a/b', 'a:b', 'é', '0'.repeat(65), 'a\n', 'a\u0000'],
  ],
  ['MSP id', mspId, ['Org1MSP', 'a', 'A.b-c'], ['', '1a', 'a:b', 'a_b', 'a'.repeat(49), 'a\u0000']],
  [
    'owned id',
    ownedId,
    ['ProviderMSP:R1', 'A:b.c'],
    ['R1', ':R1', 'A:', 'A:B:C', 'A: B', `A:${'b'.repeat(65)}`, '1A:B'],
  ],
  ['identifier', identifier, ['REQ-2026.1_a'], ['', 'a b', '_a', 'a'.repeat(65)]],
  [
    'UUIDv7',
    uuid,
    ['01890a5d-ac96-774b-bcce-b302099a8057'],
    [
      '01890A5D-AC96-774B-BCCE-B302099A8057',
      '01890a5d-ac96-474b-bcce-b302099a8057',
      '01890a5d-ac96-774b-ccce-b302099a8057',
      '01890a5dac96774bbcceb302099a8057',
    ],
  ],
  [
    'SHA-256',
    sha256Hex,
    ['0'.repeat(64), 'af'.repeat(32)],
    ['', 'a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64), 'g'.repeat(64), `0x${'a'.repeat(62)}`],
  ],
  [
    '32 bytes',
    bytes32,
    ['A'.repeat(43), Buffer.alloc(32, 255).toString('base64url')],
    ['A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}B`, `${'A'.repeat(42)}=`, `${'+'.repeat(42)}A`],
  ],
  [
    'instant',
    instant,
    ['2026-03-02T01:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    [
      '2026-03-02T01:00:00Z',
      '2026-03-02T01:00:00.000+08:00',
      '2025-02-29T00:00:00.000Z',
      '2026-03-02T24:00:00.000Z',
      '2026-03-02T23:59:60.000Z',
      '2026-03-02 01:00:00.000Z',
      '+02026-03-02T01:00:00.000Z',
    ],
  ],
  ['day', day, ['2024-02-29'], ['2025-02-29', '2026-3-2', '20260302', '']],
  ['count', count(10), [1, 10], [0, 11, 1.5, -1, '1', NaN, Infinity, 2 ** 53]],
  [
    'sorted set',
    sortedSet(code, 3),
    [['a'], ['A', 'a', 'b']],
    [[], ['b', 'a'], ['a', 'a'], ['1', '2', '3', '4'], 'a'],
  ],
];

describe('each piece of a schema takes what it says and nothing else', () => {
  for (const [name, schema, good, bad] of rows) {
    test(name, () => {
      for (const value of good) assert.deepEqual(check(schema, value), value);
      for (const value of bad) refuses(schema, value);
    });
  }
});

test('personal data in text, codes and identifiers has its own refusal', () => {
  const idCard = '11010519491231002X';
  refuses(prose(100), `holder ${idCard}`, 'RAW_DATA');
  refuses(names(100), { en: 'mail jane@example.gov' }, 'RAW_DATA');
  refuses(code, idCard, 'RAW_DATA');
  refuses(identifier, 'case-13812345678', 'RAW_DATA');
  refuses(ownedId, `ProviderMSP:${idCard}`, 'RAW_DATA');
});

const closed = z.strictObject({ a: z.int() });

test('a field that the schema does not have is refused, whatever its name', () => {
  for (const text of [
    '{"a":1,"b":1}',
    '{"__proto__":{"b":1},"a":1}',
    '{"a":1,"constructor":{}}',
    '{"a":1,"toString":1}',
    '{"":1,"a":1}',
  ]) {
    assert.throws(
      () => decodeAs(closed, text),
      /^DomainError: catalog-chain INVALID_ARGUMENT: \{field\}: must hold no other fields \[field=argument\]$/,
    );
  }
});

test('a refusal never repeats what was sent', () => {
  const secret = '13812345678';
  for (const [schema, value] of [
    [closed, { a: 1, [secret]: 1 }],
    [closed, { a: secret }],
    [code, `${secret} `],
    [prose(50), secret],
    [z.strictObject({ kind: z.enum(['x', 'y']) }), { kind: secret }],
    [z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('x') })]), { kind: secret }],
  ] as const) {
    assert.throws(
      () => check(schema as ZodType, value),
      (error) => error instanceof DomainError && !error.message.includes(secret),
    );
  }
});

test('an integer beyond 2^53 is refused', () => {
  for (const text of ['{"a":9007199254740992}', '{"a":9007199254740993}', '{"a":1e+21}']) {
    assert.throws(() => decodeAs(closed, text), DomainError);
  }
});
