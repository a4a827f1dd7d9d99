// SPDX-License-Identifier: Apache-2.0
/** One gateway: a process that is started, may fail to start, dies or is stopped at any moment, and is started again. */
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { findApart } from '@catalog-chain/gateway/index/compare/apart';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { Health, type Readiness } from '@catalog-chain/gateway/http/health';
import { withStandIns } from '@catalog-chain/gateway/ledger/stand-in';
import type { Log } from '@catalog-chain/gateway/support/log-port';
import { openPipeline } from '@catalog-chain/gateway/usage/open-pipeline';
import type { Pipeline } from '@catalog-chain/gateway/usage/ports';
import { UsageReports } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import { FaultyLedger } from '../chain/faulty-ledger.js';
import type { LedgerModel } from '../chain/models.js';
import type { Store } from '../store/store.js';
import type { Chance } from '../world/chance.js';
import type { Faults } from '../world/faults.js';
import { Life } from '../world/life.js';
import { now, sleep } from '../world/virtual-time.js';

/** Databases of one gateway, or of several that share them. */
export interface Stores {
  readonly index: Store;
  readonly outbox: Store;
}

export interface GatewaySetting {
  readonly name: string;
  readonly replica: number;
  readonly model: LedgerModel;
  readonly stores: Stores;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly note: (line: string) => void;
}

/** What runs in a process. */
export interface Running {
  readonly life: Life;
  readonly pipeline: Pipeline;
  readonly reports: UsageReports;
  readonly index: Index;
  readonly health: Health;
}

/** A start that takes longer is given up by whoever watches over the process. */
const START_MS = 240_000;
const LOOK_MS = 1_000;
const SECRET = new Uint8Array(32).fill(3);

const settings = {
  batchRows: 8,
  aloneRows: 6,
  lingerMs: 150,
  inFlight: 4,
  submitTimeoutMs: 30_000,
  capacity: 200,
  stopTimeoutMs: 10_000,
};

export class SimulatedGateway {
  running: Running | undefined;
  /** When a process was last started or ended. */
  private lives = 0;
  private life: Life | undefined;

  constructor(private readonly setting: GatewaySetting) {}

  get name(): string {
    return this.setting.name;
  }

  /** Starts it, kills it, stops it and starts it again, for as long as there is a world. */
  async existForEver(): Promise<never> {
    const { faults, name, chance } = this.setting;
    for (;;) {
      if (!this.running) await this.start();
      await sleep(LOOK_MS);
      const fault = faults.draw(['crash', 'stop'], name);
      if (fault === 'crash') {
        // Not on the second, where everything begins: anywhere in what is under way.
        await sleep(chance.between(0, LOOK_MS));
        this.end();
      }
      if (fault === 'stop') await this.stop();
      if (fault !== undefined) await sleep(faults.delay(100, 20_000));
    }
  }

  async readiness(): Promise<Readiness | undefined> {
    const { running } = this;
    return running?.life.within(() => running.health.readiness());
  }

  private async start(): Promise<void> {
    const { note, name } = this.setting;
    this.lives += 1;
    const life = new Life(`${name}.${this.lives}`);
    this.life = life;
    const late = sleep(START_MS).then(() => 'late' as const);
    try {
      const opened = await Promise.race([this.open(life), late]);
      if (opened === 'late') throw new Error('The start took too long.');
      this.running = opened;
      note(`${life.name}: started`);
    } catch (error) {
      note(`${life.name}: did not start: ${codeOf(error)}`);
      this.end();
      await sleep(2_000);
    }
  }

  private end(): void {
    this.life?.end();
    this.running = undefined;
  }

  /** As at SIGTERM; what does not end in time is killed. */
  private async stop(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.health.stop();
    const stop = async (): Promise<void> => {
      await running.pipeline[Symbol.asyncDispose]();
      await running.index[Symbol.asyncDispose]();
    };
    await Promise.race([stop().catch(() => undefined), sleep(30_000)]);
    this.end();
  }

  private async open(life: Life): Promise<Running> {
    const { model, stores, faults, replica } = this.setting;
    const log = this.logOf(life);
    const ledger = new FaultyLedger(await model.connect(life), life, faults);
    const location = { dialect: stores.index.dialectFor(life, faults) };
    const tables = openIndexDatabase(location);
    const writer = new IndexWriter(tables);
    const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };
    const workers = {
      writer: { apply: writer.apply.bind(writer), ...nothing },
      comparer: {
        compare: (question: Parameters<typeof findApart>[1]) => findApart(tables.db, question),
        ...nothing,
      },
    };
    const index = await openIndex({ ledger, location, log, workers });
    const pipeline = await openPipeline({
      ledger: withStandIns(ledger),
      index,
      log,
      replica,
      settings,
      now,
      location: { dialect: stores.outbox.dialectFor(life, faults) },
      actors: { of: () => Promise.resolve(SECRET) },
    });
    const health = new Health(ledger, index, pipeline, now);
    return { life, index, pipeline, health, reports: new UsageReports(pipeline, index) };
  }

  private logOf(life: Life): Log {
    const tell = (level: string) => (message: string, details?: object) => {
      if (life.isOver) return;
      this.setting.note(`${life.name}: ${level} ${message} ${detailsOf(details)}`);
    };
    return { info: tell('info'), warn: tell('warn'), error: tell('error') };
  }
}

export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : `${error.name}: ${error.message}`;
};

/** Codes and counts: names that are drawn anew by each process are left out. */
function detailsOf(details: Details = {}): string {
  const { code, organisation, error, failures } = details;
  const told = [code, organisation, failures, error === undefined ? undefined : codeOf(error)];
  return told.filter((one) => one !== undefined).join(' ');
}

interface Details {
  readonly code?: string;
  readonly organisation?: string;
  readonly failures?: number;
  readonly error?: unknown;
}
