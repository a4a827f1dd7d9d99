// SPDX-License-Identifier: Apache-2.0
/** One run of the world under a seed. */
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { Client } from './actors/client.js';
import { SimulatedGateway, type Stores } from './actors/gateway.js';
import { EmbeddedModel, FabricModel, type LedgerModel } from './chain/models.js';
import type { LedgerDisk } from './chain/founded.js';
import { checkAll } from './check/final-check.js';
import { Model } from './check/model.js';
import { Monitor } from './check/monitor.js';
import type { EmptyStores } from './store/empty-stores.js';
import { Chance } from './world/chance.js';
import { Faults } from './world/faults.js';
import { beginTime, now, sleep, timePasses } from './world/virtual-time.js';

export interface Run {
  readonly seed: number;
  /** One per thing that happened. */
  readonly lines: readonly string[];
  readonly faults: readonly string[];
}

/** A local month ends here, by the policy's clock: some runs go through it. */
const MONTH_END = Date.UTC(2026, 2, 31, 16);
/** So long nothing goes wrong, in most runs long enough to have started. */
const QUIET_MS = 1_000;
const STORM_MS = 120_000;
/** So long after the last fault everything must have come to its end. */
const REST_MS = 900_000;

/** What is made once for all runs. */
export interface Beginnings {
  readonly founded: LedgerDisk;
  readonly stores: EmptyStores;
}

export async function simulate(seed: number, beginnings: Beginnings): Promise<Run> {
  const chance = new Chance(seed);
  const start = MONTH_END - chance.between(0, 4) * 40_000;
  beginTime(start, chance.of('builtins'));
  const lines: string[] = [];
  const note = (line: string): void => {
    lines.push(`${((now() - start) / 1000).toFixed(3).padStart(9)} ${line}`);
  };
  const model = new Model(note);
  await timePasses(() => new World(chance, model, note, beginnings).live()).catch((error: unknown) => {
    model.fault(
      `the world ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  });
  return { seed, lines, faults: model.faults };
}

class World {
  private readonly faults: Faults;

  constructor(
    private readonly chance: Chance,
    private readonly model: Model,
    private readonly note: (line: string) => void,
    private readonly beginnings: Beginnings,
  ) {
    this.faults = new Faults(chance.of('faults'), note);
  }

  async live(): Promise<void> {
    const { chance, faults, model, beginnings } = this;
    const ledger = chance.is(0.4)
      ? await EmbeddedModel.open(beginnings.founded)
      : await FabricModel.open(beginnings.founded, faults);
    this.note(`world: ${ledger.kind}`);
    const stores = { index: beginnings.stores.index(), outbox: beginnings.stores.outbox() };
    const gateways = this.gatewaysOn(ledger, stores);
    const clients = this.clientsOf(gateways);
    void this.interfere(ledger);
    for (const gateway of gateways) void gateway.existForEver();
    for (const gateway of gateways) void new Monitor(gateway, model).watch();
    for (const client of clients) void client.report();
    await sleep(QUIET_MS);
    faults.begin();
    await sleep(STORM_MS);
    faults.cease();
    await this.rest(gateways, clients);
    await checkAll({
      model,
      ledger,
      gateways,
      faults,
      indexes: [stores.index],
      emptyIndex: beginnings.stores.index,
    });
  }

  /** Until nothing is left to be done, or it is clear that it never will be. */
  private async rest(gateways: readonly SimulatedGateway[], clients: readonly Client[]): Promise<void> {
    const until = now() + REST_MS;
    const isDone = (): boolean =>
      clients.every((client) => client.isDone) &&
      gateways.every(({ running }) => running?.pipeline.status().pending === 0);
    while (!isDone() && now() < until) await sleep(1_000);
    if (!isDone()) this.model.fault('somebody is silent for ever');
    // What is told as committed is in the index; what else is in the chain follows.
    await sleep(60_000);
  }

  private gatewaysOn(model: LedgerModel, stores: Stores): [SimulatedGateway, ...SimulatedGateway[]] {
    const { chance, faults, note } = this;
    const make = (name: string, replica: number): SimulatedGateway =>
      new SimulatedGateway({ name, replica, model, stores, faults, note, chance: chance.of(name) });
    return model.kind === 'embedded' ? [make('g0', 0)] : [make('g0', 0), make('g1', 1)];
  }

  private clientsOf(gateways: readonly [SimulatedGateway, ...SimulatedGateway[]]): Client[] {
    const { chance, model, note } = this;
    const make = (name: string, organisation: string, side: 'claim' | 'attestation'): Client =>
      new Client({ name, organisation, side, gateways, model, note, requests: 4, chance: chance.of(name) });
    return [
      make('c1', 'ConsumerMSP', 'claim'),
      make('c2', 'ConsumerMSP', 'claim'),
      make('p1', 'ProviderMSP', 'attestation'),
    ];
  }

  /** The provider suspends and resumes a grant: what was endorsed before is no longer true then. */
  private async interfere(ledger: LedgerModel): Promise<void> {
    const chance = this.chance.of('interference');
    for (let suspended = false; ; suspended = !suspended) {
      await sleep(chance.between(10_000, 60_000));
      const transaction = suspended ? TRANSACTIONS.grantResume : TRANSACTIONS.grantSuspend;
      const args = [encode(suspended ? { id: 'G-2' } : { id: 'G-2', reason: 'Under review' })];
      try {
        const { truth } = ledger;
        await truth.submit(
          await truth.prepare({ mspId: 'ProviderMSP', user: 'officer' }, { transaction, args }),
        );
        this.note(`provider: ${transaction} at ${formatInstant(now())}`);
      } catch {
        suspended = !suspended;
      }
    }
  }
}
