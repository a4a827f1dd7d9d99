// SPDX-License-Identifier: Apache-2.0
/** Real logs of both sides: imported, closed on the embedded ledger, and paired as those who kept them paired them. */
import assert from 'node:assert/strict';
import { DemoProcess } from '../../support/demo-process.js';
import { readReal, realPath } from '../../support/real-data.js';
import { testsOnRealData } from '../../support/real-data-tests.js';
import { describe } from '../../support/testing.js';

type Numbers = Record<'matched' | 'unattested' | 'unreported' | 'contradicted', number>;

interface Log {
  readonly name: string;
  readonly file: string;
  readonly month: string;
  readonly organisations: readonly string[];
  readonly expected: () => Numbers;
}

interface Pair {
  readonly matchingType: string;
  readonly correctorStatus: string;
  readonly client: object | null;
  readonly producer: object | null;
}

const allMatched = (matched: number): Numbers => ({ matched, unattested: 0, unreported: 0, contradicted: 0 });

/** What X-Road's own corrector made of its records; those without an exchange id are refused by the import. */
function correctedPairs(): Numbers {
  const pairs = JSON.parse(readReal('xroad-playground/clean_data_batch_1.json')) as readonly Pair[];
  const orphans = pairs.filter(
    (pair) => pair.matchingType === 'orphan' && pair.correctorStatus === 'processing',
  );
  return {
    ...allMatched(pairs.filter(({ matchingType }) => matchingType === 'regular_pair').length),
    unattested: orphans.filter(({ client }) => client).length,
    unreported: orphans.filter(({ producer }) => producer).length,
  };
}

const LOGS: readonly Log[] = [
  {
    name: '600 exchanges of one member',
    file: 'xroad-dev-oplog/records_1015-2214.json',
    month: '2020-11',
    organisations: ['DEV.ORG.1234567-8'],
    expected: () => allMatched(600),
  },
  {
    name: 'a worked pairing case',
    file: 'xroad-playground/raw_messages_batch_1.json',
    month: '2022-12',
    organisations: ['PLAYGROUND.ORG.2908758-4', 'LTT.CS.CS1', ...[1, 2, 3].map((n) => `LTT.TEST.TEST${n}`)],
    expected: correctedPairs,
  },
];

async function lines(demo: DemoProcess, ...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await demo.cli('reconcile', '--json', ...args);
  assert.ok(code === 0 || code === 1, err);
  const texts = out.split('\n').filter((line) => line !== '');
  return texts.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('real logs of both sides are reconciled', () => {
  const test = testsOnRealData(() => DemoProcess.filled());
  for (const { name, file, month, organisations, expected } of LOGS) {
    test(`${name}: the numbers are those of the pairing`, async (demo) => {
      await demo.cli('usage', 'import', realPath(file), '--create-grants');
      const grants = new Map<unknown, Record<string, unknown>>();
      const states = new Map<unknown, unknown>();
      for (const organisation of organisations) {
        const closing = ['--period', month, '--close', '--organisation', organisation];
        for (const grant of await lines(demo, ...closing)) grants.set(grant['grant'], grant);
      }
      for (const organisation of organisations)
        for (const one of await lines(demo, '--organisation', organisation))
          states.set(one['grant'], one['state']);
      const sum = (field: keyof Numbers): number =>
        [...grants.values()].reduce((total, one) => total + Number(one[field]), 0);
      const found = {
        matched: sum('matched'),
        unattested: sum('unattested'),
        unreported: sum('unreported'),
        contradicted: sum('contradicted'),
      };
      assert.deepEqual(found, expected());
      for (const [id, grant] of grants) {
        const apart =
          Number(grant['unattested']) + Number(grant['unreported']) + Number(grant['contradicted']);
        assert.equal(states.get(id), apart === 0 ? 'matched' : 'differs', 'the chain says so too');
      }
    });
  }
});
