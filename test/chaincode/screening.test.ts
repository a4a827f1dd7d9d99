// SPDX-License-Identifier: Apache-2.0
/** Measures the screen of personal numbers: how much it finds, and how much it refuses that is none. */
import assert from 'node:assert/strict';
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
