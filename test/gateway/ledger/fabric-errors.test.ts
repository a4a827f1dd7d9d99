// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { fabricError } from '@catalog-chain/gateway/ledger/fabric/fabric-errors';
import { isFinal } from '@catalog-chain/gateway/ledger/persistently';
import { test } from '../../support/testing.js';

const REFUSAL = 'chaincode response 500, catalog-chain NOT_PARTY: The organisation is no party.';
const ABORTED = 10;

test('what the first endorser refuses is the answer of the contract', () => {
  const said = 'failed to endorse transaction, see attached details for more info';
  const error = fabricError(ABORTED, [said, REFUSAL], undefined);
  assert.deepEqual([error.code, isFinal(error)], ['NOT_PARTY', true]);
});

test('what only another endorser refuses is no answer yet: its peer may be a block behind', () => {
  const said = 'failed to collect enough transaction endorsements, see attached details for more info';
  const error = fabricError(ABORTED, [said, REFUSAL], undefined);
  assert.deepEqual([error.code, isFinal(error)], ['ENDORSEMENT_MISMATCH', false]);
});
