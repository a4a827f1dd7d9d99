// SPDX-License-Identifier: Apache-2.0
/** The headings that the documentation of imports lists are those that imports know. `UPDATE_HEADINGS=1` writes them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HEADINGS, KINDS, STANDARD, type MappedKind } from '@catalog-chain/gateway/import/mapping/headings';
import { test } from '../support/testing.js';

const DOCUMENT = path.resolve(import.meta.dirname, '../../../docs/importing.md');
const BEGIN = '<!-- headings: begin -->';
const END = '<!-- headings: end -->';

const marked = (kind: MappedKind, field: string, heading: string): string =>
  kind === 'catalogue' && STANDARD[field]?.includes(heading) === true ? `**${heading}**` : heading;

const rowsOf = (kind: MappedKind): string[] =>
  Object.entries(HEADINGS[kind]).map(
    ([field, headings]) =>
      `| ${kind} | \`${field}\` | ${headings.map((heading) => marked(kind, field, heading)).join(' · ')} |`,
  );

const table = (): string =>
  ['| of | field | headings |', '| --- | --- | --- |', ...KINDS.flatMap(rowsOf)].join('\n');

/** As a table is meant, however its columns are padded. */
const plain = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').replace(/-{3,}/g, '---'));

test('the documentation lists the headings that imports know, and those that need no mapping', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  assert.ok(begin >= BEGIN.length && end > begin);
  if (process.env['UPDATE_HEADINGS'] === '1')
    writeFileSync(DOCUMENT, `${text.slice(0, begin)}\n\n${table()}\n\n${text.slice(end)}`);
  else assert.deepEqual(plain(text.slice(begin, end)), plain(table()));
});

test('what needs no mapping is among what is known', () => {
  for (const [field, headings] of Object.entries(STANDARD))
    for (const heading of headings) assert.ok(HEADINGS.catalogue[field]?.includes(heading), heading);
});
