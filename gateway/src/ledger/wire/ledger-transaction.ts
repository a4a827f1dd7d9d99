// SPDX-License-Identifier: Apache-2.0
import type { LedgerTransaction } from '../ledger.js';
import {
  ENDORSER_TRANSACTION,
  readAction,
  readEnvelope,
  readIdentity,
  readResponse,
} from '@catalog-chain/verifier/wire/envelope';

/** A transaction as a block holds it. */
export interface RecordedEnvelope {
  /** Its place in the block. */
  readonly index: number;
  /** Name of the validation code, e.g. `VALID`. */
  readonly code: string;
  readonly envelope: Uint8Array;
}

/** @returns the transaction as the port gives it, with the writes and the event of one chaincode. */
export function readTransaction(chaincode: string, recorded: RecordedEnvelope): LedgerTransaction {
  const { index, code, envelope } = recorded;
  const header = readEnvelope(envelope);
  const valid = code === 'VALID';
  const common = {
    id: header.transactionId,
    index,
    valid,
    validationCode: code,
    timestamp: header.timestamp,
    creator: readIdentity(header.creator),
    envelope,
  };
  const action = header.type === ENDORSER_TRANSACTION ? readAction(header.data) : undefined;
  if (action?.chaincode !== chaincode)
    return { ...common, transaction: '', args: [], writes: [], events: [] };
  const { readWriteSet, event } = readResponse(chaincode, action.responsePayload);
  return {
    ...common,
    transaction: action.transaction,
    args: action.args,
    writes: valid ? readWriteSet.writes : [],
    events: valid && event ? [event] : [],
  };
}
