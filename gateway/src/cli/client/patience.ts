// SPDX-License-Identifier: Apache-2.0
/** How long calls wait for a gateway that has answered before and does not any more: it may be restarted in the middle of an import. */
import { setTimeout as delay } from 'node:timers/promises';

/** Between two tries, where the gateway itself says nothing of it. */
const TRY_EVERY_MS = 2_000;

/** Told when the first call begins to wait, and when none does any more. */
export interface Waiting {
  begun(seconds: number): void;
  ended(): void;
}

export class Patience {
  /** A gateway that never answered is not waited for: the address may be wrong. */
  private hasAnswered = false;
  private isSpent = false;
  private waiting = 0;
  private signal: AbortSignal | undefined;

  /** @param forMs of one call, from its first failure on */
  constructor(
    private readonly forMs: number,
    private readonly tell: Waiting,
  ) {}

  /** Nothing is waited for any more once the signal is given. */
  until(signal: AbortSignal): void {
    this.signal = signal;
  }

  answered(): void {
    this.hasAnswered = true;
  }

  /** @param failingMs for how long the call has been failing. @returns whether it goes on trying */
  bears(failingMs: number): boolean {
    if (!this.hasAnswered || this.isSpent || this.signal?.aborted === true) return false;
    this.isSpent = failingMs >= this.forMs;
    return !this.isSpent;
  }

  /** Of one call, from its first wait to its end. */
  begin(): void {
    this.waiting += 1;
    if (this.waiting === 1) this.tell.begun(Math.round(this.forMs / 1000));
  }

  end(): void {
    this.waiting -= 1;
    if (this.waiting === 0) this.tell.ended();
  }

  /** Until the next try, or until the signal is given. */
  async pause(ms = TRY_EVERY_MS): Promise<void> {
    await delay(ms, undefined, this.signal && { signal: this.signal }).catch(() => undefined);
  }
}
