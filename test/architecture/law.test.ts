// SPDX-License-Identifier: Apache-2.0
/** docs/law.md has every obligation of the law, and names tests that there are. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import { test } from '../support/testing.js';

const root = path.resolve(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'docs/law.md'), 'utf8');
const cells = (line: string): string[] => line.split('|').map((cell) => cell.trim());

test('34 rows, each there, partly there or absent; what is there names a test', () => {
  const rows = text.split('\n').filter((line) => /^\| \d+ +\|/.test(line) && cells(line).length === 8);
  const law = rows.filter((line) => ['there', 'partly', 'absent'].includes(cells(line)[4] ?? ''));
  assert.deepEqual(
    law.map((line) => Number(cells(line)[1])),
    Array.from({ length: 34 }, (_, n) => n + 1),
  );
  for (const line of law) {
    const [, number, , , state, , named = ''] = cells(line);
    assert.equal(named === '', state === 'absent', `row ${number ?? ''} names a test, or is absent`);
  }
});

test('every test that it names is there', () => {
  const named = text.match(/test\/[\w/.-]+\.test\.ts/g) ?? [];
  for (const file of new Set(named)) assert.ok(existsSync(path.join(root, file)), file);
});

test('every kind of obligation of the table is described', () => {
  for (const kind of Object.keys(CN_809.rules)) assert.ok(text.includes(`\`${kind}\``), kind);
});
