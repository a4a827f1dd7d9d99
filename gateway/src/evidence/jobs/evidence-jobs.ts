// SPDX-License-Identifier: Apache-2.0
import type { DatabaseLocation } from '../../db/database.js';
import type { IndexReader } from '../../index/model/reader.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Log } from '../../support/log-port.js';
import { makeBundle } from '../make/make-bundle.js';
import { BundleWorker, type MakeBundle } from './bundle-worker.js';
import { JobClaims, type RunningReplicas } from './job-claims.js';
import { JobStore, type Kept } from './job-store.js';
import type { Job, Order, StoredBundle } from './job.js';

export interface JobOptions {
  readonly ledger: Pick<
    Ledger,
    'kind' | 'info' | 'blocks' | 'endorsedRead' | 'rootCertificates' | 'prepare' | 'submit' | 'outcome'
  >;
  readonly index: IndexReader;
  readonly location: DatabaseLocation;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Which of the gateways that share a PostgreSQL this is; its lock is taken already. */
  readonly replica?: number;
  readonly kept?: Kept;
  /** Which replicas run; absent: those that PostgreSQL knows, on SQLite none but this. */
  readonly running?: RunningReplicas;
}

/** Bundles of evidence that were asked for: any gateway of the database knows them, and one of them makes each. */
export class EvidenceJobs implements AsyncDisposable {
  private constructor(
    private readonly store: JobStore,
    private readonly worker: BundleWorker,
    private readonly now: () => number,
  ) {}

  /** Opens what is kept and goes on with what was broken off. @param make absent: from ledger and index */
  static async open(options: JobOptions, make: MakeBundle = makerOf(options)): Promise<EvidenceJobs> {
    const { ledger, location, kept, replica = 0, log, now, running } = options;
    const store = await JobStore.open(location, (await ledger.info()).genesisHash, kept);
    const claims = new JobClaims(store, replica, running);
    const worker = new BundleWorker({ store, claims, make, log, now });
    return new EvidenceJobs(store, worker, now);
  }

  /** @throws LedgerError `LEDGER_OVERLOADED` when too many wait, `STORAGE_UNAVAILABLE` when it cannot be kept */
  async start(order: Order): Promise<Job> {
    const job = await this.store.add(order, this.now());
    this.worker.wake();
    return job;
  }

  /** @throws DomainError `NOT_FOUND`, also for another organisation's; LedgerError `STORAGE_UNAVAILABLE` */
  find(organisation: string, id: string): Promise<Job> {
    return this.store.find(organisation, id);
  }

  /** @throws as `find`; DomainError `INVALID_STATE` while there is no bundle */
  bundle(organisation: string, id: string): Promise<StoredBundle> {
    return this.store.bundle(organisation, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }
}

const makerOf =
  ({ ledger, index }: JobOptions): MakeBundle =>
  ({ organisation, role, party, subject }, signal) => {
    const signatory = { mspId: organisation, user: role };
    return makeBundle(subject, { ledger, index, signatory, signal }, party);
  };
