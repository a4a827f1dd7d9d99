// SPDX-License-Identifier: Apache-2.0
/**
 * The index's writer in the thread of the test. In a thread of its own, as a gateway has it, it loads half of the product anew
 * for every gateway that a test starts; the tests of the index and those of whole processes have it so.
 */
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { startThreadedComparer } from '@catalog-chain/gateway/index/compare/threaded-comparer';
import type { IndexWorkers } from '@catalog-chain/gateway/index/open-index';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import type { BlockWriter } from '@catalog-chain/gateway/index/write/threaded-writer';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';

/** What a thread would answer to a failure. */
function told(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  return new LedgerError('LEDGER_FAILURE', error instanceof Error ? error.message : 'The index failed.');
}

/** Opens the tables with the first blocks, as a thread would. */
function inlineWriter(location: DatabaseLocation): BlockWriter {
  const opened = new AsyncDisposableStack();
  let writer: IndexWriter | undefined;
  return {
    apply: async (blocks) => {
      writer ??= new IndexWriter(opened.use(openIndexDatabase(location)));
      return writer.apply(blocks).catch((error: unknown) => {
        throw told(error);
      });
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export const inlineWorkers = (location: DatabaseLocation): IndexWorkers => ({
  writer: inlineWriter(location),
  comparer: startThreadedComparer(location),
});
