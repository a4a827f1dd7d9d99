// SPDX-License-Identifier: Apache-2.0
/**
 * Every answer that the ledger can give to a batch, before the batch is bound to its place in the journal and after: what is final
 * costs the row that it names, what passes is waited out, and the rest is committed without a gap.
 */
import assert from 'node:assert/strict';
import { DOMAIN_CODES, SIGNATURE_CODES } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { LEDGER_CODES, LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { ANSWERS } from '@catalog-chain/gateway/ledger/persistently';
import type { PipelineLedger } from '@catalog-chain/gateway/usage/commit/settle';
import { eventId, usages } from '../../support/embedded-market.js';
import { assertGapless, bench, CLAIM } from '../../support/pipeline-bench.js';
import { test } from '../../support/testing.js';

const ROWS = 3;
const codes = Object.keys(ANSWERS) as (keyof typeof ANSWERS)[];
/** The rows go to another place. */
const MOVED: ReadonlySet<string> = new Set(['SEQUENCE_TAKEN', 'JOURNAL_CLOSED']);

test('every code that may be answered is known to be final or to pass', () => {
  const signed = new Set<string>(SIGNATURE_CODES);
  const answered = [...DOMAIN_CODES.filter((code) => !signed.has(code)), ...LEDGER_CODES];
  assert.deepEqual(codes.toSorted(), answered.toSorted());
});

/** Answers so to the next batch: at once, or after its first transaction has lost a race. */
interface Ahead {
  readonly code: keyof typeof ANSWERS;
  readonly when: 'unbound' | 'bound';
}

for (const when of ['unbound', 'bound'] as const) {
  test(`what is final costs the row it names, what passes is waited out: ${when}`, async (t) => {
    let ahead: Ahead | undefined;
    let hasLost = false;
    const wrap = (ledger: PipelineLedger): PipelineLedger => ({
      ...ledger,
      prepare: (signatory, call) => {
        const isDue = call.transaction === TRANSACTIONS.usageSubmit && (ahead?.when === 'unbound' || hasLost);
        if (!ahead || !isDue) return ledger.prepare(signatory, call);
        const { code } = ahead;
        ahead = undefined;
        return Promise.reject(new LedgerError(code, 'leaf 1: it is not taken.'));
      },
      submit: (prepared, options) => {
        if (ahead?.when !== 'bound' || !Buffer.from(prepared.result).includes('"root"'))
          return ledger.submit(prepared, options);
        hasLost = true;
        const { transactionId } = prepared;
        const lost = {
          status: 'rejected',
          transactionId,
          code: 'LEDGER_CONFLICT',
          message: 'Lost.',
        } as const;
        return Promise.resolve(lost);
      },
    });
    const { pipeline, index, ledger } = await bench(t, { wrap });
    let refused = 0;
    for (const [n, code] of codes.entries()) {
      hasLost = false;
      ahead = { code, when };
      const rows = usages(ROWS, n * ROWS);
      const { receipt = '' } = await pipeline.accept(CLAIM, rows);
      const final = await pipeline.waitRequest('ConsumerMSP', receipt, 20_000);
      const isFinal = ANSWERS[code] === 'final' && !MOVED.has(code);
      assert.equal(final?.state, isFinal ? 'rejected' : 'committed', code);
      const fates = await Promise.all(
        rows.map((_, i) => pipeline.find('ConsumerMSP', eventId(n * ROWS + i))),
      );
      assert.deepEqual(
        fates.map((fate) => fate?.state),
        ['committed', isFinal ? 'rejected' : 'committed', 'committed'],
        code,
      );
      assert.equal(fates[1]?.code, isFinal ? code : undefined, code);
      if (isFinal) refused += 1;
    }
    await index.reached((await ledger.info()).height - 1);
    assert.equal(await assertGapless(index), codes.length * ROWS - refused);
  });
}
