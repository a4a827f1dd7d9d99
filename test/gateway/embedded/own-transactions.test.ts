// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  OwnTransactions,
  type OwnTransaction,
} from '@catalog-chain/gateway/ledger/embedded/chain/own-transactions';
import { EMPTY_READ_WRITE_SET } from '@catalog-chain/verifier/wire/read-write-set';
import { test } from '../../support/testing.js';

const transaction = (id: string, envelope: Uint8Array): OwnTransaction => ({
  id,
  envelope,
  timestamp: 0,
  creator: new Uint8Array(),
  readWriteSet: EMPTY_READ_WRITE_SET,
});

const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(7);

test('a transaction is known again though its bytes went to another thread meanwhile, and once only', () => {
  const own = new OwnTransactions();
  const envelope = bytes(10_000);
  own.keep(transaction('a', envelope));
  const moved = structuredClone(envelope, { transfer: [envelope.buffer] });
  assert.equal(envelope.length, 0);
  assert.equal(own.take('a', moved)?.id, 'a');
  assert.equal(own.take('a', moved), undefined);
});

test('other bytes under the id of one that is kept are not taken for it', () => {
  const own = new OwnTransactions();
  own.keep(transaction('a', bytes(100)));
  assert.equal(own.take('a', bytes(101)), undefined);
  assert.equal(own.take('b', bytes(100)), undefined);
});

test('what was kept and never submitted makes room for what comes later', () => {
  const own = new OwnTransactions();
  const size = 8 * 1024 * 1024;
  for (let i = 0; i < 20; i += 1) {
    const envelope = bytes(size);
    own.keep(transaction(`t${i}`, envelope));
    structuredClone(envelope, { transfer: [envelope.buffer] });
  }
  assert.equal(own.take('t0', bytes(size)), undefined);
  assert.equal(own.take('t19', bytes(size))?.id, 't19');
});
