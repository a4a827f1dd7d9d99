// SPDX-License-Identifier: Apache-2.0
/** Bundles in the making, and those made: in memory, since each can be made again. */
import { createHash, randomUUID } from 'node:crypto';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { LedgerError } from '../ledger/ledger-error.js';
import type { Subject } from './make/make-bundle.js';

/** A bundle that was asked for. */
export interface Job {
  readonly id: string;
  readonly subject: Subject;
  /** RFC 3339. */
  readonly requested: string;
  readonly state: 'working' | 'ready' | 'failed';
  readonly bytes?: number;
  readonly sha256?: string;
  /** Why it failed. */
  readonly code?: string;
}

interface Entry {
  readonly organisation: string;
  readonly job: Job;
  readonly bundle?: Buffer;
}

const MAX_WAITING = 32;
const MAX_KEPT = 200;
const MAX_KEPT_BYTES = 256 * 2 ** 20;

/** One bundle is made at a time. */
export class EvidenceJobs {
  readonly #entries = new Map<string, Entry>();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly now: () => number) {}

  /** @throws LedgerError `LEDGER_OVERLOADED` when too many wait */
  start(organisation: string, subject: Subject, make: () => Promise<Buffer>): Job {
    if (this.#waiting >= MAX_WAITING) throw new LedgerError('LEDGER_OVERLOADED', 'Too many bundles wait.');
    const requested = new Date(this.now()).toISOString();
    const job: Job = { id: randomUUID(), subject, requested, state: 'working' };
    this.#entries.set(job.id, { organisation, job });
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#work(job.id, make));
    return job;
  }

  /** @throws DomainError `NOT_FOUND`, also for another organisation's */
  find(organisation: string, id: string): Job {
    return this.#entry(organisation, id).job;
  }

  /** @throws DomainError `NOT_FOUND`; `INVALID_STATE` while there is no bundle */
  bundle(organisation: string, id: string): Buffer {
    const { bundle } = this.#entry(organisation, id);
    if (!bundle) throw new DomainError('INVALID_STATE', 'The bundle is not ready.');
    return bundle;
  }

  #entry(organisation: string, id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry?.organisation !== organisation) throw new DomainError('NOT_FOUND', 'There is no such bundle.');
    return entry;
  }

  async #work(id: string, make: () => Promise<Buffer>): Promise<void> {
    const entry = this.#entries.get(id);
    this.#waiting -= 1;
    if (!entry) return;
    try {
      const bundle = await make();
      const sha256 = createHash('sha256').update(bundle).digest('hex');
      const job: Job = { ...entry.job, state: 'ready', bytes: bundle.length, sha256 };
      this.#entries.set(id, { ...entry, job, bundle });
    } catch (error) {
      const known = error instanceof DomainError || error instanceof LedgerError;
      this.#entries.set(id, {
        ...entry,
        job: { ...entry.job, state: 'failed', code: known ? error.code : 'INTERNAL' },
      });
    }
    this.#forget();
  }

  /** The oldest go first. */
  #forget(): void {
    const done = [...this.#entries].filter(([, { job }]) => job.state !== 'working');
    let bytes = done.reduce((sum, [, { bundle }]) => sum + (bundle?.length ?? 0), 0);
    let count = done.length;
    for (const [id, { bundle }] of done) {
      if (count <= 1 || (count <= MAX_KEPT && bytes <= MAX_KEPT_BYTES)) return;
      this.#entries.delete(id);
      bytes -= bundle?.length ?? 0;
      count -= 1;
    }
  }
}
