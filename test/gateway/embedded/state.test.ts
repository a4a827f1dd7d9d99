// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Probe, probe } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const byBytes = (a: string, b: string): number => Buffer.from(a).compare(Buffer.from(b));

/** Characters whose UTF-16 and UTF-8 orders differ, and the ends of ranges. */
const character = fc.constantFrom(
  '\u0001',
  'a',
  'b',
  'é',
  '中',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{10fffe}',
);
const word = fc.string({ unit: character, minLength: 1, maxLength: 4 });

test('a range gives what a model sorted by UTF-8 bytes gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(word, { maxLength: 12 }), word, word, async (keys, start, end) => {
      await using ledger = await Probe.open();
      await ledger.commit(probe('putAll', JSON.stringify(keys.map((key) => [key, key]))));
      const found = await ledger.json<[string, string][]>(probe('range', start, end));
      const expected = keys
        .filter((key) => byBytes(key, start) >= 0 && byBytes(key, end) < 0)
        .sort(byBytes)
        .map((key) => [key, key]);
      assert.deepEqual(found, expected);
    }),
    { numRuns: 60 },
  );
});

test('an open range holds every simple key and no composite key', async () => {
  await using ledger = await Probe.open();
  const composite = await ledger.read(probe('composite', 'type', '["a"]'));
  const keys = ['\u{10fffe}', 'a', '\u0001'];
  await ledger.commit(probe('putAll', JSON.stringify([...keys, composite].map((key) => [key, key]))));
  const found = await ledger.json<[string, string][]>(probe('range', '', ''));
  assert.deepEqual(
    found.map(([key]) => key),
    [...keys].sort(byBytes),
  );
});

test('a long range comes whole', async () => {
  await using ledger = await Probe.open();
  const keys = Array.from({ length: 1000 }, (_, i) => `k${String(i).padStart(4, '0')}`);
  await ledger.commit(probe('putAll', JSON.stringify(keys.map((key) => [key, '1']))));
  const found = await ledger.json<[string, string][]>(probe('range', 'k', 'l'));
  assert.deepEqual(
    found.map(([key]) => key),
    keys,
  );
});

test('composite keys are those of Fabric: U+0000, type, parts, each ended by U+0000', async () => {
  await using ledger = await Probe.open();
  await fc.assert(
    fc.asyncProperty(word, fc.array(word, { maxLength: 3 }), async (type, parts) => {
      const key = await ledger.read(probe('composite', type, JSON.stringify(parts)));
      assert.equal(key, `\u0000${[type, ...parts].map((part) => `${part}\u0000`).join('')}`);
    }),
    { numRuns: 50 },
  );
});

test('a partial composite key finds exactly what it begins, in byte order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(word, word, word), {
        maxLength: 10,
        selector: (parts) => parts.join('\u0000'),
      }),
      async (tuples) => {
        await using ledger = await Probe.open();
        const key = ([type, ...parts]: readonly string[]): string =>
          `\u0000${[type, ...parts].map((part) => `${part ?? ''}\u0000`).join('')}`;
        await ledger.commit(probe('putAll', JSON.stringify(tuples.map((tuple) => [key(tuple), '1']))));
        const [type, first] = tuples[0] ?? ['t', 'a'];
        const found = await ledger.json<[string][]>(probe('partial', type, JSON.stringify([first])));
        const expected = tuples.filter((tuple) => tuple[0] === type && tuple[1] === first).map(key);
        assert.deepEqual(
          found.map(([one]) => one),
          expected.sort(byBytes),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('a simple range does not enter composite keys', async () => {
  await using ledger = await Probe.open();
  await assert.rejects(ledger.read(probe('range', '\u0000a', '')), /failed/);
});

test('a transaction does not see its own writes', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(probe('put', 'k', 'before'));
  assert.equal(await ledger.read(probe('putThenGet', 'k', 'after')), 'before');
});

test('of several writes to one key in a transaction the last counts', async () => {
  await using ledger = await Probe.open();
  const id = await ledger.commit(
    probe(
      'putAll',
      JSON.stringify([
        ['k', '1'],
        ['k', null],
        ['k', '2'],
      ]),
    ),
  );
  assert.equal(await ledger.read(probe('get', 'k')), '2');
  assert.equal((await ledger.recorded(id)).writes.length, 1);
});

test('a deleted key is gone, and so is one written empty, as on a peer', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(
    probe(
      'putAll',
      JSON.stringify([
        ['a', '1'],
        ['b', '1'],
      ]),
    ),
  );
  const id = await ledger.commit(
    probe(
      'putAll',
      JSON.stringify([
        ['a', null],
        ['b', ''],
      ]),
    ),
  );
  assert.deepEqual(await ledger.json(probe('range', '', '')), []);
  assert.deepEqual((await ledger.recorded(id)).writes, [
    { key: 'a', value: null },
    { key: 'b', value: null },
  ]);
});

test('a key that is empty or not UTF-8 is refused', async () => {
  await using ledger = await Probe.open();
  await assert.rejects(ledger.submit(probe('put', '', 'x')));
  await assert.rejects(ledger.submit(probe('putAll', '[["\\ud800","x"]]')));
});

test('the history of a key is every write of it, newest first', async () => {
  await using ledger = await Probe.open();
  const first = await ledger.commit(probe('put', 'k', '1'));
  const second = await ledger.commit(probe('putAll', '[["k",null]]'));
  const third = await ledger.commit(probe('put', 'k', '3'));
  await ledger.overtaken(probe('copy', 'k', 'k'), [probe('put', 'k', '4')]);
  const found = await ledger.json<{ txId: string; value: string; isDelete: boolean }[]>(
    probe('history', 'k'),
  );
  assert.deepEqual(found.slice(1), [
    { txId: third, value: '3', isDelete: false },
    { txId: second, value: '', isDelete: true },
    { txId: first, value: '1', isDelete: false },
  ]);
  assert.equal(found[0]?.value, '4');
});

test('a paged query goes on from its bookmark, and its transaction may not write', async () => {
  await using ledger = await Probe.open();
  await ledger.commit(probe('putAll', JSON.stringify(['a', 'b', 'c'].map((key) => [key, '1']))));
  const one = await ledger.json(probe('page', '', '', '2', ''));
  assert.deepEqual(one, { keys: ['a', 'b'], fetchedRecordsCount: 2, bookmark: 'c' });
  const two = await ledger.json(probe('page', '', '', '2', 'c'));
  assert.deepEqual(two, { keys: ['c'], fetchedRecordsCount: 1, bookmark: '' });
  await assert.rejects(ledger.submit(probe('pageThenPut', 'z')));
});

test('what one LevelDB peer cannot do is refused', async () => {
  await using ledger = await Probe.open();
  await assert.rejects(ledger.read(probe('richQuery')));
  await assert.rejects(ledger.read(probe('callOther')));
});
