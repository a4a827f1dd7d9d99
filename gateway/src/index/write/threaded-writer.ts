// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DatabaseLocation } from '../../db/database.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { IndexedBlock } from './index-writer.js';
import type { WriterReply } from './writer-worker.js';

/** Applies blocks, one call at a time. */
export interface BlockWriter extends AsyncDisposable {
  /** @returns the newest block indexed. @throws LedgerError */
  apply(blocks: readonly IndexedBlock[]): Promise<number>;
}

/** The writer in a thread of its own; one that died is started again at the next call. */
export function startThreadedWriter(location: DatabaseLocation): BlockWriter {
  let worker: Worker | undefined;
  const start = (): Worker => {
    const started = new Worker(new URL('./writer-worker.js', import.meta.url), { workerData: location });
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    return started;
  };
  return {
    apply: async (blocks) => {
      worker ??= start();
      const reply = await ask(worker, blocks);
      if ('block' in reply) return reply.block;
      throw new LedgerError(reply.code, reply.message);
    },
    [Symbol.asyncDispose]: async () => {
      if (!worker) return;
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}

function ask(worker: Worker, blocks: readonly IndexedBlock[]): Promise<WriterReply> {
  const { promise, resolve } = Promise.withResolvers<WriterReply>();
  const failed = (error: Error): void => {
    resolve({ code: 'LEDGER_FAILURE', message: error.message });
  };
  const ended = (): void => {
    resolve({ code: 'LEDGER_FAILURE', message: 'The index writer has ended.' });
  };
  worker.once('message', resolve).once('error', failed).once('exit', ended);
  worker.postMessage(blocks);
  return promise.finally(() => worker.off('message', resolve).off('error', failed).off('exit', ended));
}
