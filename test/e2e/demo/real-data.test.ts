// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { DemoProcess, type Finished } from '../../support/demo-process.js';
import { realPath } from '../../support/real-data.js';
import { testsOnRealData } from '../../support/real-data-tests.js';
import { describe } from '../../support/testing.js';

/** `resources: 134 created, 0 updated, 0 unchanged` → `resources: [134, 0, 0]` */
function countsIn({ out }: Finished): Record<string, number[]> {
  const lines = out.matchAll(/^([a-z]+): (\d+) created, (\d+) updated, (\d+) unchanged$/gm);
  return Object.fromEntries(
    Array.from(lines, ([, what = '', ...counts]) => [what, counts.map(Number)] as const),
  );
}

const created = (counts: Record<string, number>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(counts).map(([what, n]) => [what, [n, 0, 0]]));
const unchanged = (counts: Record<string, number>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(counts).map(([what, n]) => [what, [0, 0, n]]));

interface Import {
  readonly name: string;
  readonly args: readonly string[];
  readonly counts: Record<string, number>;
}

const REGISTRY = ['--registry', realPath('xroad-playground/shared-params-PLAYGROUND.xml')];
const IMPORTS: readonly Import[] = [
  {
    name: 'a catalogue of 134 entries',
    args: ['catalog', 'import', realPath('us-opm-catalog/opm_data.json')],
    counts: { organisations: 1, duties: 1, systems: 8, resources: 134 },
  },
  {
    name: '12 agreements in 18 versions with 66 released files, of both sides',
    args: [
      ...['grant', 'import', realPath('nhs-data-uses/agreements.json')],
      ...['--provider', 'NHS England', '--releases', 'both'],
    ],
    counts: {
      organisations: 13,
      duties: 13,
      systems: 13,
      resources: 35,
      requests: 69,
      claims: 66,
      attestations: 66,
    },
  },
  {
    name: '34 exchanges of three members from both sides',
    args: [
      ...['usage', 'import', realPath('xroad-playground/opendata_rows_16221-16288.json')],
      ...['--create-grants', ...REGISTRY],
    ],
    counts: {
      organisations: 3,
      duties: 3,
      systems: 4,
      resources: 5,
      requests: 5,
      claims: 34,
      attestations: 34,
    },
  },
  {
    name: '600 exchanges from both sides',
    args: ['usage', 'import', realPath('xroad-dev-oplog/records_1015-2214.json'), '--create-grants'],
    counts: {
      organisations: 1,
      duties: 1,
      systems: 2,
      resources: 2,
      requests: 2,
      claims: 600,
      attestations: 600,
    },
  },
];

describe('the main job on real data', () => {
  const test = testsOnRealData(() => DemoProcess.filled());

  for (const { name, args, counts } of IMPORTS) {
    test(`${name} are imported; again, and nothing changes`, async (demo, t) => {
      const first = await demo.cli(...args);
      assert.equal(first.code, 0, first.err);
      assert.deepEqual(countsIn(first), created(counts));
      assert.match(first.out, /^refused: 0$/m);
      const second = await demo.cli(...args);
      assert.equal(second.code, 0, second.err);
      assert.deepEqual(countsIn(second), unchanged(counts));
      t.note(first.out.trim().split('\n').slice(1).join(' · '));
    });
  }

  test('the trail of one resource has its history, its grants and its uses', async (demo, t) => {
    const id = 'PLAYGROUND.GOV.8765432-1:TestService.personDetails.v1';
    const { code, out, err } = await demo.cli('trail', 'resource', id, '--organisation', 'ManagerMSP');
    assert.equal(code, 0, err);
    const lines = out.trim().split('\n');
    assert.equal(lines.filter((line) => line.includes('  usage  ')).length, 4);
    for (const part of ['resource ', 'resource-version ', 'request ', 'grant '])
      assert.ok(out.includes(part), part);
    t.note(`${lines.length} entries`);
  });

  test('releases within their version are late and nothing else', async (demo) => {
    const reference = 'DARS-NIC-07141-L2S0B-v2.6-1';
    const args = ['trail', 'grant', reference, '--organisation', 'ManagerMSP', '--json'];
    const { out } = await demo.cli(...args);
    const uses = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event?: { violations: string[] } })
      .flatMap(({ event }) => (event ? [event.violations] : []));
    assert.equal(uses.length, 28);
    assert.deepEqual(new Set(uses.flat()), new Set(['reported-late']));
  });

  test('refused rows are listed without what they hold', async (demo) => {
    const refused = `${demo.home}/refused.ndjson`;
    const file = realPath('xroad-playground/raw_messages_batch_1.json');
    const { code, out } = await demo.cli('usage', 'import', file, '--create-grants', '--refused', refused);
    assert.equal(code, 1);
    assert.match(out, /^refused: 2$/m);
  });
});
