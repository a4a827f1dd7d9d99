// SPDX-License-Identifier: Apache-2.0
/** Every sentence of the verifier has its Chinese: those that it may find wrong, and the statements of bundles of every kind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { CHINESE } from '@catalog-chain/verifier/verify/chinese';
import { inChinese } from '@catalog-chain/verifier/verify/wordings';
import ts from 'typescript';
import { makeBundles, type Bundles } from '../../conformance/bundles.js';
import { afterAll, beforeAll, expect, test } from '../../support/testing.js';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const HAN = /\p{Script=Han}/u;
const folder = mkdtempSync(path.join(tmpdir(), 'catalog-chain-'));
let bundles: Bundles;

beforeAll(async () => {
  bundles = await makeBundles();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What reads as a sentence in the sources, with a sample in each place. */
function sentencesIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isStringLiteralLike(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? node.head.text + node.templateSpans.map(({ literal }) => `7${literal.text}`).join('')
        : '';
    if (/^[A-Z7m][^\n]* [^\n]*\.$/.test(text)) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('whatever it may find wrong, or may not be able to read, is worded', () => {
  const files = globSync('gateway/{verifier/src/{verify,archive},console/src/verify}/**/*.ts', {
    cwd: ROOT,
    exclude: (name) => /chinese\.ts$|verify\/node/.test(name),
  });
  const said = files.flatMap((file) => sentencesIn(path.join(ROOT, file)));
  assert.ok(said.length > 90, `${said.length} sentences`);
  expect(said.filter((one) => !HAN.test(inChinese(one)))).toEqual([]);
});

test('what bundles of every kind prove and do not prove is worded, clause by clause', async () => {
  const english: string[] = [];
  for (const file of bundles.embedded.values()) {
    const { claims, unproved } = await verifyBundle(file);
    english.push(...claims.map(({ statement }) => statement), ...unproved);
  }
  assert.ok(english.length > 30);
  const clauses = english.flatMap((one) => inChinese(one).split('；'));
  expect(clauses.filter((one) => !HAN.test(one) || / when read|as of block/.test(one))).toEqual([]);
});

test('a Chinese wording has the places of the English one', () => {
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.entries(CHINESE).filter(([en, zh]) => places(en).join() !== places(zh).join())).toEqual([]);
});

test('both commands answer in the language of the environment, or in the one named; JSON is the same in both', () => {
  const [bundle] = bundles.embedded.values();
  const file = path.join(folder, 'bundle.zip');
  writeFileSync(file, bundle ?? '');
  writeFileSync(path.join(folder, 'nothing.zip'), 'no bundle');
  const verifier = fileURLToPath(import.meta.resolve('@catalog-chain/verifier/command/main'));
  const gateway = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/cli/main'));
  for (const command of [[verifier], [gateway, 'verify']]) {
    const run = (lang: string, ...words: readonly string[]): { stdout: string; stderr: string } =>
      spawnSync(process.execPath, [...command, ...words], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: '', LC_MESSAGES: '', LANG: lang },
      });
    const chinese = run('zh_CN.UTF-8', file).stdout;
    assert.match(chinese, /^已证明 [\s\S]*^不能证明 [\s\S]*^有效 VALID\n$/m);
    assert.ok(
      chinese
        .trimEnd()
        .split('\n')
        .every((one) => HAN.test(one)),
      chinese,
    );
    assert.equal(run('C', file, '--language', 'zh').stdout, chinese);
    assert.match(run('zh_CN.UTF-8', file, '--language', 'en').stdout, /^VALID$/m);
    assert.equal(run('zh_CN.UTF-8', file, '--json').stdout, run('C', file, '--json').stdout);
    assert.match(
      run('zh_CN.UTF-8', path.join(folder, 'nothing.zip')).stderr,
      /^无法读取 UNREADABLE 该文件不是 zip/,
    );
  }
});
