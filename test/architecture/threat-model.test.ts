// SPDX-License-Identifier: Apache-2.0
/** Every row of the threat model names tests that there are, and says what remains. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../support/testing.js';

const root = path.resolve(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'docs/threat-model.md'), 'utf8');
const COLUMNS = 6;

const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('each row says who, what, how it is stopped, by which test that is shown, and what remains', () => {
  assert.ok(rows.length > 20, `${rows.length} rows`);
  for (const cells of rows) {
    assert.equal(cells.length, COLUMNS, cells.join(' | '));
    assert.ok(
      cells.every((cell) => cell.length > 0),
      cells.join(' | '),
    );
  }
});

test('each test that is named is there', () => {
  const named = rows.flatMap((cells) => [...(cells[4] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  assert.ok(named.length >= rows.length);
  const missing = named.filter((name) => !existsSync(path.join(root, 'test', `${name ?? ''}.test.ts`)));
  assert.deepEqual(missing, []);
});
