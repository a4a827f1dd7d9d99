// SPDX-License-Identifier: Apache-2.0
/**
 * Whoever reads the Chinese README finds Chinese pages: each page that has a Chinese one is linked there as that, and says what its
 * English one says, heading by heading and row by row.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '../support/testing.js';

const root = path.resolve(import.meta.dirname, '../../..');
const docs = path.join(root, 'docs');
const CHINESE = /\.zh-CN\.md$/;
/** What the Chinese page tells more shortly, and says where it is told whole. */
const SHORTER: ReadonlySet<string> = new Set(['importing.zh-CN.md']);

const pages = readdirSync(docs).filter((name) => CHINESE.test(name));
const read = (file: string): string => readFileSync(file, 'utf8');

/** Without what is shown of code, in which `#` begins a comment. */
const prose = (text: string): readonly string[] => text.replaceAll(/^```[^]*?^```/gm, '').split('\n');

interface Shape {
  readonly headings: readonly number[];
  readonly rows: number;
  readonly points: number;
  readonly pictures: number;
}

const shapeOf = (text: string): Shape => {
  const lines = prose(text);
  const count = (form: RegExp): number => lines.filter((line) => form.test(line)).length;
  return {
    headings: lines.flatMap((line) => /^#+(?= )/.exec(line)?.[0].length ?? []),
    rows: count(/^\|/),
    points: count(/^ *(?:-|\d+\.) /),
    pictures: count(/^!\[/),
  };
};

/** Where the Markdown leads in this folder, without what is behind `#`. */
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)#:\s]+\.md)(?:#[^)]*)?\)/g)].map(([, address = '']) => address);

test('a Chinese page and its English one have the same headings, rows and points, and lead to each other', () => {
  assert.ok(pages.length >= 4, pages.join(' '));
  for (const name of pages) {
    const english = name.replace(CHINESE, '.md');
    const [chinese, other] = [read(path.join(docs, name)), read(path.join(docs, english))];
    assert.ok(linksIn(chinese).includes(english), `${name} leads to ${english}`);
    assert.ok(linksIn(other).includes(name), `${english} leads to ${name}`);
    if (!SHORTER.has(name)) assert.deepEqual(shapeOf(chinese), shapeOf(other), name);
  }
});

/** Pages by which others write programs: every field, value and sample of one stands in the other. */
const EXACT = ['evidence-format'] as const;

const samplesIn = (text: string): readonly string[] => text.match(/^```[^]*?^```/gm) ?? [];

/** What stands between backquotes, whatever line it breaks at. */
const codesIn = (text: string): readonly string[] =>
  [
    ...prose(text)
      .join('\n')
      .matchAll(/`([^`]+)`/g),
  ].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));

test('a page by which programs are written has the same samples and names in both languages', () => {
  for (const page of EXACT) {
    const [english, chinese] = ['md', 'zh-CN.md'].map((ending) => read(path.join(docs, `${page}.${ending}`)));
    assert.deepEqual(samplesIn(chinese ?? ''), samplesIn(english ?? ''), page);
    const said = new Set(codesIn(chinese ?? ''));
    assert.deepEqual(
      codesIn(english ?? '').filter((code) => !said.has(code)),
      [],
      page,
    );
  }
});

test('Chinese pages lead to Chinese ones where there are such', () => {
  for (const file of [path.join(root, 'README.zh-CN.md'), ...pages.map((name) => path.join(docs, name))])
    for (const address of linksIn(read(file))) {
      const folder = path.dirname(file);
      assert.ok(existsSync(path.join(folder, address)), `${path.basename(file)}: ${address}`);
      const chinese = address.replace(/(?:\.zh-CN)?\.md$/, '.zh-CN.md');
      const isOwn = path.basename(file) === path.basename(chinese);
      if (!isOwn && existsSync(path.join(folder, chinese)))
        assert.equal(address, chinese, `in ${path.basename(file)}`);
    }
});
