// SPDX-License-Identifier: Apache-2.0
/** Makes bundles that were asked for, one at a time. */
import { failpoint } from '../../support/failpoint.js';
import type { Log } from '../../support/log-port.js';
import { persistently, Stopped } from '../../ledger/persistently.js';
import { codeOf, pauseAfter, termOf } from './hindrance.js';
import type { JobClaims, Taken } from './job-claims.js';
import type { Order } from './job.js';
import type { JobStore } from './job-store.js';

/** @returns the bundle in pieces; broken off by the signal. @throws DomainError, LedgerError */
export type MakeBundle = (order: Order, signal: AbortSignal) => AsyncIterable<Uint8Array>;

export interface WorkerParts {
  readonly store: JobStore;
  readonly claims: JobClaims;
  readonly make: MakeBundle;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How soon what another gateway was asked for, or has left behind, is seen. */
const LOOK_MS = 1_000;

export class BundleWorker implements AsyncDisposable {
  private readonly stop = new AbortController();
  private readonly running: Promise<void>;
  private isWoken = false;
  private rise = (): void => undefined;

  constructor(private readonly parts: WorkerParts) {
    this.running = this.run();
  }

  /** There is something new. */
  wake(): void {
    this.isWoken = true;
    this.rise();
  }

  /** What is under way is broken off and waits for the next start, or for another gateway. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    this.wake();
    await this.running;
    const { claims, log } = this.parts;
    await claims.release().catch((error: unknown) => {
      log.warn('A bundle of evidence could not be given back; it is taken over all the same.', { error });
    });
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    try {
      while (!signal.aborted) {
        const taken = await this.kept(() => this.parts.claims.take(this.parts.now()));
        if (taken) await this.work(taken);
        else await this.rest();
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  private async work(taken: Taken): Promise<void> {
    const { store, claims, make } = this.parts;
    const { id, order } = taken;
    const { signal } = this.stop;
    try {
      const made = await store.keep(id, claims.maker, make(order, signal));
      failpoint('evidence');
      if (made) await store.finish(id, claims.maker, made);
    } catch (error) {
      if (signal.aborted) return;
      await this.hindered(taken, error);
    }
    await this.kept(() => store.forget());
  }

  /** What passes is waited for as long as the job's term runs, and others are made meanwhile. */
  private async hindered({ id, requested, waits }: Taken, error: unknown): Promise<void> {
    const { store, claims, log, now } = this.parts;
    const code = codeOf(error);
    const at = now();
    if (at - requested < termOf(code)) {
      log.warn('A bundle of evidence cannot be made now and will be tried again.', { job: id, code, error });
      await this.kept(() => store.wait(id, claims.maker, { code, due: at + pauseAfter(waits) }));
    } else {
      log.warn('A bundle of evidence could not be made or kept.', { job: id, code, error });
      await this.kept(() => store.fail(id, claims.maker, code));
    }
  }

  /** A full disk, or a server that is away, is waited out. @throws Stopped */
  private kept<T>(work: () => Promise<T>): Promise<T> {
    const waiting = (code: string | undefined, error?: unknown): void => {
      if (code === undefined) this.parts.log.info('Evidence can be kept again.');
      else this.parts.log.warn('Evidence cannot be kept now and will be tried again.', { code, error });
    };
    return persistently(work, { signal: this.stop.signal, waiting });
  }

  private async rest(): Promise<void> {
    if (!this.isWoken) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.rise = () => {
        resolve(undefined);
      };
      const timer = setTimeout(this.rise, LOOK_MS);
      await promise;
      clearTimeout(timer);
    }
    this.isWoken = false;
  }
}
