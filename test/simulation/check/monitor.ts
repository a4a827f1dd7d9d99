// SPDX-License-Identifier: Apache-2.0
/** Watches whether a gateway says what is so: rows that wait without moving make it unready within half a minute. */
import type { SimulatedGateway } from '../actors/gateway.js';
import { now, sleep } from '../world/virtual-time.js';
import type { Model } from './model.js';

const LOOK_MS = 2_000;
/** From then on it is asked what it says. */
const ASKED_AFTER_MS = 5_000;
const TRUTHFUL_WITHIN_MS = 30_000;

export class Monitor {
  private life: unknown;
  private settled = 0;
  private movedAt = 0;
  private isToldOf = false;
  /** When it last said that it was not ready. */
  private saidSoAt = 0;

  constructor(
    private readonly gateway: SimulatedGateway,
    private readonly model: Model,
  ) {}

  async watch(): Promise<never> {
    for (;;) {
      await sleep(LOOK_MS);
      await Promise.race([this.look(), sleep(10_000)]);
    }
  }

  private async look(): Promise<void> {
    const { running, name } = this.gateway;
    if (!running) return;
    const { pending, committed, rejected } = running.pipeline.status();
    const settled = committed + rejected;
    if (running.life !== this.life || settled !== this.settled || pending === 0) {
      this.life = running.life;
      this.settled = settled;
      this.movedAt = now();
      this.isToldOf = false;
      return;
    }
    if (this.isToldOf || now() - this.movedAt < ASKED_AFTER_MS) return;
    const readiness = await this.gateway.readiness();
    // What held it up may have ended a moment ago, and something else may hold it up now.
    if (readiness?.status !== 'ready') this.saidSoAt = now();
    if (now() - Math.max(this.movedAt, this.saidSoAt) <= TRUTHFUL_WITHIN_MS) return;
    this.isToldOf = true;
    this.model.fault(`${name}: ${pending} rows have not moved for 30 s, and it says it is ready`);
  }
}
