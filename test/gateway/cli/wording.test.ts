// SPDX-License-Identifier: Apache-2.0
/** Every word of the importing commands is said in Chinese where that is asked for. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import { HELP_CHINESE } from '@catalog-chain/gateway/cli/wording/chinese-help';
import { CHINESE } from '@catalog-chain/gateway/cli/wording/chinese';
import { said, saidLine } from '@catalog-chain/gateway/cli/wording/say';
import { test } from '../../support/testing.js';

const repository = path.resolve(import.meta.dirname, '../../../..');
const main = path.join(repository, 'gateway/dist/cli/main.js');
const cli = path.join(repository, 'gateway/src/cli');

const sources = readdirSync(cli, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('wording'))
  .map((file) => readFileSync(path.join(cli, file), 'utf8'));

/** What is said by its key, and faults of the call that are one plain sentence. */
const keys = sources.flatMap((source) =>
  [...source.matchAll(/\b(?:said|UsageError)\(\s*'((?:[^'\\]|\\.)+)'/g)].map(([, key = '']) => key),
);

/** Faults of commands whose lines are English alone so far. */
const ENGLISH_ALONE = /Chromium|There is no such resource|\{"YEAR"|another person entered|decision/;

test('what the command line says has Chinese', () => {
  assert.ok(keys.length > 40, String(keys.length));
  const missing = keys.filter((key) => CHINESE[key] === undefined && !ENGLISH_ALONE.test(key));
  assert.deepEqual(missing, []);
});

test('places stand in both wordings', () => {
  const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [english, chinese] of Object.entries(CHINESE))
    assert.deepEqual(places(chinese), places(english), english);
});

test('a sentence that comes as text is found by its form, and what nobody worded stays', () => {
  assert.equal(saidLine('No answer from http://x.', 'zh'), 'http://x 没有应答。');
  assert.equal(saidLine('No answer from http://x.', 'en'), 'No answer from http://x.');
  const item = 'differs  item 39-4: stated 1, in the bundle 0';
  assert.equal(saidLine(item, 'zh'), '不一致  第 39-4 项：所述 1，证据包中 0');
  assert.equal(saidLine('Something else.', 'zh'), 'Something else.');
  assert.equal(said('refused: {count}', { count: 3 }, 'zh'), '拒绝：3');
});

interface Described {
  readonly description: string;
}

test('every command, option and argument is described in Chinese, importing or not', () => {
  const program = createProgram(
    { out: () => undefined, err: () => undefined, isTerminal: false },
    () => undefined,
  );
  const described = (command: Command): string[] => [
    command.description(),
    ...[...command.options, ...command.registeredArguments].map((one: Described) => one.description),
    ...command.commands.flatMap(described),
  ];
  const texts = described(program).filter((text) => text !== '');
  assert.ok(texts.length > 300);
  assert.deepEqual(
    texts.filter((text) => HELP_CHINESE[text] === undefined && CHINESE[text] === undefined),
    [],
  );
  assert.match(run('obligations', '--help', '--lang', 'zh').text, /机构承担的和他方对其承担的义务/);
});

const run = (...words: readonly string[]): { code: number | null; text: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LANG: 'C' },
  });
  return { code: status, text: stdout + stderr };
};

test('help, version and faults of the call are there in both languages', () => {
  for (const command of ['catalog import', 'grant import', 'usage import', 'xroad prepare']) {
    const { code, text } = run(...command.split(' '), '--help', '--lang', 'zh');
    assert.equal(code, 0);
    assert.match(text, /^用法：/);
    const english = text.split('\n').filter((line) => /^ +--/.test(line) && !/[\u4e00-\u9fff]/.test(line));
    assert.deepEqual(
      english.filter((line) => !/^ +--[\w-]+ <\w+>\s*$/.test(line)),
      [],
      command,
    );
  }
  assert.match(run('--version').text, /^\d+\.\d+\.\d+$/m);
  assert.match(run('grant', 'import', 'x', '--lang', 'zh').text, /缺少必需的选项/);
  assert.match(run('grant', 'import', 'x').text, /required option '--provider <name>' not specified/);
  assert.match(run('catalog', 'import', 'x', '--lang', 'zh').text, /请指明调用者/);
  const wrong = run('catalog', 'import', 'x', '--token', 'abc', '--lang', 'zh');
  assert.equal(wrong.code, 2);
  assert.match(wrong.text, /此令牌不属于它们/);
});

test('what somebody else wrote is no word of the program: a title stays as it is', () => {
  const line = '{effect} {what}: {title}';
  for (const title of ['created', 'constructor'])
    assert.equal(said(line, { effect: 'created', what: 'resources', title }, 'zh'), `新建目录条目：${title}`);
  assert.equal(saidLine('constructor', 'zh'), 'constructor');
});
