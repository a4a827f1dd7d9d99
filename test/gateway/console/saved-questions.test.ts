// SPDX-License-Identifier: Apache-2.0
/** Questions that a person keeps: read from whatever stands in the browser's storage. */
import path from 'node:path';
import { expect, test } from '../../support/testing.js';

const CONSOLE = path.resolve(import.meta.dirname, '../../../../gateway/console/src');

interface Saved {
  readonly questionsIn: (kept: string | null) => readonly object[];
}

test('kept questions are read from whatever a browser holds: what is none is left out, and no page stops for it', async () => {
  const { questionsIn } = (await import(path.join(CONSOLE, 'parts/table/saved-questions.ts'))) as Saved;
  const good = { address: '/uses?violation=any', label: 'Uses' };
  expect(questionsIn(null)).toEqual([]);
  expect(questionsIn(JSON.stringify([good]))).toEqual([good]);
  for (const broken of ['', '{', 'null', '7', '{"address":"/uses"}', '"/uses"'])
    expect(questionsIn(broken)).toEqual([]);
  const others = [
    null,
    7,
    'x',
    {},
    { address: '//example.org', label: 'x' },
    { address: 'javascript:1', label: 'x' },
  ];
  expect(questionsIn(JSON.stringify([...others, good]))).toEqual([good]);
});
