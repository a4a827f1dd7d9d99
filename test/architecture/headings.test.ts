// SPDX-License-Identifier: Apache-2.0
/** The headings that the documentation of imports lists are those that imports know. `UPDATE_HEADINGS=1` writes them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HEADINGS, KINDS, STANDARD, type MappedKind } from '@catalog-chain/gateway/import/mapping/headings';
import { test } from '../support/testing.js';

const DOCS = path.resolve(import.meta.dirname, '../../../docs');

interface Page {
  readonly name: string;
  readonly columns: readonly string[];
  readonly kinds: Readonly<Record<MappedKind, string>>;
}
const PAGES: readonly Page[] = [
  {
    name: 'importing.md',
    columns: ['of', 'field', 'headings'],
    kinds: { catalogue: 'catalogue', agreements: 'agreements', uses: 'uses' },
  },
  {
    name: 'importing.zh-CN.md',
    columns: ['文件', '字段', '列名'],
    kinds: { catalogue: '目录', agreements: '协议', uses: '使用' },
  },
];
const BEGIN = '<!-- headings: begin -->';
const END = '<!-- headings: end -->';

const marked = (kind: MappedKind, field: string, heading: string): string =>
  kind === 'catalogue' && STANDARD[field]?.includes(heading) === true ? `**${heading}**` : heading;

const rowsOf = (kind: MappedKind, called: string): string[] =>
  Object.entries(HEADINGS[kind]).map(
    ([field, headings]) =>
      `| ${called} | \`${field}\` | ${headings.map((heading) => marked(kind, field, heading)).join(' · ')} |`,
  );

const tableOf = ({ columns, kinds }: Page): string =>
  [
    `| ${columns.join(' | ')} |`,
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...KINDS.flatMap((kind) => rowsOf(kind, kinds[kind])),
  ].join('\n');

/** As a table is meant, however its columns are padded. */
const plain = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').replace(/-{3,}/g, '---'));

test('the documentation lists the headings that imports know, and those that need no mapping', () => {
  for (const page of PAGES) {
    const file = path.join(DOCS, page.name);
    const text = readFileSync(file, 'utf8');
    const [begin, end] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
    assert.ok(begin >= BEGIN.length && end > begin, page.name);
    const table = tableOf(page);
    if (process.env['UPDATE_HEADINGS'] === '1')
      writeFileSync(file, `${text.slice(0, begin)}\n\n${table}\n\n${text.slice(end)}`);
    else assert.deepEqual(plain(text.slice(begin, end)), plain(table), page.name);
  }
});

test('what needs no mapping is among what is known', () => {
  for (const [field, headings] of Object.entries(STANDARD))
    for (const heading of headings) assert.ok(HEADINGS.catalogue[field]?.includes(heading), heading);
});
