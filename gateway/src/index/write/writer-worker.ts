// SPDX-License-Identifier: Apache-2.0
/** Entry of the thread that writes the index, so that no request waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseLocation } from '../../db/database.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { IndexWriter, type IndexedBlock } from './index-writer.js';
import { openIndexDatabase } from '../tables/open-tables.js';

/** What the thread answers to a message of blocks. */
export type WriterReply =
  { readonly block: number } | { readonly code: LedgerError['code']; readonly message: string };

const port = parentPort;
if (!port) throw new Error('This module runs in a thread.');
const database = openIndexDatabase(workerData as DatabaseLocation);
const writer = new IndexWriter(database);

async function answer(message: readonly IndexedBlock[] | 'close'): Promise<WriterReply | undefined> {
  if (message !== 'close') return { block: await writer.apply(message) };
  await database[Symbol.asyncDispose]();
  port?.close();
  return undefined;
}

function failure(error: unknown): WriterReply {
  return error instanceof LedgerError
    ? { code: error.code, message: error.message }
    : { code: 'LEDGER_FAILURE', message: error instanceof Error ? error.message : 'The index failed.' };
}

port.on('message', (message: readonly IndexedBlock[] | 'close') => {
  void answer(message)
    .catch(failure)
    .then((reply) => {
      if (reply) port.postMessage(reply);
    });
});
