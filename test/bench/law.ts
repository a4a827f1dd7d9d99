// SPDX-License-Identifier: Apache-2.0
/**
 * What is owed, at size: pages of `OBLIGATIONS` (100,000) by due date, and the liability list of an organisation with
 * `OWED` (10,000) of them due in the month, among `EVENTS` (1,000,000) uses under its grants; and the overview of duties among
 * the same uses.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import type { ObligationFilter } from '@catalog-chain/gateway/index/model/obligations';
import { dutiesOverview } from '@catalog-chain/gateway/supervision/duties';
import { supervise } from '@catalog-chain/gateway/supervision/supervise';
import { leafOf, ScriptedChain } from '../support/scripted-chain.js';
import { report } from './measure.js';

const OBLIGATIONS = Number(process.env['OBLIGATIONS'] ?? 100_000);
const OWED = Number(process.env['OWED'] ?? 10_000);
const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const BATCH = 1000;
const GRANTS = 50;
const RESOURCES = 10;
const JANUARY = Date.UTC(2026, 0, 1);
const LISTED = 50;
const PAGES = 400;
const CONSUMER = 'ConsumerMSP';

/** The one that is reported on owes those of the first `OWED`, all due in January; the others owe the rest, all year. */
function obligation(n: number): [string[], object] {
  const own = n < OWED;
  const due = JANUARY + (own ? n % 30 : n % 360) * DAY_MS + (n % 86_400_000);
  const id = `report-use~G${n}`;
  const stamp = { at: formatInstant(due), tx: 'ab'.repeat(32), by: CONSUMER };
  const late = n % 10 === 0;
  const open = n % 7 === 0;
  return [
    ['obligation', id],
    {
      id,
      kind: 'report-use',
      profile: 'cn-809',
      article: '29',
      owedBy: own ? CONSUMER : `Other${n % 40}MSP`,
      owedTo: 'ProviderMSP',
      cause: { type: 'grant', id: `G${n % GRANTS}`, tx: stamp.tx },
      grant: `G${n % GRANTS}`,
      policyVersion: 0,
      startedAt: formatInstant(due - 20 * DAY_MS),
      dueAt: formatInstant(due),
      state: open ? 'open' : 'met',
      ...(!open && { met: { at: stamp.at, tx: stamp.tx, by: CONSUMER, late, basis: 'act' } }),
      changed: stamp,
    },
  ];
}

const members = [CONSUMER, 'ProviderMSP'].map((mspId): [string[], object] => [
  ['organisation', mspId],
  { mspId, roles: ['consumer', 'provider'], status: 'active' },
]);

/** One duty, one system, and the resources of which there are grants. */
const catalogue: [string[], object][] = [
  [
    ['duty', 'ProviderMSP:D'],
    { id: 'ProviderMSP:D', organisation: 'ProviderMSP', code: 'D', names: { en: 'D' }, status: 'active' },
  ],
  [
    ['system', 'ProviderMSP:S'],
    {
      id: 'ProviderMSP:S',
      organisation: 'ProviderMSP',
      code: 'S',
      duties: ['ProviderMSP:D'],
      status: 'active',
    },
  ],
  ...Array.from({ length: RESOURCES }, (_, n) => n).flatMap((n): [string[], object][] => {
    const id = `ProviderMSP:R${n}`;
    const owner = { id, organisation: 'ProviderMSP', code: `R${n}` };
    return [
      [['resource', id], { ...owner, state: 'published', version: 1 }],
      [['resource-version', id, '1'], { ...owner, version: 1, content: { system: 'ProviderMSP:S' } }],
    ];
  }),
];

async function filled(location: { readonly sqlite: string }): Promise<void> {
  await using database = openIndexDatabase(location);
  const chain = new ScriptedChain();
  await bindToChain(database, (await chain.info()).genesisHash);
  const writer = new IndexWriter(database);
  chain.put('ManagerMSP', ...members, ...catalogue);
  for (let n = 0; n < GRANTS; n += 1) chain.grant(`G${n}`, `ProviderMSP:R${n % RESOURCES}`);
  await writer.apply(chain.chain);
  const next = async (add: () => void): Promise<void> => {
    chain.chain.splice(0, chain.chain.length - 1);
    add();
    await writer.apply(chain.chain);
  };
  const run = (from: number): number[] => Array.from({ length: BATCH }, (_, i) => from + i);
  for (let n = 0; n < OBLIGATIONS; n += BATCH)
    await next(() => chain.put('ManagerMSP', ...run(n).map(obligation)));
  for (let n = 0; n < EVENTS / 2; n += BATCH)
    await next(() => {
      addUses(chain, run(n));
    });
}

/** Half of the events are claims, half their attestations; of a hundred claims one is outside its grant. */
function addUses(chain: ScriptedChain, numbers: readonly number[]): void {
  const [from = 0] = numbers;
  const outside = numbers.filter((n) => n % 100 === 7);
  const violations = Object.fromEntries(outside.map((n) => [n - from, ['wrong-purpose' as const]]));
  chain.batch(
    CONSUMER,
    numbers.map((n) => leafOf(n, { grant: `G${n % GRANTS}` })),
    { violations },
  );
  const told = { side: 'attestation' } as const;
  chain.batch(
    'ProviderMSP',
    numbers.map((n) =>
      leafOf(n + EVENTS, {
        ...told,
        correlation: `exchange-${n}`,
        grant: `G${n % GRANTS}`,
        at: leafOf(n).at,
      }),
    ),
    { violations },
  );
}

const percentile = (sorted: readonly number[], share: number): number =>
  Number((sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? NaN).toFixed(2));

/** By the clock, and of the processor, which says the same on a machine that others keep busy. Milliseconds. */
interface Taken {
  readonly clock: number;
  readonly cpu: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Taken & { readonly done: T }> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const done = await work();
  const { user, system } = process.cpuUsage(used);
  return { done, clock: performance.now() - begun, cpu: (user + system) / 1_000 };
}

const inSeconds = (ms: number): number => Number((ms / 1000).toFixed(2));

/** Page after page, from the beginning again at the end. @returns percentiles */
async function pages(index: SqlIndexReader, filter: ObligationFilter): Promise<Taken> {
  const now = formatInstant(JANUARY + 40 * DAY_MS);
  const times: Taken[] = [];
  let cursor: string | undefined;
  for (let n = 0; n < PAGES; n += 1) {
    const at = { limit: LISTED, ...(cursor !== undefined && { cursor }) };
    const { done: page, ...taken } = await timed(() => index.obligations(filter, now, at));
    times.push(taken);
    if (page.items.length === 0) throw new Error('The page is empty.');
    cursor = page.next;
  }
  const p95 = (values: readonly number[]): number =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.95,
    );
  return { clock: p95(times.map(({ clock }) => clock)), cpu: p95(times.map(({ cpu }) => cpu)) };
}

const folder = mkdtempSync(path.join(tmpdir(), 'law-'));
const location = { sqlite: path.join(folder, 'index.sqlite') };
await filled(location);
{
  await using tables = openIndexDatabase(location, true);
  const index = new SqlIndexReader(tables);
  const name = `page of ${LISTED} of ${OBLIGATIONS} obligations by due date`;
  const party = { owes: [CONSUMER], owed: CONSUMER };
  for (const [which, filter] of [
    ['all', {}],
    ['overdue', { standing: 'overdue' }],
    ['of a party', { party }],
  ] as const) {
    const { clock, cpu } = await pages(index, filter);
    report(`${name}, ${which}, p95`, clock, 'ms');
    report(`${name}, ${which}, p95: processor`, cpu, 'ms');
  }
  const months = { from: '2026-01', to: '2026-01' };
  for (const [i, asked] of ['first', 'again'].entries()) {
    const asking = { organisation: CONSUMER, months };
    const { done, clock, cpu } = await timed(() => supervise(index, asking));
    const { members: found } = done;
    const due = found[0]?.obligations.due.count;
    const outside = found[0]?.items.find(({ item }) => item === '40-2')?.count;
    if (i === 0 && (due !== OWED || outside !== EVENTS / 200))
      throw new Error(`The report counts ${due} of what is due, ${outside} uses outside grants.`);
    const name = `liability list, ${EVENTS} events, ${OWED} obligations, ${asked}`;
    report(name, inSeconds(clock), 's');
    report(`${name}: processor`, inSeconds(cpu), 's');
  }
  for (const asked of ['first', 'again']) {
    const { done, clock, cpu } = await timed(() => dutiesOverview(index, {}));
    const { duties } = done;
    if (duties[0]?.uses !== EVENTS) throw new Error(`The overview counts ${duties[0]?.uses} uses.`);
    const name = `duties overview, ${EVENTS} events, ${asked}`;
    report(name, inSeconds(clock), 's');
    report(`${name}: processor`, inSeconds(cpu), 's');
  }
}
rmSync(folder, { recursive: true });
