// SPDX-License-Identifier: Apache-2.0
/** Journals of a gateway: one a month, and what becomes of a batch whose journal is closed under it. */
import assert from 'node:assert/strict';
import type { JournalList } from '@catalog-chain/chaincode/domain/audit';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { partsOfName } from '@catalog-chain/gateway/usage/journal-name';
import type { PipelineLedger } from '@catalog-chain/gateway/usage/commit/settle';
import { eventId, usage } from '../../support/embedded-market.js';
import { bench, CLAIM, committed } from '../../support/pipeline-bench.js';
import { test } from '../../support/testing.js';

const BY = { mspId: 'ConsumerMSP', user: 'submitter' };

async function journalsOn(ledger: Pick<PipelineLedger, 'evaluate'>): Promise<readonly string[]> {
  const call = { transaction: TRANSACTIONS.auditListJournals, args: [BY.mspId] };
  const bytes = await ledger.evaluate(BY, call);
  return (JSON.parse(Buffer.from(bytes).toString('utf8')) as JournalList).journals;
}

/** Closes the journal, empty as it is, in the moment in which its first batch is sent. */
function closingUnder(ledger: PipelineLedger): PipelineLedger {
  let submissions = 0;
  return {
    ...ledger,
    submit: async (prepared, options) => {
      submissions += 1;
      if (submissions === 2) {
        const [journal = ''] = await journalsOn(ledger);
        const args = [encode({ journal, batches: 0, lastRoot: '0'.repeat(64) })];
        const closing = await ledger.prepare(BY, { transaction: TRANSACTIONS.journalClose, args });
        assert.equal((await ledger.submit(closing, options)).status, 'committed');
      }
      return ledger.submit(prepared, options);
    },
  };
}

test('rows of a batch whose journal is closed under it are committed once, in another journal of the month', async (t) => {
  const all = await bench(t, { wrap: closingUnder });
  await committed(all, await all.pipeline.accept(CLAIM, [usage(1), usage(2)]));
  const names = await journalsOn(all.ledger);
  const month = months(480)(Date.now());
  assert.deepEqual(
    names.map((name) => partsOfName(name)),
    [
      { month, replica: 0 },
      { month, replica: 0 },
    ],
  );
  const receipt = await all.pipeline.find(BY.mspId, eventId(1));
  assert.equal(receipt?.batch?.sequence, 1);
  const batches = await all.index.list('batch', {});
  assert.equal(batches.items.length, 1);
  await committed(all, await all.pipeline.accept(CLAIM, [usage(3)]));
  assert.equal((await journalsOn(all.ledger)).length, 2);
});
