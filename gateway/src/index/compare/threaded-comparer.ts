// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DatabaseLocation } from '../../db/database.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Apart, MonthQuestion } from './apart.js';
import type { ComparerReply } from './comparer-worker.js';
import type { Compare } from './reconciler.js';

export interface ThreadedComparer extends AsyncDisposable {
  readonly compare: Compare;
}

/** Compares months in a thread of its own, one after the other, so that no request waits; started when first asked. */
export function startThreadedComparer(location: DatabaseLocation): ThreadedComparer {
  let worker: Worker | undefined;
  let before: Promise<unknown> = Promise.resolve();
  const compareNow = async (question: MonthQuestion): Promise<Apart> => {
    worker ??= start(location, () => (worker = undefined));
    const reply = await ask(worker, question);
    if ('apart' in reply) return reply.apart;
    throw new LedgerError('LEDGER_FAILURE', reply.message);
  };
  return {
    compare: (question) => {
      const next = before.then(() => compareNow(question));
      before = next.catch(() => undefined);
      return next;
    },
    [Symbol.asyncDispose]: async () => {
      if (!worker) return;
      const ended = once(worker, 'exit');
      await worker.terminate();
      await ended.catch(() => undefined);
    },
  };
}

function start(location: DatabaseLocation, ended: () => void): Worker {
  const started = new Worker(new URL('./comparer-worker.js', import.meta.url), { workerData: location });
  started.once('exit', ended);
  started.unref();
  return started;
}

function ask(worker: Worker, question: MonthQuestion): Promise<ComparerReply> {
  const { promise, resolve } = Promise.withResolvers<ComparerReply>();
  const failed = (error: Error): void => {
    resolve({ message: error.message });
  };
  const ended = (): void => {
    resolve({ message: 'The comparison was broken off.' });
  };
  worker.once('message', resolve).once('error', failed).once('exit', ended);
  worker.postMessage(question);
  return promise.finally(() => worker.off('message', resolve).off('error', failed).off('exit', ended));
}
