// SPDX-License-Identifier: Apache-2.0
/** The exact difference of a month, exchange by exchange. */
import assert from 'node:assert/strict';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { migrate, type MigrationSet } from '@catalog-chain/gateway/db/migrate';
import { textKey48 } from '@catalog-chain/gateway/index/model/keys';
import type { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { indexMigrations } from '@catalog-chain/gateway/index/tables/migrations';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import {
  allDifferences,
  correction,
  indexOf,
  JANUARY,
  told,
  without,
  type VerdictOf,
} from '../../support/months.js';
import { digest32, uuid7 } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

async function onSqlite(
  batches: readonly (readonly Leaf[])[],
  run: (index: SqlIndexReader) => Promise<void>,
  verdictOf?: VerdictOf,
) {
  await using database = openIndexDatabase({ sqlite: ':memory:' });
  await run(await indexOf(database, batches, verdictOf));
}

test('what both sides tell alike is matched, whatever their ids say and within what their clocks may differ', async () => {
  const later = (leaf: Leaf): Leaf => ({ ...leaf, at: '2026-01-01T01:00:02.000Z' });
  const batches = [
    [told('claim', 1), told('claim', 2)],
    [later(told('attestation', 2)), told('attestation', 1)],
  ];
  await onSqlite(batches, async (index) => {
    const two = { stated: 2, retracted: 0 };
    assert.deepEqual(await index.reconciliation(JANUARY), {
      claims: two,
      attestations: two,
      matched: 2,
      unattested: 0,
      unreported: 0,
      contradicted: 0,
      asOf: 3,
    });
    assert.deepEqual(await allDifferences(index), []);
  });
});

test('each difference says which side tells what, and where they contradict each other', async () => {
  const claim = told('claim', 3, { items: ['name'], outcome: 'ok' });
  const attestation = told('attestation', 3, { items: ['birth', 'name'], outcome: 'empty' });
  await onSqlite(
    [
      [told('claim', 1), claim],
      [told('attestation', 2), attestation],
    ],
    async (index) => {
      const found = await allDifferences(index);
      assert.deepEqual(
        found.map(({ verdict, fields, claim, attestation }) => [
          verdict,
          fields,
          claim?.count,
          attestation?.count,
        ]),
        [
          ['unattested', undefined, 1, undefined],
          ['unreported', undefined, undefined, 1],
          ['contradicted', ['items', 'outcome'], 1, 1],
        ],
      );
      const { claim: claimed, attestation: attested } = found[2] ?? {};
      assert.deepEqual([claimed?.exchange?.outcome, attested?.exchange?.outcome], ['ok', 'empty']);
      assert.equal(attested?.events[0]?.id, attestation.id);
      const { unattested: a, unreported: b, contradicted: c, matched } = await index.reconciliation(JANUARY);
      assert.deepEqual([a, b, c, matched], [1, 1, 1, 0]);
    },
  );
});

const at = (time: string): Partial<Leaf> => ({ at: `2026-01-15T${time}.000Z` });

/** As contracts judge uses under a grant that was suspended at noon, for aid, and by consent for something wider. */
const fromNoonSuspended: VerdictOf = (leaf) => [
  ...(leaf.at >= '2026-01-15T12:00:00.000Z' ? (['suspended'] as const) : []),
  ...(['AID', 'WIDER'].includes(leaf.purpose) ? [] : (['wrong-purpose'] as const)),
];

test('times and purposes that are not the same are contradictions, which say so', async () => {
  const cases: readonly (readonly [Partial<Leaf>, Partial<Leaf>, readonly string[] | undefined])[] = [
    [at('10:00:00'), at('11:00:00'), undefined],
    [at('09:59:59'), at('11:00:00'), ['at']],
    [at('11:00:01'), at('10:00:00'), ['at']],
    [at('11:59:59'), at('12:00:00'), ['verdict']],
    [at('10:00:00'), at('14:00:00'), ['verdict', 'at']],
    [at('14:00:00'), at('14:30:00'), undefined],
    [at('10:00:00'), { ...at('10:00:00'), purpose: 'ADS' }, ['purpose', 'verdict']],
    [at('10:00:00'), { ...at('10:00:00'), purpose: 'WIDER' }, ['purpose']],
    [{ ...at('10:00:00'), purpose: 'ADS' }, { ...at('10:30:00'), purpose: 'ADS' }, undefined],
    [{ ...at('10:00:00'), purpose: 'ADS' }, { ...at('10:00:00'), purpose: 'POLLS' }, ['purpose']],
    [{ ...at('10:00:00'), outcome: 'empty' }, at('20:00:00'), ['outcome', 'verdict', 'at']],
  ];
  for (const [claim, attestation, fields] of cases)
    await onSqlite(
      [[told('claim', 1, claim)], [told('attestation', 1, attestation)]],
      async (index) => {
        const found = await allDifferences(index);
        assert.deepEqual(
          found.map((one) => [one.verdict, one.fields]),
          fields === undefined ? [] : [['contradicted', fields]],
          JSON.stringify([claim, attestation]),
        );
        const { matched, contradicted, unattested, unreported } = await index.reconciliation(JANUARY);
        const told = fields === undefined ? [1, 0] : [0, 1];
        assert.deepEqual([matched, contradicted, unattested, unreported], [...told, 0, 0]);
      },
      fromNoonSuspended,
    );
});

test('what is told more than once is compared time by time, not by the first and the last', async () => {
  const two = [told('claim', 1, at('08:00:00')), told('claim', 1, at('11:00:00'))];
  const attested = (...times: readonly string[]): Leaf[] =>
    times.map((time) => told('attestation', 1, at(time)));
  await onSqlite([two, attested('11:00:02', '08:00:01')], async (index) => {
    assert.deepEqual(await allDifferences(index), []);
    assert.equal((await index.reconciliation(JANUARY)).matched, 2);
  });
  await onSqlite([two, attested('11:00:02', '05:00:01', '02:00:00')], async (index) => {
    assert.deepEqual(
      (await allDifferences(index)).map(({ verdict, fields, claim, attestation }) => [
        verdict,
        fields,
        claim?.count,
        attestation?.count,
      ]),
      [
        ['contradicted', ['at'], 1, 1],
        ['unreported', undefined, 0, 1],
      ],
    );
    const { matched, contradicted, unreported } = await index.reconciliation(JANUARY);
    assert.deepEqual([matched, contradicted, unreported], [1, 1, 1]);
  });
});

test('a correction puts a wrong time or purpose right, whichever form of the digest it names', async () => {
  const wrong = told('claim', 1, { ...at('02:00:00'), purpose: 'ADS' });
  for (const retracts of [
    exchangeDigest(wrong),
    exchangeDigest(wrong, { purpose: 'ADS', verdict: ['wrong-purpose'] }),
  ]) {
    const right = correction(wrong, {
      ...at('10:00:00'),
      purpose: 'AID',
      retracts,
      record: digest32('record 1'),
    });
    const batches = [[wrong], [right], [told('attestation', 1, at('10:00:01'))]];
    await onSqlite(
      batches,
      async (index) => {
        assert.deepEqual(await allDifferences(index), []);
        assert.equal((await index.reconciliation(JANUARY)).matched, 1);
      },
      fromNoonSuspended,
    );
  }
});

test('how far apart times may lie is what the policy said when the month ended', async () => {
  await using database = openIndexDatabase({ sqlite: ':memory:' });
  const policy = (version: number, at: string, timeToleranceSeconds: number) => ({
    ...BUILT_IN_POLICY,
    version,
    timeToleranceSeconds,
    set: { ...BUILT_IN_POLICY.set, at },
  });
  const batches = [[told('claim', 1, at('10:00:00'))], [told('attestation', 1, at('10:02:00'))]];
  const verdicts = async (seconds: number, set: string): Promise<number> => {
    const index = await indexOf(database, batches, undefined, [policy(1, set, seconds)]);
    return (await index.reconciliation(JANUARY)).contradicted;
  };
  assert.equal(await verdicts(119, '2026-01-31T00:00:00.000Z'), 1);
  assert.equal(await verdicts(120, '2026-01-31T00:00:00.000Z'), 0);
  assert.equal(await verdicts(119, '2026-02-01T00:00:00.000Z'), 0, 'set after the month');
});

test('an exchange told twice and attested once is unattested once', async () => {
  const batches = [[told('claim', 1), told('claim', 1), told('claim', 1)], [told('attestation', 1)]];
  await onSqlite(batches, async (index) => {
    const [difference] = await allDifferences(index);
    assert.deepEqual(
      [difference?.verdict, difference?.claim?.count, difference?.claim?.events.length],
      ['unattested', 2, 3],
    );
    assert.equal(difference?.attestation?.events.length, 1, 'what the other side has of it is shown');
    assert.equal((await index.reconciliation(JANUARY)).matched, 1);
  });
});

test('a denied attempt contradicts a use, and a correction settles it', async () => {
  const wrong = told('claim', 1);
  const denied = told('attestation', 1, { kind: 'denied' });
  await onSqlite([[wrong], [denied]], async (index) => {
    assert.deepEqual((await allDifferences(index))[0]?.fields, ['outcome']);
  });
  const withdrawn = without(correction(wrong));
  const right = told('claim', 1, { kind: 'denied' });
  await onSqlite([[wrong], [denied], [withdrawn, right]], async (index) => {
    assert.deepEqual(await allDifferences(index), []);
    const { claims, matched } = await index.reconciliation(JANUARY);
    assert.deepEqual([claims, matched], [{ stated: 2, retracted: 1 }, 1]);
  });
});

test('a correction under another correlation still takes back what it corrects', async () => {
  const wrong = told('claim', 1, { correlation: 'mistyped' });
  const right = correction(wrong, { correlation: 'exchange-1', record: digest32('record 1') });
  await onSqlite(
    [[wrong, told('claim', 2)], [right], [told('attestation', 1), told('attestation', 2)]],
    async (index) => {
      assert.deepEqual(await allDifferences(index), []);
    },
  );
  await onSqlite([[wrong], [right], [told('attestation', 9)]], async (index) => {
    assert.deepEqual(
      (await allDifferences(index)).map(({ verdict, correlation }) => [verdict, correlation]),
      [
        ['unattested', 'exchange-1'],
        ['unreported', 'exchange-9'],
      ],
    );
  });
});

test('two correlations that the index files under one number are two exchanges', async () => {
  const [one, other] = ['X-1q71', 'X-8ozir'];
  assert.equal(textKey48(one), textKey48(other));
  const claim = told('claim', 1, { correlation: one });
  const attestation = told('attestation', 2, { correlation: other });
  await onSqlite([[claim], [attestation]], async (index) => {
    const verdicts = (await allDifferences(index)).map(({ verdict, correlation }) => [verdict, correlation]);
    assert.deepEqual(verdicts, [
      ['unattested', one],
      ['unreported', other],
    ]);
    const { unattested, unreported, contradicted } = await index.reconciliation(JANUARY);
    assert.deepEqual([unattested, unreported, contradicted], [1, 1, 0]);
  });
});

test('where the sums do not look under other grants they say so, and the list looks all the same', async () => {
  const thousand = (from: number): Leaf[] => Array.from({ length: 1_000 }, (_, n) => told('claim', from + n));
  const elsewhere = told('attestation', 7, { grant: 'G2' });
  for (const [thousands, notLookedUp] of [
    [1, undefined],
    [6, 6_000],
  ] as const) {
    await using database = openIndexDatabase({ sqlite: ':memory:' });
    const claims = Array.from({ length: thousands }, (_, n) => thousand(n * 1_000));
    const index = await indexOf(database, [...claims, [elsewhere]], undefined, undefined, ['G1', 'G2']);
    const summary = await index.reconciliation(JANUARY);
    assert.equal(summary.notLookedUp, notLookedUp);
    assert.equal(summary.contradicted, notLookedUp === undefined ? 1 : 0);
    const contradicted = await allDifferences(index, 'contradicted');
    assert.deepEqual(
      contradicted.map(({ correlation, fields }) => [correlation, fields]),
      [[elsewhere.correlation, ['grant']]],
    );
  }
});

test('what is taken back without having been told counts against the side', async () => {
  const never = { ...told('claim', 5), id: uuid7(77) };
  await onSqlite([[without(correction(never))], [told('attestation', 5)]], async (index) => {
    const [difference] = await allDifferences(index);
    assert.deepEqual([difference?.verdict, difference?.attestation?.count], ['unreported', 2]);
    assert.deepEqual(
      difference?.claim?.events.map(({ kind }) => kind),
      ['correction'],
    );
  });
});

test('other months, other grants and later blocks do not count', async () => {
  const batches = [
    [
      told('claim', 1),
      told('claim', 2, { at: '2026-01-31T16:00:00.000Z' }),
      told('claim', 3, { grant: 'G2' }),
    ],
    [told('attestation', 1)],
    [told('attestation', 4)],
  ];
  await onSqlite(batches, async (index) => {
    assert.deepEqual(
      (await allDifferences(index)).map(({ verdict }) => verdict),
      ['unreported'],
    );
    assert.equal((await index.reconciliation({ ...JANUARY, asOf: 3 })).unreported, 0);
    assert.equal((await index.reconciliation({ ...JANUARY, period: '2026-02' })).unattested, 1);
    assert.equal((await index.reconciliation({ ...JANUARY, grant: 'G9' })).matched, 0);
    assert.equal((await index.reconciliation({ ...JANUARY, grant: 'G2' })).unattested, 1);
  });
});

test('many thousand exchanges under one correlation take no longer than under many', async () => {
  const many = 8_000;
  const under = (side: 'claim' | 'attestation'): Leaf[] =>
    Array.from({ length: many }, (_, n) =>
      told(side, n, { correlation: 'one', record: digest32(`${side} ${n}`), at: '2026-01-15T00:00:00.000Z' }),
    );
  const cut = (list: readonly Leaf[]): Leaf[][] => [list.slice(0, many / 2), list.slice(many / 2)];
  await onSqlite([...cut(under('claim')), ...cut(under('attestation'))], async (index) => {
    const began = performance.now();
    assert.equal((await index.reconciliation(JANUARY)).contradicted, many);
    assert.ok(performance.now() - began < 10_000);
  });
});

test('a verdict can be asked for alone, and pages follow on one another', async () => {
  const batches = [
    Array.from({ length: 700 }, (_, n) => told('claim', n)),
    Array.from({ length: 700 }, (_, n) => told('attestation', n + 600)),
  ];
  await onSqlite(batches, async (index) => {
    for (const limit of [7, 1000]) {
      assert.equal((await allDifferences(index, undefined, limit)).length, 1200);
      const unreported = await allDifferences(index, 'unreported', limit);
      assert.equal(unreported.length, 600);
      assert.equal(new Set(unreported.map(({ correlation }) => correlation)).size, 600);
    }
    await assert.rejects(index.differences(JANUARY, 'unattested', { cursor: 'forged' }), {
      code: 'CURSOR_INVALID',
    });
  });
});

test('an index made before there were months to compare forgets what it holds, and is filled again', async () => {
  await using database = openIndexDatabase({ sqlite: ':memory:' });
  const before: MigrationSet = (types) => {
    const [first] = Object.entries(indexMigrations(types));
    return Object.fromEntries(first ? [first] : []);
  };
  await migrate(database, before, 'ix');
  const none = { pos: 7, tx: 7, name: 7, events: 7, anomalies: 0, block: 7, block_hash: '' };
  await database.db
    .insertInto('ix_checkpoint')
    .values({ id: 1, genesis_hash: 'G', ...none })
    .execute();
  assert.equal(await bindToChain(database, 'G'), -1);
});
