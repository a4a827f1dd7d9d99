// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import { LedgerError } from '../../ledger-error.js';
import type { Call, ChainInfo, EndorsedRead, Outcome, PreparedTransaction, Signatory } from '../../ledger.js';
import type { StoredBlock } from '../chain/block-codec.js';
import type { Core } from '../core.js';
import { compact, errorOf, type Message, type Method, type ThreadOptions } from './thread-protocol.js';
import type { ChainReport } from '../chain/verify-chain.js';
import { Waiters } from '../chain/waiters.js';

interface Asked {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** The core in a thread of its own, so that contracts run beside HTTP. */
export class ThreadCore implements Core {
  readonly #asked = new Map<number, Asked>();
  readonly #waiters = new Waiters();
  readonly #opened = Promise.withResolvers<undefined>();
  #gone: LedgerError | undefined;
  #newest = -1;
  #next = 0;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (message: Message) => {
      this.#hear(message);
    });
    worker.on('error', (cause) => {
      this.#end(new LedgerError('LEDGER_UNAVAILABLE', 'The thread of the ledger failed.', { cause }));
    });
    worker.on('exit', () => {
      this.#end(new LedgerError('LEDGER_UNAVAILABLE', 'The thread of the ledger has ended.'));
    });
  }

  /** @throws LedgerError as opening in this thread would */
  static async open(options: ThreadOptions): Promise<ThreadCore> {
    const script = new URL('./thread-worker.js', import.meta.url);
    // Flags of the command line may be meant for an inline script, which this is not.
    const core = new ThreadCore(new Worker(script, { workerData: options, execArgv: [] }));
    await core.#opened.promise;
    core.worker.unref();
    return core;
  }

  evaluate(signatory: Signatory, call: Call): Promise<Uint8Array> {
    return this.#ask('evaluate', signatory, compact(call));
  }

  prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    return this.#ask('prepare', signatory, compact(call));
  }

  submit(envelope: Uint8Array, transactionId: string): Promise<Outcome> {
    return this.#ask('submit', compact(envelope), transactionId);
  }

  outcome(transactionId: string): Promise<Outcome | undefined> {
    return this.#ask('outcome', transactionId);
  }

  info(): Promise<ChainInfo> {
    return this.#ask('info');
  }

  read(from: number): Promise<readonly StoredBlock[]> {
    return this.#ask('read', from);
  }

  endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead> {
    return this.#ask('endorsedRead', signatory, compact(call));
  }

  rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.#ask('rootCertificates');
  }

  ready(): Promise<void> {
    return this.#ask('ready');
  }

  verifyChain(): Promise<ChainReport> {
    return this.#ask('verifyChain');
  }

  async reached(number: number, signal: AbortSignal): Promise<void> {
    await this.#waiters.until(() => this.#newest >= number || this.#gone !== undefined, signal);
  }

  async close(): Promise<void> {
    if (!this.#gone) await this.#ask('close');
    await this.worker.terminate();
  }

  #ask<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#asked.set(id, { resolve, reject });
    this.worker.ref();
    this.worker.postMessage({ id, method, args });
    return promise;
  }

  #hear(message: Message): void {
    if ('newest' in message) {
      this.#newest = message.newest;
      this.#opened.resolve(undefined);
      this.#waiters.wake();
    } else if ('id' in message) {
      this.#settle(message);
    } else {
      this.#end(errorOf(message.failure));
    }
  }

  #settle(answer: Extract<Message, { id: number }>): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ('failure' in answer) asked?.reject(errorOf(answer.failure));
    else asked?.resolve(answer.value as never);
    // An idle ledger keeps no process alive.
    if (this.#asked.size === 0) this.worker.unref();
  }

  #end(why: LedgerError): void {
    if (this.#gone) return;
    this.#gone = why;
    for (const { reject } of this.#asked.values()) reject(why);
    this.#asked.clear();
    this.#opened.reject(why);
    this.#opened.promise.catch(() => undefined);
    this.#waiters.wake();
  }
}
