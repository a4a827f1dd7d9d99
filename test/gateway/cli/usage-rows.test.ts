// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readUsage } from '@catalog-chain/gateway/cli/import/usage-rows';
import { test } from '../../support/testing.js';

const ROW = {
  correlation: 'x-1',
  grant: 'G-1',
  action: 'query',
  at: '2026-03-01T08:00:00.000Z',
  system: 'AMSP:app',
  purpose: 'check',
};
const DEFAULTS = { organisation: 'AMSP', side: 'claim' } as const;
const idsOf = (...rows: object[]): string[] =>
  readUsage(JSON.stringify(rows), DEFAULTS).rows.map(({ event }) => event.id);

test('a row without an id gets the same one whoever records or acts: identifiers are not in the digest', () => {
  const [plain, withRecord, withActor] = idsOf(ROW, { ...ROW, recordId: 'R-1' }, { ...ROW, actorId: 'me' });
  assert.equal(withRecord, plain);
  assert.equal(withActor, plain);
  assert.notEqual(idsOf({ ...ROW, correlation: 'x-2' })[0], plain);
});

test('lines, arrays and tables give the same events', () => {
  const [header, cells] = [Object.keys(ROW).join(','), Object.values(ROW).join(',')];
  const forms = [JSON.stringify([ROW]), JSON.stringify(ROW), `${header},count,items\n${cells},5,b;a\n`];
  const [array, line, table] = forms.map((form) => readUsage(form, DEFAULTS).rows[0]?.event);
  assert.deepEqual(line, array);
  assert.deepEqual({ ...table, id: array?.id }, { ...array, count: 5, items: ['a', 'b'] });
});

test('side and organisation of a row go before the defaults', () => {
  const { rows } = readUsage(
    JSON.stringify([{ ...ROW, side: 'attestation', organisation: 'BMSP' }]),
    DEFAULTS,
  );
  assert.deepEqual([rows[0]?.side, rows[0]?.organisation], ['attestation', 'BMSP']);
  assert.ok(rows[0] && !('side' in rows[0].event) && !('organisation' in rows[0].event));
});

test('a line that is no JSON, a side that is none and a missing time are refused by themselves, unquoted', () => {
  const bad = [
    '{"recordId": "secret-7"',
    JSON.stringify({ ...ROW, side: 'other' }),
    JSON.stringify({ ...ROW, at: 'x' }),
  ];
  const { rows, refused } = readUsage(['{}', ...bad, JSON.stringify(ROW)].join('\n'), DEFAULTS);
  assert.equal(rows.length, 1);
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [
      [1, 'READ_FIELD_MISSING'],
      [2, 'READ_JSON'],
      [3, 'READ_SIDE'],
      [4, 'READ_FIELD_MISSING'],
    ],
  );
  assert.ok(!JSON.stringify(refused).includes('secret-7'));
});
