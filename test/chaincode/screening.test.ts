// SPDX-License-Identifier: Apache-2.0
/** Measures the screen of personal numbers: how much it finds, and how much it refuses that is none. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { holdsRawData, isPersonal, isSpelledOut } from '@catalog-chain/chaincode/domain/text/raw-data';
import { test } from '../support/testing.js';
import { readTable } from '../support/vectors.js';

interface Sample {
  readonly what: string;
  readonly text: string;
  readonly refused: boolean;
}

const samples = (file: string): readonly Sample[] =>
  readTable(`personal/${file}`).map(([where, what = '', text = '']) => ({
    what,
    text,
    refused: where === 'code' ? isPersonal(text) || isSpelledOut(text) : holdsRawData(text),
  }));

const kinds = (list: readonly Sample[]): string => list.map(({ what }) => what).join(', ');

test('of the ways of writing a personal number, 95 in 100 and more are found', () => {
  const ways = samples('ways.tsv');
  const missed = ways.filter(({ refused }) => !refused);
  assert.ok(ways.length >= 100);
  assert.ok(missed.length <= ways.length * 0.05, kinds(missed));
});

test('of the legitimate kinds of texts and codes, at most one in 100 is refused', () => {
  const legitimate = samples('legitimate.tsv');
  const refused = legitimate.filter((one) => one.refused);
  assert.ok(legitimate.length >= 100);
  assert.ok(refused.length <= legitimate.length * 0.01, kinds(refused));
});

test('digits in brackets and with a full stop, each a character of its own, are digits', () => {
  const written = (from: number): string =>
    Array.from('13812345678', (digit) => String.fromCodePoint(from + Number(digit) - 1)).join('');
  for (const from of [0x2474, 0x2488]) assert.ok(holdsRawData(`联系电话${written(from)}`));
  assert.ok(!holdsRawData('⑴报送材料；⑵审核；⑶批准，共3项、15个工作日。'));
  assert.ok(!holdsRawData('⒈总则 ⒉职责 ⒊程序 ⒋附则'));
});

const found = (file: string): string => {
  const all = samples(file);
  return `${all.filter(({ refused }) => refused).length} of ${all.length}`;
};

test('letters that look like digits are found, and no honest text is refused for them, as published in decision 0850', () => {
  const page = readFileSync(
    new URL('../../../docs/decisions/0850-letters-that-look-like-digits.md', import.meta.url),
    'utf8',
  );
  for (const name of ['look-alikes', 'spread', 'honest']) {
    const line = page.split('\n').find((one) => one.startsWith('|') && one.includes(`(\`${name}\`)`)) ?? '';
    assert.ok(line.includes(`| ${found(`${name}.tsv`)} (`), `${name}: ${found(`${name}.tsv`)}`);
  }
  assert.equal(found('honest.tsv'), '0 of 193');
});

test('a letter for a digit is one wherever it stands in the number, in any script, and between signs', () => {
  const hidden = [
    'l39O2345678',
    'l3912345678',
    '186O11O1O1O',
    '联系I39-I234-5678',
    '1 8 6 O 1 l O l O l O',
    '186О11О1О1О',
  ];
  for (const text of [
    ...hidden,
    '11О1О519491231ОО2X',
    '一八六○一一○一○一○',
    'one eight six oh one one oh one oh one oh',
  ])
    assert.ok(holdsRawData(text), text);
  for (const text of [
    'I3912345678',
    'O1 O2 O3 O10 O11 O12 O13',
    'l1 l2 l3 l4 l5 l6 l7 l8 l9 l10',
    '二○二四年一月',
    'Illinois 1812',
  ])
    assert.ok(!holdsRawData(text), text);
});
