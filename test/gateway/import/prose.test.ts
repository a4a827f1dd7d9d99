// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowError } from '@catalog-chain/gateway/import/faults';
import { fieldsFor } from '@catalog-chain/gateway/import/mapping/headings';
import { clip, fold, namesOf, prose, repairMojibake } from '@catalog-chain/gateway/import/prose';
import { headerOf } from '@catalog-chain/gateway/import/source/table';
import { test } from '../../support/testing.js';

const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** What a program does that reads UTF-8 as Windows-1252. */
const misread = (text: string): string =>
  Array.from(Buffer.from(text, 'utf8'), (byte) =>
    byte >= 0x80 && byte <= 0x9f ? (CP1252[byte - 0x80] ?? '') : String.fromCharCode(byte),
  ).join('');

test('text encoded twice and three times is repaired', () => {
  assert.equal(repairMojibake(misread('the year’s “records”')), 'the year’s “records”');
  assert.equal(repairMojibake(misread(misread('Leadership 360™'))), 'Leadership 360™');
  assert.equal(repairMojibake(misread('人口数据')), '人口数据');
  assert.equal(
    fold(repairMojibake(misread(misread('ranges.\u00a0\u00a0 ')).replaceAll('\u00a0', ' '))),
    'ranges.',
  );
});

test('honest accented and Chinese text is left alone', () => {
  for (const text of ['Âge légal', 'Größe', 'façade', 'señor', '社会保险', '“quoted” – dashed…', 'ÄÖÜ']) {
    assert.equal(repairMojibake(text), text);
  }
});

test('repair never changes plain ASCII', () => {
  fc.assert(
    fc.property(
      fc.string(),
      (text) => repairMojibake(text.replace(/[^\x20-\x7e]/g, '')) === text.replace(/[^\x20-\x7e]/g, ''),
    ),
  );
});

test('folded text is one trimmed line without control characters', () => {
  assert.equal(fold('  a\u00a0\r\n b\u0000\u200bc \t'), 'a b c');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const folded = fold(text);
      assert.equal(folded, folded.trim());
      assert.doesNotMatch(folded, /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u);
    }),
  );
});

test('clipped text fits and ends with an ellipsis only when something was cut', () => {
  assert.equal(clip('short', 5), 'short');
  assert.equal(clip('a sentence of words', 12), 'a sentence…');
  assert.equal(clip('😀😀😀', 4), '😀…');
});

test('a name goes under the language it is written in', () => {
  assert.deepEqual(namesOf(' 社会保险 ', 20), { zh: '社会保险' });
  assert.deepEqual(namesOf('Social  insurance', 20), { en: 'Social insurance' });
  assert.throws(() => namesOf(' \n', 20), RowError);
  assert.equal(prose(misread('it’s'), 10), 'it’s');
});

/** In order of their classes again and again out of order: what takes a sort the longest. */
const MARKS = '\u0301\u0316'.repeat(15);
/** Of processor time, which other load on the machine does not change. */
const MOST_MS = 500;

test('piles of marks in headings and prose cost what their length costs, also with invisible characters between', () => {
  const piles = [MARKS.repeat(2_000), `${MARKS}\u2060`.repeat(2_000), `${MARKS}\ufeff`.repeat(2_000)];
  for (const pile of piles) {
    const began = process.threadCpuUsage();
    fold(pile);
    headerOf([pile, `a${pile}`]);
    fieldsFor('catalogue', [pile]);
    const { user, system } = process.threadCpuUsage(began);
    const took = (user + system) / 1_000;
    assert.ok(took < MOST_MS, `${pile.length} characters took ${took.toFixed(0)} ms`);
  }
});
