// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeUtf8, MAX_DEPTH, parseStrictJson } from '@catalog-chain/gateway/http/body/strict-json';
import { test } from '../../support/testing.js';

const refuses = (text: string, code: string): void => {
  assert.throws(() => parseStrictJson(text), { code }, text);
};

test('any JSON value that JavaScript writes is read back', () => {
  const value = fc.jsonValue({ maxDepth: 10, stringUnit: 'grapheme' });
  const safe = value.filter((v) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(v)));
  fc.assert(
    fc.property(safe, fc.constantFrom(undefined, 1, '\t'), (written, space) => {
      const text = JSON.stringify(written, undefined, space);
      fc.pre(!/\d(?:e\+?\d{2}|\d{16})/.test(text));
      assert.deepEqual(parseStrictJson(text), JSON.parse(text));
    }),
  );
});

test('a repeated key is refused, at any depth and however it is spelt', () => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"b":{"c":1,"c":1}}',
    '[{"a":1},{"a":1,"\\u0061":2}]',
    '{"a:\\"":1,"a:\\"":2}',
  ]) {
    refuses(text, 'JSON_UNSAFE');
  }
});

test('colons, braces and quotes inside strings are not structure', () => {
  const value = { 'a:b': 'x:y', '{': '}}}}', '\\': '\\"', '"': ':[[[[' };
  assert.deepEqual(parseStrictJson(JSON.stringify(value)), value);
});

test('names through which objects could be altered are refused', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
    refuses(`{"x":{"${key}":{"admin":true}}}`, 'JSON_UNSAFE');
  }
});

test('numbers that lose their value are refused', () => {
  for (const text of [
    '1e400',
    '-1e400',
    '9007199254740993',
    '[9007199254740992]',
    '{"n":123456789012345678901}',
  ]) {
    refuses(text, 'JSON_UNSAFE');
  }
  assert.equal(parseStrictJson('9007199254740991'), Number.MAX_SAFE_INTEGER);
  assert.equal(parseStrictJson('1.5e-7'), 1.5e-7);
});

test('nesting is bounded', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  assert.doesNotThrow(() => parseStrictJson(nested(MAX_DEPTH)));
  refuses(nested(MAX_DEPTH + 1), 'JSON_UNSAFE');
  refuses('{"a":'.repeat(100_000), 'JSON_UNSAFE');
});

test('lone surrogates are refused in values and keys', () => {
  refuses('{"a":"\\ud800"}', 'JSON_UNSAFE');
  refuses('{"\\udfff":1}', 'JSON_UNSAFE');
  assert.equal(parseStrictJson('"\\ud83d\\ude00"'), '😀');
});

test('what is not JSON is refused: NaN, Infinity, comments, trailing commas, truncated text', () => {
  for (const text of [
    'NaN',
    'Infinity',
    '{"a":1,}',
    '// x\n1',
    '{"a":"b',
    '',
    '"\\x"',
    '01',
    '{"a":1}{"a":1}',
  ]) {
    refuses(text, 'JSON_MALFORMED');
  }
});

test('bytes that are not UTF-8 are refused', () => {
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
  ]) {
    assert.throws(() => decodeUtf8(Uint8Array.from(bytes)), { code: 'JSON_MALFORMED' });
  }
});
