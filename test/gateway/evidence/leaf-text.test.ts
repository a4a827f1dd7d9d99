// SPDX-License-Identifier: Apache-2.0
/** The fast reader of `leaves.ndjson` reads nothing else than canonical JSON of the shape, and nothing differently. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { leafHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { leafShape, type LeafLine } from '@catalog-chain/verifier/format';
import { quickLeaf } from '@catalog-chain/verifier/verify/content/leaf-text';
import { test } from '../../support/testing.js';
import { leaf } from '../../support/usage.js';

const given: LeafLine = {
  batch: ['ConsumerMSP', 'J-1', '0000000012'],
  index: 7,
  line: encode(leaf(1, { items: ['a', 'b'], case: '（2026）京0101民初123号' })),
  path: [leafHash('a'), leafHash('b'), leafHash('c')],
};

const plain = (text: string): LeafLine | undefined => {
  try {
    return leafShape.parse(decode(text));
  } catch {
    return undefined;
  }
};

/** What is read fast is what the schema reads; what is not may still be right, and is read again by the schema. */
const agrees = (text: string): void => {
  const quick = quickLeaf(text);
  if (quick !== undefined) assert.deepEqual(quick, plain(text), text);
};

test('a line as bundles have it is read fast, with any number of nodes', () => {
  for (const path of [[], given.path.slice(0, 1), given.path, Array<string>(32).fill(leafHash('d'))])
    assert.deepEqual(quickLeaf(encode({ ...given, path })), { ...given, path });
  for (const index of [0, 10, 4_095, 999_999_999])
    assert.deepEqual(quickLeaf(encode({ ...given, index })), { ...given, index });
});

test('it agrees on mangled text', () => {
  const text = encode(given);
  const [hex = ''] = given.path;
  const paste = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom(
      '"',
      '\\',
      '\\"',
      '\\\\',
      '\\n',
      '\\u0061',
      ',',
      '","',
      '0',
      '-',
      ' ',
      '\n',
      '\ud800',
      'A',
    ),
    fc.constantFrom(`,"${hex}"`, `"${hex}",`, '"x":1,', ',"x":1', '\u2028', '\u007f', '\u{20000}'),
  );
  const edit = fc.record({ at: fc.nat(text.length), cut: fc.nat(3), paste });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
      agrees(
        edits.reduce((now, { at, cut, paste: one }) => now.slice(0, at) + one + now.slice(at + cut), text),
      );
    }),
    { numRuns: 40_000 },
  );
});

test('it agrees on values at and beyond the bounds of the shape', () => {
  const long = (length: number): string => 'x'.repeat(length);
  const changes: readonly object[] = [
    { index: -1 },
    { index: 1.5 },
    { index: 2 ** 53 },
    { index: 1e21 },
    { index: '7' },
    { line: '' },
    { line: long(16_384) },
    { line: long(16_385) },
    { line: '"'.repeat(16_384) },
    { line: '"'.repeat(16_385) },
    { line: 'a\\b' },
    { line: 'a\u0000b' },
    { path: Array<string>(33).fill(leafHash('d')) },
    { path: [leafHash('d').toUpperCase()] },
    { path: [leafHash('d').slice(1)] },
    { path: [1] },
    { batch: ['ConsumerMSP', 'J-1'] },
    { batch: ['ConsumerMSP', long(64), '0000000012'] },
    { batch: ['ConsumerMSP', long(65), '0000000012'] },
    { batch: ['ConsumerMSP', '日志 1', '0000000012'] },
    { batch: ['1MSP', 'J', '0000000012'] },
    { batch: [long(48), 'J', '0000000012'] },
    { batch: [long(49), 'J', '0000000012'] },
    { batch: ['ConsumerMSP', 'J', '12'] },
    { more: 1 },
  ];
  for (const change of changes) agrees(encode({ ...given, ...change }));
  for (const text of ['', '{}', 'null', JSON.stringify(given, null, 1), `${encode(given)} `]) agrees(text);
});
