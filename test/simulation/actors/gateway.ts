// SPDX-License-Identifier: Apache-2.0
/** One gateway: a process that is started, may fail to start, dies or is stopped at any moment, and is started again. */
import type { Readiness } from '@catalog-chain/gateway/http/health';
import type { Log } from '@catalog-chain/gateway/support/log-port';
import type { Chance } from '../world/chance.js';
import { Life } from '../world/life.js';
import { sleep } from '../world/virtual-time.js';
import { openProcess, type Running, type World } from './process.js';

export interface GatewaySetting {
  readonly name: string;
  readonly replica: number;
  readonly world: World;
  readonly chance: Chance;
  readonly note: (line: string) => void;
}

/** A start that takes longer is given up by whoever watches over the process. */
const START_MS = 240_000;
const LOOK_MS = 1_000;

export class SimulatedGateway {
  running: Running | undefined;
  /** Months' sides that its log says were closed. */
  closed = 0;
  /** How often a process has died. */
  deaths = 0;
  /** When a process was last started or ended. */
  private lives = 0;
  private life: Life | undefined;

  constructor(private readonly setting: GatewaySetting) {}

  get name(): string {
    return this.setting.name;
  }

  get replica(): number {
    return this.setting.replica;
  }

  /** Whether a process holds the replica's lock. */
  get isAlive(): boolean {
    return this.life !== undefined && !this.life.isOver;
  }

  /** Starts it, kills it, stops it and starts it again, for as long as there is a world. */
  async existForEver(): Promise<never> {
    const { name, chance } = this.setting;
    const { faults } = this.setting.world;
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
    const { note, name, world, replica, chance } = this.setting;
    this.lives += 1;
    const life = new Life(`${name}.${this.lives}`);
    this.life = life;
    const late = sleep(START_MS).then(() => 'late' as const);
    try {
      const opening = openProcess({ world, replica, life, chance, log: this.logOf(life) });
      const opened = await Promise.race([opening, late]);
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
    if (this.isAlive) this.deaths += 1;
    this.life?.end();
    this.running = undefined;
  }

  /** As at SIGTERM; what does not end in time is killed. */
  private async stop(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    const stop = async (): Promise<void> => running[Symbol.asyncDispose]();
    await Promise.race([stop().catch(() => undefined), sleep(30_000)]);
    this.end();
  }

  private logOf(life: Life): Log {
    const tell =
      (level: string) =>
      (message: string, details: Details = {}) => {
        if (life.isOver) return;
        // Told a second time beside what was refused.
        if (!details.refused) this.closed += details.closed ?? 0;
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
function detailsOf(details: Details): string {
  const { code, organisation, error, failures, closed, due, refused } = details;
  const told = [code, organisation, failures, closed, due, refused && JSON.stringify(refused)];
  if (error !== undefined) told.push(codeOf(error));
  return told.filter((one) => one !== undefined).join(' ');
}

interface Details {
  readonly code?: string;
  readonly organisation?: string;
  readonly failures?: number;
  readonly error?: unknown;
  /** Of a schedule: how many sides it closed, of how many, and what was refused. */
  readonly closed?: number;
  readonly due?: number;
  readonly refused?: object;
}
