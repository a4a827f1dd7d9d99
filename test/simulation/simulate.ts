// SPDX-License-Identifier: Apache-2.0
/** One run of the world under a seed. */
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { Cast } from './actors/cast.js';
import { SimulatedGateway } from './actors/gateway.js';
import type { Company, Stores } from './actors/process.js';
import { Receiver, Turn } from './actors/receiver.js';
import { EmbeddedModel, FabricModel, type LedgerModel } from './chain/models.js';
import type { LedgerDisk } from './chain/founded.js';
import { checkAll } from './check/final-check.js';
import { Model } from './check/model.js';
import { Monitor } from './check/monitor.js';
import type { EmptyStores } from './store/empty-stores.js';
import { greedyStatements } from './store/first-rows.js';
import { Chance } from './world/chance.js';
import { Faults } from './world/faults.js';
import { beginTime, now, sleep, timePasses } from './world/virtual-time.js';

export interface Run {
  readonly seed: number;
  /** One per thing that happened. */
  readonly lines: readonly string[];
  readonly faults: readonly string[];
}

/** Ends by the policy's clock: some runs go through it. */
const MONTH = { period: '2026-03', end: Date.UTC(2026, 2, 31, 16) } as const;
/** So long nothing goes wrong, in most runs long enough to have started. */
const QUIET_MS = 1_000;
const STORM_MS = 120_000;
/** So long after the last fault everything must have come to its end. */
const REST_MS = 900_000;
/** What is told as committed is in the index; what else is in the chain follows. */
const INDEXED_MS = 60_000;

/** What is made once for all runs. */
export interface Beginnings {
  readonly founded: LedgerDisk;
  readonly stores: EmptyStores;
}

export async function simulate(seed: number, beginnings: Beginnings): Promise<Run> {
  const chance = new Chance(seed);
  const start = MONTH.end - chance.between(0, 4) * 40_000;
  beginTime(start, chance.of('builtins'));
  const lines: string[] = [];
  const note = (line: string): void => {
    lines.push(`${((now() - start) / 1000).toFixed(3).padStart(9)} ${line}`);
  };
  const model = new Model(note);
  await timePasses(() => new Course(chance, model, note, beginnings).run()).catch((error: unknown) => {
    model.fault(
      `the world ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  });
  for (const sql of greedyStatements()) model.fault(`several rows are read and one is used: ${sql}`);
  return { seed, lines, faults: model.faults };
}

/** Of what takes part, as much as there is time for. */
const companyOf = (chance: Chance): Company => ({
  webhooks: chance.is(0.4),
  evidence: chance.is(0.25),
  schedule: chance.is(0.4),
});

const toldOf = (company: Company): string =>
  Object.entries(company)
    .filter(([, takesPart]) => takesPart as boolean)
    .map(([name]) => `, ${name}`)
    .join('');

class Course {
  private readonly faults: Faults;
  private readonly company: Company;
  private isCalm = false;

  constructor(
    private readonly chance: Chance,
    private readonly model: Model,
    private readonly note: (line: string) => void,
    private readonly beginnings: Beginnings,
  ) {
    this.faults = new Faults(chance.of('faults'), note);
    this.company = companyOf(chance.of('company'));
  }

  async run(): Promise<void> {
    const { chance, faults, model, note, beginnings, company } = this;
    const ledger = chance.is(0.4)
      ? await EmbeddedModel.open(beginnings.founded)
      : await FabricModel.open(beginnings.founded, faults);
    note(`world: ${ledger.kind}${toldOf(company)}`);
    const { height: from } = await ledger.truth.info();
    const { stores } = beginnings;
    const kept: Stores = {
      index: stores.index(),
      outbox: stores.outbox(),
      webhooks: stores.webhooks(),
      evidence: stores.evidence(),
    };
    const receiver = new Receiver(faults);
    const gateways = this.gatewaysOn(ledger, kept, receiver);
    const cast = new Cast({ gateways, company, chance, model, note, from });
    void this.interfere(ledger);
    for (const gateway of gateways) void gateway.existForEver();
    for (const gateway of gateways) void new Monitor(gateway, model).watch();
    cast.begin();
    await sleep(QUIET_MS);
    faults.begin();
    await sleep(STORM_MS);
    faults.cease();
    await this.rest(gateways, cast);
    const index = { held: kept.index, empty: beginnings.stores.index };
    const month = company.schedule ? MONTH : undefined;
    await checkAll({ model, ledger, gateways, cast, posts: receiver.posts, index, month });
  }

  /** Until nothing is left to be done, or it is clear that it never will be. */
  private async rest(gateways: readonly SimulatedGateway[], cast: Cast): Promise<void> {
    await this.until('somebody is silent for ever', () =>
      Promise.resolve(
        cast.isDone && gateways.every(({ running }) => running?.pipeline.status().pending === 0),
      ),
    );
    await cast.orderInCalm();
    if (this.company.schedule) {
      await sleep(Math.max(0, MONTH.end - now()));
      await this.until('a month that is over is never closed', () => cast.isClosed(MONTH.period));
    }
    this.isCalm = true;
    await sleep(INDEXED_MS);
    await this.until('a webhook never comes to its end', () => cast.hasAll());
  }

  private async until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
    const until = now() + REST_MS;
    while (!(await isSo())) {
      if (now() > until) {
        this.model.fault(otherwise);
        return;
      }
      await sleep(1_000);
    }
  }

  private gatewaysOn(
    model: LedgerModel,
    stores: Stores,
    receiver: Receiver,
  ): [SimulatedGateway, ...SimulatedGateway[]] {
    const { chance, faults, note, company } = this;
    const gateways: SimulatedGateway[] = [];
    const running = (): ReadonlySet<number> =>
      new Set(gateways.filter(({ isAlive }) => isAlive).map(({ replica }) => replica));
    const world = { model, stores, faults, company, receiver, running, turn: new Turn(faults) };
    const make = (name: string, replica: number): SimulatedGateway => {
      const gateway = new SimulatedGateway({ name, replica, world, note, chance: chance.of(name) });
      gateways.push(gateway);
      return gateway;
    };
    return model.kind === 'embedded' ? [make('g0', 0)] : [make('g0', 0), make('g1', 1)];
  }

  /** The provider suspends and resumes a grant: what was endorsed before is no longer true then. */
  private async interfere(ledger: LedgerModel): Promise<void> {
    const chance = this.chance.of('interference');
    for (let suspended = false; ; suspended = !suspended) {
      await sleep(chance.between(10_000, 60_000));
      if (this.isCalm) return;
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
