// SPDX-License-Identifier: Apache-2.0
/** The index of decisions: it names every one once, by the title that it has, and what was replaced by what. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../support/testing.js';

const folder = path.resolve(import.meta.dirname, '../../../docs/decisions');
const index = readFileSync(path.join(folder, 'README.md'), 'utf8');
const files = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));
const textOf = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

test('the index lists every decision once, under its title', () => {
  const listed = [...index.matchAll(/^\| \[(\d{4} [^\]]*)\]\(([^)]*)\)/gm)].map(([, title, file]) => ({
    file,
    title,
  }));
  const there = files.map((file) => ({ file, title: /^# (.*)$/m.exec(textOf(file))?.[1] }));
  const byFile = (a: { file?: string | undefined }, b: { file?: string | undefined }): number =>
    (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  assert.deepEqual(listed.toSorted(byFile), there.toSorted(byFile));
});

test('a decision that replaces another says so in both, and in the index', () => {
  for (const file of files) {
    const replaced = /^Replaces \[\d{4}\]\(([^)]*)\)/m.exec(textOf(file))?.[1];
    if (replaced === undefined) continue;
    assert.match(textOf(replaced), new RegExp(`^Replaced by \\[\\d{4}\\]\\(${file}\\)`, 'm'));
    assert.match(index, new RegExp(`\\(${replaced}\\).*replaced by .*\\(${file}\\)`));
  }
});
