// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { usesOf } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const ROW = {
  correlation: 'x-1',
  grant: 'G-1',
  action: 'query',
  at: '2026-03-01T08:00:00.000Z',
  system: 'AMSP:app',
  purpose: 'check',
};
const idsOf = async (...rows: object[]): Promise<string[]> =>
  (await usesOf(JSON.stringify(rows))).uses.map(({ event }) => event.id);

test('a row without an id gets the same one whoever records or acts: identifiers are not in the digest', async () => {
  const [plain, withRecord, withActor] = await idsOf(
    ROW,
    { ...ROW, recordId: 'R-1' },
    { ...ROW, actorId: 'me' },
  );
  assert.equal(withRecord, plain);
  assert.equal(withActor, plain);
  assert.notEqual((await idsOf({ ...ROW, correlation: 'x-2' }))[0], plain);
});

test('lines, arrays and tables give the same events', async () => {
  const [header, cells] = [Object.keys(ROW).join(','), Object.values(ROW).join(',')];
  const forms = [JSON.stringify([ROW]), JSON.stringify(ROW), `${header},count,items\n${cells},5,b;a\n`];
  const [array, line, table] = await Promise.all(
    forms.map(async (form) => (await usesOf(form)).uses[0]?.event),
  );
  assert.deepEqual(line, array);
  assert.deepEqual({ ...table, id: array?.id }, { ...array, count: 5, items: ['a', 'b'] });
});

test('side and organisation of a row go before the defaults', async () => {
  const { uses: rows } = await usesOf(
    JSON.stringify([{ ...ROW, side: 'attestation', organisation: 'BMSP' }]),
  );
  assert.deepEqual([rows[0]?.side, rows[0]?.organisation], ['attestation', 'BMSP']);
  assert.ok(rows[0] && !('side' in rows[0].event) && !('organisation' in rows[0].event));
});

test('a line that is no JSON, a side that is none and a missing time are refused by themselves, unquoted', async () => {
  const bad = [
    '{"recordId": "secret-7"',
    JSON.stringify({ ...ROW, side: 'other' }),
    JSON.stringify({ ...ROW, at: 'x' }),
  ];
  const { uses: rows, refused } = await usesOf(['{}', ...bad, JSON.stringify(ROW)].join('\n'));
  assert.equal(rows.length, 1);
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [
      [1, 'READ_TIME'],
      [2, 'READ_JSON'],
      [3, 'READ_SIDE'],
      [4, 'READ_TIME'],
    ],
  );
  assert.ok(!JSON.stringify(refused).includes('secret-7'));
});
