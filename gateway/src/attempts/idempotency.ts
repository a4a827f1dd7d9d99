// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { PreparedTransaction } from '../ledger/ledger.js';
import { onlyOnce, type Attempt } from './attempt.js';
import { Refusal } from '../support/refusal.js';

/** Names an attempt: one key of one client. */
export interface AttemptKey {
  readonly organisation: string;
  readonly key: string;
}

/** An answer as it is given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What is known of an attempt when it is made. */
export type Known =
  | { readonly state: 'new' }
  | { readonly state: 'running' }
  | { readonly state: 'mismatch' }
  /** Another request came under the key, was never answered, and nobody works on it any more: it is this one's to look into. */
  | { readonly state: 'abandoned'; readonly pending?: PreparedTransaction }
  | { readonly state: 'interrupted'; readonly pending?: PreparedTransaction }
  | { readonly state: 'answered'; readonly answer: StoredAnswer };

/** Where attempts are kept; durable before each promise resolves. */
export interface AttemptStore {
  /** Finds the attempt or begins it. `digest` is of the request; another digest under the key is a mismatch. */
  begin(key: AttemptKey, digest: string, now: number): Promise<Known>;
  prepared(key: AttemptKey, transaction: PreparedTransaction): Promise<void>;
  /** Of an attempt that was abandoned and will never be written: it is the given request's from now on. */
  replaced(key: AttemptKey, digest: string, now: number): Promise<void>;
  answered(key: AttemptKey, answer: StoredAnswer): Promise<void>;
  /** Stopped without an answer, its fate unknown: the next repetition takes over. */
  interrupted(key: AttemptKey): Promise<void>;
  /** Nothing was written: forget it. */
  forget(key: AttemptKey): Promise<void>;
}

/** SHA-256 of the request's meaning: key order and white space of the body do not matter. */
export function digestOf(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${encode(body)}`)
    .digest('hex');
}

/** Runs writes once per key: the first run's answer is given to every repetition. */
export class Idempotency {
  /** @param isRejected whether the transaction is known not to have been committed, and never will be */
  constructor(
    private readonly store: AttemptStore,
    private readonly now: () => number,
    private readonly isRejected: (transaction: PreparedTransaction) => Promise<boolean>,
  ) {}

  /** @throws Refusal `IDEMPOTENCY_MISMATCH`, `IDEMPOTENCY_IN_PROGRESS`; and whatever `work` throws */
  async run(
    key: AttemptKey | undefined,
    digest: string,
    work: (attempt: Attempt) => Promise<StoredAnswer>,
  ): Promise<StoredAnswer> {
    if (!key) return work(onlyOnce);
    const known = await this.store.begin(key, digest, this.now());
    if (known.state === 'answered') return known.answer;
    if (known.state === 'abandoned') await this.takeAbandoned(key, digest, known.pending);
    else refuseUnlessFree(known, key);
    const pending = known.state === 'interrupted' ? known.pending : undefined;
    return this.perform(key, pending, work);
  }

  /**
   * What was begun and never reached the ledger holds no key: whoever corrects the request goes on under it.
   * @throws Refusal `IDEMPOTENCY_MISMATCH` where it may have been written
   */
  private async takeAbandoned(
    key: AttemptKey,
    digest: string,
    pending: PreparedTransaction | undefined,
  ): Promise<void> {
    try {
      if (pending && !(await this.isRejected(pending))) throw mismatch(key);
      await this.store.replaced(key, digest, this.now());
    } catch (error) {
      await this.store.interrupted(key);
      throw error;
    }
  }

  private async perform(
    key: AttemptKey,
    pending: PreparedTransaction | undefined,
    work: (attempt: Attempt) => Promise<StoredAnswer>,
  ): Promise<StoredAnswer> {
    const attempt = new KeyedAttempt(this.store, key, pending);
    try {
      const answer = await work(attempt);
      await this.store.answered(key, answer);
      return answer;
    } catch (error) {
      if (attempt.outstanding) await this.store.interrupted(key);
      else await this.store.forget(key);
      throw error;
    }
  }
}

/** Knows whether a transaction of the attempt may still commit. */
class KeyedAttempt implements Attempt {
  readonly pending?: PreparedTransaction;
  readonly key: string;
  outstanding: boolean;

  constructor(
    private readonly store: AttemptStore,
    private readonly name: AttemptKey,
    pending: PreparedTransaction | undefined,
  ) {
    this.key = name.key;
    this.outstanding = pending !== undefined;
    if (pending) this.pending = pending;
  }

  async prepared(transaction: PreparedTransaction): Promise<void> {
    await this.store.prepared(this.name, transaction);
    this.outstanding = true;
  }

  rejected(): void {
    this.outstanding = false;
  }
}

/** Where the client gave no key, its own id of the record is one, and it knows of no other. */
export const OWN_ID = 'own/';

function mismatch({ key }: AttemptKey): Refusal {
  return new Refusal(
    'IDEMPOTENCY_MISMATCH',
    key.startsWith(OWN_ID)
      ? 'Another request came with this id before.'
      : 'The key came with another request before.',
  );
}

function refuseUnlessFree(known: Known, key: AttemptKey): void {
  if (known.state === 'mismatch') throw mismatch(key);
  if (known.state === 'running') {
    throw new Refusal('IDEMPOTENCY_IN_PROGRESS', 'A request with this key is being worked on.');
  }
}
