// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode, encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { describe, test } from '../support/testing.js';
import { readVectors } from '../support/vectors.js';

interface Numbers {
  readonly numbers: readonly (readonly [string, string])[];
  readonly refused: readonly string[];
}
interface Documents {
  readonly example: { readonly input: string; readonly canonicalHex: string };
  readonly keyOrder: { readonly input: string; readonly values: readonly string[] };
}
const { numbers, refused } = readVectors<Numbers>('rfc8785/numbers.json');
const { example, keyOrder } = readVectors<Documents>('rfc8785/documents.json');

const double = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

function refuses(act: () => unknown, name: string): void {
  assert.throws(act, (error) => error instanceof DomainError && error.code === 'NOT_CANONICAL', name);
}

test('numbers are written as RFC 8785, appendix B, says', () => {
  for (const [bits, text] of numbers) assert.equal(encode(double(bits)), text, bits);
  for (const bits of refused) {
    refuses(() => encode(double(bits)), bits);
  }
});

test('the example of RFC 8785 gives its bytes', () => {
  const text = encode(JSON.parse(example.input));
  assert.equal(Buffer.from(text, 'utf8').toString('hex'), example.canonicalHex);
});

test('keys are ordered by UTF-16 code units', () => {
  const text = encode(JSON.parse(keyOrder.input));
  assert.deepEqual(Object.values(JSON.parse(text) as object).length, keyOrder.values.length);
  const positions = keyOrder.values.map((value) => text.indexOf(`"${value}"`));
  assert.deepEqual(
    positions,
    positions.toSorted((a, b) => a - b),
  );
  assert.ok(positions.every((position) => position > 0));
});

const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });

test('any JSON value is read back from its canonical text', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = encode(value);
      assert.equal(encode(decode(text)), text);
      assert.deepEqual(decode(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});

/** Another text of the same value: other key order, white space. */
function respell(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(respell).join(' ,\n')} ]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).toReversed();
  return `{ ${entries.map(([key, inner]) => `${JSON.stringify(key)} : ${respell(inner)}`).join(', ')} }`;
}

test('key order and white space do not change the digest, and only the canonical text is read', () => {
  fc.assert(
    fc.property(json, (value) => {
      const other = respell(value);
      assert.equal(digestOf(JSON.parse(other)), digestOf(value));
      if (other === encode(value)) return;
      refuses(() => decode(other), other);
    }),
  );
});

const BAD: readonly (readonly [string, string])[] = [
  ['a repeated key', '{"a":1,"a":2}'],
  ['a repeated key in another spelling', '{"a":1,"\\u0061":2}'],
  ['NaN', '{"a":NaN}'],
  ['Infinity', '-Infinity'],
  ['a number beyond doubles', '{"a":1e400}'],
  ['an integer that a double cannot hold', '9007199254740993'],
  ['a larger one', '123456789012345678901234567890'],
  ['minus zero', '-0'],
  ['a trailing zero', '1.0'],
  ['an exponent where none is needed', '1e3'],
  ['a lone surrogate, escaped', '"\\ud800"'],
  ['a lone surrogate, raw', '"\udc00"'],
  ['a lone surrogate in a key', '{"\\ud800":1}'],
  ['an escape that is not needed', '"\\u0041"'],
  ['an escaped solidus', '"\\/"'],
  ['an upper-case escape', '"\\u001F"'],
  ['a raw control character', '"\u001f"'],
  ['keys out of order', '{"b":1,"a":2}'],
  ['white space', '{"a": 1}'],
  ['a final line break', '{"a":1}\n'],
  ['a byte-order mark', '\ufeff{}'],
  ['two values', '{}{}'],
  ['nothing', ''],
  ['a comment', '{}//'],
  ['a single quote', "{'a':1}"],
  ['a trailing comma', '[1,]'],
  ['a key without quotes', '{a:1}'],
  ['a cut text', '{"a":'],
];

describe('what is not canonical is refused', () => {
  for (const [name, text] of BAD) {
    test(name, () => {
      refuses(() => decode(text), name);
    });
  }
});

test('any depth is answered, and never by a crash', () => {
  for (const depth of [10, 1000, 100_000]) {
    for (const text of [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    ]) {
      try {
        decode(text);
      } catch (error) {
        assert.ok(error instanceof DomainError);
      }
    }
  }
});

test('composed and decomposed text are two texts: the encoder changes neither', () => {
  assert.notEqual(digestOf({ a: 'é' }), digestOf({ a: 'e\u0301' }));
  assert.equal(decode('"e\u0301"'), 'e\u0301');
});

test('a key named __proto__ stays a key and touches no prototype', () => {
  const value = decode('{"__proto__":{"polluted":true}}');
  assert.deepEqual(Object.keys(value as object), ['__proto__']);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

test('what JSON cannot carry has no text', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  for (const value of [undefined, NaN, Infinity, 1n, circular, '\ud800', () => 1, Symbol('s')]) {
    refuses(() => encode(value), typeof value);
  }
});
