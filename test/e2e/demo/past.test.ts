// SPDX-License-Identifier: Apache-2.0
/** What the demo tells of the months before its first day, and that a demo killed meanwhile tells it once. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DemoProcess, demoHome, killedInItsPast, run } from '../../support/demo-process.js';
import { afterAll, beforeAll, describe, test } from '../../support/testing.js';

interface Owed {
  readonly kind: string;
  readonly standing: string;
  readonly cause: { readonly id: string };
  readonly extension?: { readonly answer?: { readonly approved: boolean } };
}

/** In a report: one service that was ended without a filing. */
const UNFILED = /("item":"39-7"[^}]*},"seen":"computed","count":)1/;

describe('a demo that was killed while it told of its past, and was started again', () => {
  let demo: DemoProcess;
  beforeAll(async () => {
    const home = await demoHome();
    await killedInItsPast(home);
    demo = await DemoProcess.start({ home, past: true });
  });
  afterAll(() => demo[Symbol.asyncDispose]());

  async function itemsOf<T>(address: string): Promise<T[]> {
    const response = await demo.fetch('provider', address);
    assert.equal(response.status, 200);
    return ((await response.json()) as { items: T[] }).items;
  }

  test('duties were met, met late, extended and missed', async () => {
    const owed = await itemsOf<Owed>('/v1/obligations?limit=1000');
    const standingOf = (kind: string, id: string): string[] =>
      owed.filter((one) => one.kind === kind && one.cause.id === id).map(({ standing }) => standing);
    assert.deepEqual(standingOf('answer-request', 'G-PENSION-MONTH'), ['met-late']);
    assert.deepEqual(standingOf('deliver-data', 'G-PENSION-MONTH'), ['met-late']);
    assert.deepEqual(standingOf('answer-request', 'G-ENROLMENT-STATUS'), ['met']);
    assert.deepEqual(standingOf('correct-data', 'C-STATUS'), ['met']);
    assert.deepEqual(standingOf('file-service-change', 'S-JOBLESS-CHECK'), ['met']);
    assert.deepEqual(standingOf('file-service-change', 'G-ENROLMENT-MONTHS'), ['missed']);
    assert.deepEqual(standingOf('return-data', 'G-DISTRICT-STATUS'), ['met']);
    const extended = owed.filter(({ extension }) => extension?.answer?.approved === true);
    assert.deepEqual(
      extended.map(({ cause }) => cause.id),
      ['G-ENROLMENT-STATUS'],
    );
  });

  test('of one month both sides tell the same, of another they do not', async () => {
    const periods = await itemsOf<{ grant: string; period: string; state: string }>('/v1/periods?limit=1000');
    const states = (grant: string): Set<string> =>
      new Set(periods.filter((one) => one.grant === grant).map(({ state }) => state));
    assert.ok(states('G-ENROLMENT-MONTHS').has('differs'));
    assert.deepEqual(states('G-JOBLESS-CHECK'), new Set(['matched']));
  });

  test('the printed command lists what the provider answers for, and recomputes it from bundles alone', async () => {
    const command = demo.output
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line.includes(' supervision '));
    assert.ok(command);
    const { code, out } = await run('sh', ['-c', command]);
    assert.equal(code, 0, out);
    const counts = new Map<string, number>();
    for (const [, item = '', count] of out.matchAll(/^\d{4}-\d{2} {2}(Art\. \d+ \(\d\)) {2}(\d+) {2}/gm))
      counts.set(item, (counts.get(item) ?? 0) + Number(count));
    assert.deepEqual(Object.fromEntries(counts), {
      'Art. 39 (2)': 1,
      'Art. 39 (4)': 2,
      'Art. 39 (6)': 1,
      'Art. 39 (7)': 1,
    });
    const months = readdirSync(path.join(demo.stateDir, 'liability')).filter((name) =>
      name.endsWith('.json'),
    );
    assert.equal(out.match(/^SAME {2}/gm)?.length, months.length);
    // A report that says one less is not the bundle's.
    const files = months.map((name) => path.join(demo.stateDir, 'liability', name));
    const unfiled = files.find((file) => UNFILED.test(readFileSync(file, 'utf8')));
    assert.ok(unfiled);
    writeFileSync(unfiled, readFileSync(unfiled, 'utf8').replace(UNFILED, '$10'));
    const bundle = unfiled.replace(/json$/, 'zip');
    const compared = await demo.cli('supervision', '--verify', unfiled, '--bundle', bundle);
    assert.equal(compared.code, 1);
    assert.match(compared.out, /differs {2}item 39-7: stated 0, in the bundle 1/);
  });

  test('one dispute waits for its answer, another is ruled and its remedy is owed', async () => {
    const disputes = await itemsOf<{ id: string; state: string; pending?: { step: string } }>('/v1/disputes');
    const states = disputes.map(({ id, state, pending }) => [id, state, pending?.step]);
    assert.deepEqual(states, [
      ['D-ENROLMENT', 'opened', 'answer'],
      ['D-OUTDATED', 'ruled', 'remedy'],
    ]);
  });

  test('each use was reported once', async () => {
    const uses = await itemsOf<{ leaf: { correlation: string; side: string } }>(
      '/v1/usage-events?grant=G-ENROLMENT-MONTHS&limit=100&from=2000-01-01T00:00:00Z',
    );
    const told = uses.map(({ leaf }) => `${leaf.side} ${leaf.correlation}`);
    assert.equal(told.length, 5);
    assert.equal(new Set(told).size, told.length);
  });
});
