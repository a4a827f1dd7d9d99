// SPDX-License-Identifier: Apache-2.0
/** Bodies of rows are read a row at a time, and mean what they mean when read whole. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Rows } from '@catalog-chain/gateway/http/body/row-results';
import { rowsOf } from '@catalog-chain/gateway/http/body/rows';
import { atOnce } from '@catalog-chain/gateway/support/fair-turns';
import { test } from '../../support/testing.js';

const read = (type: string, text: string): Promise<Rows> => rowsOf(type, Buffer.from(text), atOnce);
const readJson = (text: string): Promise<Rows> => read('application/json', text);

const plain = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'grapheme' })
  .filter(
    (value) => !/"(?:__proto__|constructor|prototype)":|\d(?:e\+?\d{2}|\d{16})/.test(JSON.stringify(value)),
  );

test('a list is read as its elements, however it is spaced', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plain, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(undefined, 2, '\t'),
      async (values, space) => {
        const text = ` \r\n${JSON.stringify(values, undefined, space)}\n `;
        const { rows, single } = await readJson(text);
        assert.deepEqual(rows, JSON.parse(text));
        assert.equal(single, false);
      },
    ),
  );
});

test('what is no list of JSON values is refused whole, as it was before', async () => {
  const list = JSON.stringify([{ a: '],[', b: [1, { c: '\\"' }] }, 'x', [[]], 5]);
  const isJson = (text: string): boolean => {
    try {
      return (JSON.parse(text) as unknown[]).length > 0;
    } catch {
      return false;
    }
  };
  const spoilt = Array.from(list, (_, at) => at).flatMap((at) =>
    ['', ',', ']', '}', '[', '{', '"', 'x'].map((mark) => list.slice(0, at) + mark + list.slice(at + 1)),
  );
  for (const text of [
    ...spoilt,
    '[1,]',
    '[,1]',
    '[,]',
    '[1 2]',
    '[1]x',
    '[1][2]',
    '[',
    '[1',
    '[{"a":1]',
    '[1}',
  ]) {
    if (isJson(text)) await readJson(text);
    else await assert.rejects(readJson(text), { code: 'JSON_MALFORMED' }, text);
  }
  for (const text of ['[]', ' [ ] ']) await assert.rejects(readJson(text), { code: 'INVALID_ARGUMENT' });
  await assert.rejects(readJson('[{"a":1,"a":2}]'), { code: 'JSON_UNSAFE' });
});

test('a long list is read as its elements, wherever it is cut while it is read', async () => {
  const values = Array.from({ length: 3_000 }, (_, at) => ({ at, 'a,]"': ['x'.repeat(at % 37), { b: at }] }));
  for (let shift = 0; shift < 40; shift += 1) {
    const text = `[${' '.repeat(shift)}${JSON.stringify(values).slice(1)}`;
    assert.deepEqual((await readJson(text)).rows, values);
  }
  const row = '{"a":"'.padEnd(16_382, 'x') + '"}';
  for (const end of ['', 'x', '1'])
    for (const text of [`[${row},${end}]`, `[${row},,1]`, `[${row},${row},${end}]`])
      if (end === '1' && !text.includes(',,')) assert.ok((await readJson(text)).rows.length > 1);
      else await assert.rejects(readJson(text), { code: 'JSON_MALFORMED' }, text.slice(-20));
});

test('a row longer than any can be is not looked at, whatever it holds', async () => {
  const long = '"a"'.padEnd(70_000, ' ');
  for (const text of [`[1,${long}]`, `[{"items":[${'1,'.repeat(70_000)}1]}]`, `{"a":${long}}`])
    await assert.rejects(readJson(text), { code: 'JSON_UNSAFE' }, text.slice(0, 20));
  const { faults, rows } = await read('application/x-ndjson', `1\n${long}\n2`);
  assert.deepEqual(rows, [1, null, 2]);
  assert.deepEqual([...faults.keys()], [1]);
});

test('blank lines are no rows, and no more of them are read than rows may be sent', async () => {
  assert.deepEqual((await read('application/x-ndjson', '\n1\r\n\n\n"a\\r"\n')).rows, [1, 'a\r']);
  assert.deepEqual((await read('text/csv', '\r\n\nid\r\r\na\n\nb')).rows, [{ id: 'a' }, { id: 'b' }]);
  for (const type of ['application/x-ndjson', 'text/csv'])
    await assert.rejects(read(type, `id\n${'\n'.repeat(50_001)}`), { code: 'BODY_TOO_LARGE' }, type);
  const many = `[${Array(50_001).fill('1').join(',')}]`;
  await assert.rejects(readJson(many), { code: 'BODY_TOO_LARGE' });
});
