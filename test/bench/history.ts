// SPDX-License-Identifier: Apache-2.0
/**
 * The first page of 50 of a trail from the index over HTTP, beside the same uses kept as Fabric applications commonly do:
 * a key per record, a version per use, read by `GetHistoryForKey` in one call at one peer. A trail begins with the
 * oldest use. A key's history begins with the newest and cannot be entered elsewhere: its own first page is its
 * cheapest, the trail's first page its dearest, and both are measured. What joins records is one trail for the index;
 * the chaincode is told the keys, reads the newest 50 of each and merges them. One network, one channel, one machine;
 * the gateway, its index and who asks share this process. Prints its lines within about two minutes.
 */
import type { Gateway } from '@catalog-chain/gateway/compose';
import { run } from '@catalog-chain/network/engine/shell';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { FabricClient } from '../support/fabric-client.js';
import { withHistory } from '../support/history-chaincode.js';
import { scratch } from '../support/probe.js';
import { uuid7 } from '../support/usage.js';
import { withNetwork } from './fabric-load.js';
import { reporting, useOf, type Use } from './fabric-reporting.js';
import { rate } from './http.js';
import { rate as lanes } from './ledger-load.js';
import { report } from './measure.js';

/** A key has one version per transaction: this is how many uses the busy record has. */
const TRANSACTIONS = 1_000;
const PER_TRANSACTION = 10;
const QUIET_RECORDS = 90;
const IN_FLIGHT = 64;
const PER_REQUEST = 1_000;
const PAGE = 50;
const READS = 400;
const BUSY = 'record-busy';

/** One use of the busy record and nine of others in each transaction. */
const recordOf = (transaction: number, i: number): string =>
  i === 0 ? BUSY : `record-${(transaction * (PER_TRANSACTION - 1) + i - 1) % QUIET_RECORDS}`;

function usesOf(grant: string): Use[][] {
  const at = new Date().toISOString();
  return Array.from({ length: TRANSACTIONS }, (_, n) =>
    Array.from({ length: PER_TRANSACTION }, (_, i) => {
      const id = uuid7(n * PER_TRANSACTION + i, 'history');
      return useOf(grant, id, recordOf(n, i), at);
    }),
  );
}

/** Through the stock client, a transaction for ten uses, each a version of its record's key. */
async function keepByKey(client: FabricClient, uses: readonly (readonly Use[])[]): Promise<void> {
  const left = uses.map((some) => JSON.stringify(some.map((use) => [use.recordId, JSON.stringify(use)])));
  await lanes(left.length - IN_FLIGHT, IN_FLIGHT, async () => {
    const pairs = left.pop();
    if (pairs !== undefined) await client.contract.submitTransaction('history:put', pairs);
  });
}

type Ask = () => Promise<number>;

/** Milliseconds at the median and at the 95th percentile. */
interface Times {
  readonly p50: number;
  readonly p95: number;
}

/** @throws Error for a page that is not full */
async function pages(times: number, ask: Ask): Promise<Times> {
  const spent: number[] = [];
  for (let n = 0; n < times + 5; n += 1) {
    const start = performance.now();
    const found = await ask();
    if (found !== PAGE) throw new Error(`${found} entries on a page of ${PAGE}`);
    // The first few warm both sides up.
    if (n >= 5) spent.push(performance.now() - start);
  }
  spent.sort((a, b) => a - b);
  const at = (share: number): number => Number((spent[Math.floor(spent.length * share)] ?? NaN).toFixed(2));
  return { p50: at(0.5), p95: at(0.95) };
}

function print(name: string, times: Times, index?: Times): void {
  for (const part of ['p50', 'p95'] as const)
    report(`pages of ${PAGE}: ${name}, ${part}`, times[part], 'ms', index?.[part]);
}

interface Entry {
  readonly event?: { readonly leaf: { readonly id: string; readonly record?: string } };
}

const trail = (gateway: Gateway, token: string, kind: string, id: string) => async (): Promise<Entry[]> => {
  const address = `${gateway.url}/v1/trails/${kind}/${encodeURIComponent(id)}?limit=${PAGE}`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${response.status} ${text}`);
  return (JSON.parse(text) as { items: Entry[] }).items;
};

async function onNetwork(network: StartedNetwork): Promise<void> {
  using folder = scratch();
  const { consumer: opened, grant, target, resource } = await reporting(network, folder.path);
  await using consumer = opened;
  using client = new FabricClient(network, 'consumer', 'submitter');
  const uses = usesOf(grant);
  const reported = uses.flat();
  const bodies = Array.from({ length: reported.length / PER_REQUEST }, (_, n) =>
    JSON.stringify(reported.slice(n * PER_REQUEST, (n + 1) * PER_REQUEST)),
  );
  await rate(target, bodies, PER_REQUEST, 1);
  await keepByKey(client, uses);
  const byKey =
    (transaction: string, keys: string): Ask =>
    async () => {
      const options = { arguments: [keys, String(PAGE)], endorsingOrganizations: ['ConsumerMSP'] };
      const answer = await client.contract.evaluate(transaction, options);
      return (JSON.parse(Buffer.from(answer).toString('utf8')) as unknown[]).length;
    };
  const of = (kind: string, id: string) => trail(consumer, target.token, kind, id);
  const counted =
    (ask: () => Promise<Entry[]>): Ask =>
    async () =>
      (await ask()).length;
  const busyIds = new Set(uses.map(([first]) => first?.id));
  const shown = await of('grant', grant)();
  const record = shown.find(({ event }) => busyIds.has(event?.leaf.id))?.event?.leaf.record ?? '';
  const indexed = await pages(READS, counted(of('record', record)));
  const what = `a record with ${TRANSACTIONS} uses`;
  print(`${what}, first page of the trail from the index`, indexed);
  const newest = byKey('history:newest', JSON.stringify([BUSY]));
  print(`${what}, newest ${PAGE} by GetHistoryForKey`, await pages(READS / 4, newest), indexed);
  const oldest = byKey('history:oldest', BUSY);
  print(`${what}, the same page as the trail's by GetHistoryForKey`, await pages(READS / 8, oldest), indexed);
  const keys = [...new Set(reported.map(({ recordId }) => recordId))];
  const joined = await pages(READS, counted(of('resource', resource)));
  const all = `a resource, ${reported.length} uses of ${keys.length} records`;
  print(`${all}, first page of the trail from the index`, joined);
  const merged = byKey('history:newest', JSON.stringify(keys));
  print(`${all}, newest ${PAGE} by GetHistoryForKey`, await pages(READS / 20, merged), joined);
}

/** The product's chaincode is replaced at every organisation by one with a contract more. */
export async function benchHistory(): Promise<void> {
  await withNetwork('raft', async (network) => {
    const image = await withHistory(network.state.images.chaincode);
    try {
      await Promise.all(network.organisations.map((one) => one.replaceChaincode(image)));
      await network.ready();
      await onNetwork(network);
    } finally {
      await Promise.all(
        network.organisations.map((one) => one.replaceChaincode(network.state.images.chaincode)),
      );
      await run('docker', ['rmi', image]);
    }
  });
}
