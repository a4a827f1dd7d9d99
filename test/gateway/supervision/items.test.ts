// SPDX-License-Identifier: Apache-2.0
/** Nineteen items of the law, each counted from chains made by hand: late, left undone, found by a ruling, or not seen. */
import assert from 'node:assert/strict';
import { FINDINGS } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import { liabilityItems } from '@catalog-chain/chaincode/domain/law/liability';
import type { ObligationKind } from '@catalog-chain/chaincode/domain/records';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { reportDifferences } from '@catalog-chain/gateway/supervision/compare';
import { supervisionTable } from '@catalog-chain/gateway/supervision/table';
import { csvText } from '@catalog-chain/gateway/tables/table';
import { supervisionPage } from '@catalog-chain/gateway/supervision/page';
import type { MemberReport, SupervisionReport } from '@catalog-chain/gateway/supervision/report';
import { supervise } from '@catalog-chain/gateway/supervision/supervise';
import { EMPTY, newChain, stamp } from '../../support/appraised.js';
import type { ScriptedChain } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

const ITEMS = liabilityItems('cn-809');
const ALL = 'AllMSP';
const DUE = '2026-01-10T15:59:59.999Z';

type Put = readonly [readonly string[], object];

const member = (mspId: string, roles: readonly string[]): Put => [
  ['organisation', mspId],
  { mspId, roles, status: 'active' },
];

let made = 0;
function owed(kind: ObligationKind, more: object): Put {
  made += 1;
  const id = `${kind}~${made}`;
  const record = {
    id,
    kind,
    profile: 'cn-809',
    owedBy: ALL,
    owedTo: 'X',
    dueAt: DUE,
    state: 'open',
    ...more,
  };
  return [
    ['obligation', id],
    { cause: { type: 'grant', id: 'G', tx: 'ab' }, changed: stamp(DUE), ...record },
  ];
}

const met = (late: boolean): object => ({
  state: 'met',
  met: { at: DUE, tx: 'ab', by: ALL, late, basis: 'act' },
});

async function reported(chain: ScriptedChain, organisation?: string): Promise<SupervisionReport> {
  await using database = openIndexDatabase({ sqlite: ':memory:' });
  await bindToChain(database, (await chain.info()).genesisHash);
  await new IndexWriter(database).apply(chain.chain);
  const months = { from: '2026-01', to: '2026-01' };
  return await supervise(new SqlIndexReader(database), {
    months,
    ...(organisation !== undefined && { organisation }),
  });
}

const counts = ({ items }: MemberReport): Record<string, number> =>
  Object.fromEntries(items.map(({ item, count }) => [item, count]));
const onlyMember = ({ members: [one] }: SupervisionReport): MemberReport => {
  assert.ok(one);
  return one;
};

/** A chain that ends in February, so that January is over. */
function chainOf(...puts: readonly Put[]): ScriptedChain {
  const chain = newChain();
  chain.put(ALL, member(ALL, ['consumer', 'manager', 'provider']), ...puts);
  for (let day = 0; day < 40; day += 1) chain.put('OtherMSP', [['policy', 'x'], { version: 9 }]);
  return chain;
}

test('the law has nineteen items, nine, seven and three, and every finding that they name is one', () => {
  const per = Map.groupBy(ITEMS, ({ item }) => item.slice(0, 2));
  assert.deepEqual(
    [...per].map(([article, items]) => [article, items.length]),
    [
      ['39', 9],
      ['40', 7],
      ['41', 3],
    ],
  );
  for (const { findings = [] } of ITEMS)
    for (const finding of findings)
      assert.ok(
        FINDINGS.some((known) => known === finding),
        finding,
      );
});

const KINDS = Object.entries(CN_809.rules) as [ObligationKind, (typeof CN_809.rules)[ObligationKind]][];

for (const [kind, rule] of KINDS) {
  test(`${kind}: what is late or left undone counts under ${rule?.liability ?? 'no item'}, and nothing else does`, async () => {
    const chain = chainOf(
      owed(kind, met(false)),
      owed(kind, met(true)),
      owed(kind, { state: 'missed', ended: { reason: 'unfiled', stamp: stamp(DUE) } }),
      owed(kind, {}),
      owed(kind, { state: 'void', ended: { reason: 'withdrawn', stamp: stamp(DUE) } }),
      owed(kind, { dueAt: '2026-02-03T15:59:59.999Z', ...met(true) }),
      owed(kind, { owedBy: 'OtherMSP', ...met(true) }),
    );
    const report = onlyMember(await reported(chain));
    const { due, inTime, late, unmet } = report.obligations;
    assert.deepEqual([due.count, inTime.count, late.count, unmet.count], [4, 1, 1, 2]);
    const expected = Object.fromEntries(ITEMS.map(({ item }) => [item, item === rule?.liability ? 3 : 0]));
    assert.deepEqual(counts(report), expected);
    const found = report.items.find(({ item }) => item === rule?.liability);
    if (found) assert.equal(found.entries.length, 3);
  });
}

test('what any manager owed and none did is every manager’s', async () => {
  const chain = chainOf(owed('review-catalogue', { owedBy: undefined, owedByRole: 'manager' }));
  const report = onlyMember(await reported(chain));
  assert.equal(counts(report)['41-3'], 1);
});

for (const { item, side, findings = [] } of ITEMS.filter((one) => one.findings !== undefined)) {
  test(`a ruling that finds ${findings.join(' or ')} against a ${side} counts under ${item}`, async () => {
    const own = side === 'provider' ? { provider: ALL, consumer: 'X' } : { provider: 'X', consumer: ALL };
    const ruling = (
      finding: string,
      responsible = ALL,
      at = DUE,
      course: readonly string[] = ['rule'],
    ): object => ({
      id: `D-${(made += 1)}`,
      ...own,
      parties: [ALL, 'X'],
      arbitrators: [],
      steps: course.map((action) => ({ action, stamp: stamp(at, 'CourtMSP') })),
      state: 'ruled',
      rulings: [{ responsible, findings: [finding], stamp: stamp(at, 'CourtMSP') }],
    });
    const disputes = [
      ...findings.map((finding) => ruling(finding)),
      ruling('no-breach'),
      ruling(findings[0] ?? '', 'X'),
      ruling(findings[0] ?? '', ALL, '2026-02-02T00:00:00.000Z'),
      ruling(findings[0] ?? '', ALL, DUE, ['rule', 'appeal', 'assign']),
      ruling(findings[0] ?? '', ALL, DUE, ['rule', 'appeal', 'lapse']),
    ].map((value): Put => [['dispute', (value as { id: string }).id], value]);
    const report = onlyMember(await reported(chainOf(...disputes)));
    // An appeal that lapsed leaves the ruling in force; one that nobody has decided does not.
    assert.equal(counts(report)[item], findings.length + 1);
  });
}

test('a refusal that rests on no condition of the catalogue counts, one that names a condition does not', async () => {
  const refusal = (id: string, ground: string, by = ALL): Put => [
    ['request', id],
    {
      id,
      terms: { provider: ALL, consumer: 'X', resource: `${ALL}:R` },
      state: 'refused',
      decisions: [{ step: 'decide', approved: false, ground, stamp: stamp(DUE, by) }],
    },
  ];
  const chain = chainOf(
    refusal('R-1', 'none'),
    refusal('R-2', 'condition'),
    refusal('R-3', 'none', 'ManagerMSP'),
  );
  assert.equal(counts(onlyMember(await reported(chain)))['39-2'], 1);
});

test('a second collection that was found counts under 40-1 of who collected, in the month in which it was found', async () => {
  const found = (id: string, organisation: string, at = DUE): Put => [
    ['complaint', id],
    {
      id,
      organisation: 'BureauMSP',
      kind: 'duplicate-collection',
      state: 'answered',
      receivedOn: '2026-01-02',
      answer: {
        outcome: 'upheld',
        collected: { organisation, resource: 'X:R' },
        stamp: stamp(at, 'BureauMSP'),
      },
      registered: stamp(DUE, 'BureauMSP'),
    },
  ];
  const rejected: Put = [
    ['complaint', 'P-4'],
    {
      id: 'P-4',
      organisation: ALL,
      kind: 'duplicate-collection',
      state: 'answered',
      receivedOn: '2026-01-02',
      answer: { outcome: 'rejected', stamp: stamp(DUE) },
      registered: stamp(DUE),
    },
  ];
  const later = found('P-3', ALL, '2026-02-02T00:00:00.000Z');
  const report = onlyMember(await reported(chainOf(found('P-1', ALL), found('P-2', 'X'), later, rejected)));
  assert.equal(counts(report)['40-1'], 1);
});

test('an incident that was reported late counts under 40-6, in the month in which it was reported', async () => {
  const incident = (id: string, late: boolean, more: object = {}): Put => [
    ['incident', id],
    { id, organisation: ALL, kind: 'leak', state: 'reported', late, reported: stamp(DUE), ...more },
  ];
  const report = onlyMember(
    await reported(
      chainOf(
        incident('I-1', true),
        incident('I-2', false),
        incident('I-3', true, { organisation: 'OtherMSP' }),
        incident('I-4', true, { reported: stamp('2026-02-02T00:00:00.000Z') }),
        owed('close-incident', met(true)),
      ),
    ),
  );
  const found = report.items.find(({ item }) => item === '40-6');
  assert.deepEqual(
    [found?.count, found?.entries.map(([type]) => type), report.measures.incidents.count],
    [2, ['obligation', 'incident'], 2],
  );
});

test('an item that the ledger cannot see says so, and counts nothing', async () => {
  const { items } = onlyMember(await reported(chainOf()));
  const unseen = items.filter(({ seen }) => seen === 'invisible');
  assert.deepEqual(
    unseen.map(({ item, count, digest }) => [item, count, digest]),
    ['39-8', '41-1'].map((item) => [item, 0, EMPTY]),
  );
});

test('a member is reported on for the sides that it has; another profile has no items', async () => {
  const chain = newChain();
  chain.put('AMSP', member('AMSP', ['consumer']), member('BMSP', ['auditor']));
  const { members, profile } = await reported(chain);
  assert.equal(profile, 'cn-809');
  assert.deepEqual(
    members.map(({ organisation, items }) => [organisation, items.length]),
    [
      ['AMSP', 7],
      ['BMSP', 0],
    ],
  );
  chain.put('AMSP', [
    ['organisation', 'BMSP'],
    { mspId: 'BMSP', roles: ['auditor'], formerRoles: ['provider'], status: 'active' },
  ]);
  assert.equal((await reported(chain, 'BMSP')).members[0]?.items.length, 9, 'those of the side that it left');
  chain.put('AMSP', [
    ['policy', 'current'],
    { version: 1, calendar: { utcOffsetMinutes: 480, holidays: [], workdays: [] }, set: stamp(DUE) },
  ]);
  const other = await reported(chain);
  assert.deepEqual([other.profile, other.members[0]?.items], ['generic', []]);
});

test('reports are told apart by member and part, and written as CSV and as a page without anybody’s markup', async () => {
  const one = await reported(chainOf(owed('deliver-data', met(true))));
  const two = await reported(chainOf(owed('deliver-data', met(false))));
  assert.deepEqual(reportDifferences(one, one), []);
  const lines = reportDifferences(one, two).join('\n');
  assert.match(lines, /differs {2}AllMSP {2}item 39-4/);
  assert.match(lines, /differs {2}AllMSP {2}obligations late/);
  const [head, ...rows] = csvText(supervisionTable(one, 'en')).trimEnd().split('\n');
  assert.equal(head, 'organisation,from,to,block,item,text,seen,count,digest');
  assert.equal(rows.length, 19);
  assert.match(rows.find((row) => row.includes(',Art. 39 (4),')) ?? '', /,computed,1,[0-9a-f]{64}$/);
  const frame = {
    names: new Map([['AllMSP', { zh: '甲局<b>', en: 'Bureau A' }]]),
    utcOffsetMinutes: 480,
    issuer: 'AllMSP',
    printedAt: DUE,
    language: 'zh',
    verifier: 'https://gateway.example/console/verify',
  } as const;
  const page = supervisionPage({ ...one, genesisHash: '<script>' }, frame);
  assert.match(page, /<header><b>甲局&lt;b&gt;<\/b><\/header>/);
  assert.match(page, /<h2>甲局&lt;b&gt; <small>AllMSP<\/small><\/h2>/);
  assert.doesNotMatch(page, /<th><\/th>/, 'every column has a heading');
  assert.match(page, /<svg[\s\S]*https:\/\/gateway\.example\/console\/verify/);
  const local = new Date(Date.parse(one.asOf.time) + 8 * 3_600_000).toISOString();
  assert.ok(page.includes(`（${local.slice(0, 10)} ${local.slice(11, 16)}）`));
  const [member] = one.members;
  assert.ok(member);
  const none = supervisionPage({ ...one, members: [{ ...member, items: [] }] }, frame);
  assert.doesNotMatch(none, /<table>/, 'no table without rows');
  assert.match(page, /第三十九条第（四）项/);
  assert.match(page, /<html lang="zh-CN">[\s\S]*国务院令第 809 号[\s\S]*由甲局&lt;b&gt;打印/);
  assert.doesNotMatch(page, /counted|Bureau|Supervision report/, 'no second language');
  const english = supervisionPage(one, { ...frame, language: 'en' });
  assert.match(english, /<html lang="en">[\s\S]*Art\. 39 \(4\)[\s\S]*by Bureau A/);
  assert.doesNotMatch(english, /\p{Script=Han}/u, 'no second language');
  assert.match(page, /账本不可见/);
  assert.doesNotMatch(page, /<script>/);
});
