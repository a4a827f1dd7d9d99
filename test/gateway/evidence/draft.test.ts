// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { FILES, LIMITS } from '@catalog-chain/verifier/format';
import { Draft } from '@catalog-chain/gateway/evidence/make/draft';
import { test } from '../../support/testing.js';
import { leaf } from '../../support/usage.js';

/** Adds a batch of lines of 16,000 bytes each. */
function addLong(draft: Draft, sequence: number, count: number): void {
  const read = { leaf: leaf(1), atMs: 0, line: 'x'.repeat(16_000) };
  const batch = { leaves: Array.from({ length: count }, () => read), grants: ['G-1'], root: '0'.repeat(64) };
  const place = { organisation: 'ConsumerMSP', journal: 'J', sequence };
  const carried = { transactionId: String(sequence).padStart(64, '0'), envelope: new Uint8Array(9), batch };
  draft.addLeaves(place, carried, [...batch.leaves.keys()]);
}

test('no file grows larger than a reader takes, however much room is left in all', () => {
  const draft = new Draft();
  addLong(draft, 1, 1_900);
  assert.ok(draft.isFull);
  const { length = 0 } = draft.take().files.get(FILES.leaves) ?? {};
  assert.ok(length > LIMITS.linesBytes * 0.9 && length <= LIMITS.linesBytes, `${length} bytes`);
  addLong(draft, 1, 1_900);
  assert.throws(
    () => {
      addLong(draft, 2, 400);
    },
    (error) => error instanceof DomainError && error.code === 'CONDITION_NOT_MET',
  );
});
