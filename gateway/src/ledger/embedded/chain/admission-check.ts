// SPDX-License-Identifier: Apache-2.0
import { LedgerError } from '../../ledger-error.js';
import { proposalHash, transactionIdOf } from '@catalog-chain/verifier/wire/build-envelope';
import {
  ENDORSER_TRANSACTION,
  readAction,
  readEnvelope,
  readResponse,
  type EnvelopeHeader,
} from '@catalog-chain/verifier/wire/envelope';
import type { ReadWriteSet } from '@catalog-chain/verifier/wire/read-write-set';
import { CHAINCODE, CHANNEL } from './block-codec.js';
import type { Creators } from '../identities/creators.js';

/** How far a transaction's time may be from the node's clock, milliseconds. */
export const TIME_WINDOW = 15 * 60_000;

/** A transaction whose form and signatures are right; what remains is to compare it with the state. */
export interface CheckedTransaction {
  readonly id: string;
  readonly timestamp: number;
  readonly envelope: Uint8Array;
  readonly readWriteSet: ReadWriteSet;
}

export interface Signers {
  readonly creators: Creators;
  /** `SerializedIdentity` of the node, which endorses. */
  readonly node: Uint8Array;
  /** When certificates must be valid, milliseconds since 1970. */
  readonly at: number;
}

/**
 * What is looked at before a transaction is ordered: its id, its signer, the node's endorsement of exactly this
 * proposal.
 * @throws LedgerError `IDENTITY_REFUSED`, or `LEDGER_FAILURE` for bytes that are no transaction of this ledger
 */
export function checkTransaction(
  header: EnvelopeHeader,
  envelope: Uint8Array,
  { creators, node, at }: Signers,
): CheckedTransaction {
  if (header.transactionId !== transactionIdOf(header.nonce, header.creator))
    throw malformed('The transaction id is not that of its nonce and creator.');
  creators.verify(header.creator, header.payload, header.signature, at);
  const action = readAction(header.data);
  const response = readResponse(CHAINCODE, action.responsePayload);
  const [endorsement, ...others] = action.endorsements;
  if (!endorsement || others.length > 0 || !Buffer.from(node).equals(endorsement.endorser))
    throw malformed('The transaction is not endorsed by this node.');
  const signed = Buffer.concat([action.responsePayload, endorsement.endorser]);
  creators.verify(endorsement.endorser, signed, endorsement.signature, at);
  if (!proposalHash(header.headers, action.proposalPayload).equals(response.proposalHash))
    throw malformed('The endorsement is of another proposal.');
  const { transactionId: id, timestamp } = header;
  return { id, timestamp, envelope, readWriteSet: response.readWriteSet };
}

/** @throws LedgerError `LEDGER_FAILURE` when the bytes are not a transaction for this channel. */
export function readTransaction(envelope: Uint8Array): EnvelopeHeader {
  const header = read(envelope);
  if (header.type !== ENDORSER_TRANSACTION || header.channel !== CHANNEL)
    throw malformed('The bytes are not a transaction of this ledger.');
  return header;
}

/** @throws LedgerError `LEDGER_TIMEOUT` when the transaction was made too long ago, or in the future. */
export function checkTime(timestamp: number, now: number): void {
  if (Math.abs(timestamp - now) > TIME_WINDOW)
    throw new LedgerError(
      'LEDGER_TIMEOUT',
      'The transaction was made more than 15 minutes from the time of the ledger: prepare it again.',
    );
}

function read(envelope: Uint8Array): EnvelopeHeader {
  try {
    return readEnvelope(envelope);
  } catch (cause) {
    throw malformed('The bytes are not a transaction.', cause);
  }
}

const malformed = (message: string, cause?: unknown): LedgerError =>
  new LedgerError('LEDGER_FAILURE', message, { cause });
