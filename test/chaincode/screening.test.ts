// SPDX-License-Identifier: Apache-2.0
/** Measures the screen of personal numbers: how much it finds, and how much it refuses that is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsRawData, isPersonal } from '@catalog-chain/chaincode/domain/text/raw-data';
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
    refused: where === 'code' ? isPersonal(text) : holdsRawData(text),
  }));

const kinds = (list: readonly Sample[]): string => list.map(({ what }) => what).join(', ');

test('of the ways of writing a personal number, 95 in 100 and more are found', (t) => {
  const ways = samples('ways.tsv');
  const missed = ways.filter(({ refused }) => !refused);
  t.diagnostic(`${ways.length - missed.length} of ${ways.length} ways are found; not: ${kinds(missed)}`);
  assert.ok(ways.length >= 100);
  assert.ok(missed.length <= ways.length * 0.05, kinds(missed));
});

test('of the legitimate kinds of texts and codes, at most one in 100 is refused', (t) => {
  const legitimate = samples('legitimate.tsv');
  const refused = legitimate.filter((one) => one.refused);
  t.diagnostic(`${refused.length} of ${legitimate.length} kinds are refused: ${kinds(refused)}`);
  assert.ok(legitimate.length >= 100);
  assert.ok(refused.length <= legitimate.length * 0.01, kinds(refused));
});
