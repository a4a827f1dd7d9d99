// SPDX-License-Identifier: Apache-2.0
/** Blocks as they are stored, and as the port gives them. */
import { common, peer } from '@hyperledger/fabric-protos';
import type { LedgerBlock } from '../../ledger.js';
import {
  ENDORSER_TRANSACTION,
  readAction,
  readEnvelope,
  readResponse,
} from '@catalog-chain/verifier/wire/envelope';
import { readTransaction } from '../../wire/ledger-transaction.js';
import type { KeyWrite } from '@catalog-chain/verifier/wire/read-write-set';

/** The one channel and the one chaincode of an embedded ledger. */
export const CHANNEL = 'catalog';
export const CHAINCODE = 'catalog';

export const CONFIG_TRANSACTION: number = common.HeaderType.CONFIG;

/** Fabric's validation codes, by name. */
export const CODES = {
  VALID: peer.TxValidationCode.VALID,
  MVCC_READ_CONFLICT: peer.TxValidationCode.MVCC_READ_CONFLICT,
  PHANTOM_READ_CONFLICT: peer.TxValidationCode.PHANTOM_READ_CONFLICT,
} as const;
export type ValidationCode = keyof typeof CODES;

export function codeName(code: number): ValidationCode {
  const found = Object.entries(CODES).find(([, value]) => value === code);
  if (!found) throw new Error(`Validation code ${code} is not one of this ledger's.`);
  return found[0] as ValidationCode;
}

export interface StoredBlock {
  readonly number: number;
  readonly hash: string;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** The node's, over the header's DER followed by one validation code per transaction, a byte each. */
  readonly signature: Uint8Array;
  readonly transactions: readonly { readonly code: number; readonly envelope: Uint8Array }[];
}

export function decodeBlock(block: StoredBlock): LedgerBlock {
  return {
    number: block.number,
    hash: block.hash,
    previousHash: Buffer.from(block.previousHash).toString('hex'),
    dataHash: Buffer.from(block.dataHash).toString('hex'),
    transactions: block.transactions.map(({ code, envelope }, index) =>
      readTransaction(CHAINCODE, { index, code: codeName(code), envelope }),
    ),
  };
}

/** The public writes of a stored transaction. */
export function writesOf(envelope: Uint8Array): readonly KeyWrite[] {
  const { type, data } = readEnvelope(envelope);
  if (type !== ENDORSER_TRANSACTION) return [];
  return readResponse(CHAINCODE, readAction(data).responsePayload).readWriteSet.writes;
}
