// SPDX-License-Identifier: Apache-2.0
/** Blocks as Fabric's peers give them, read into the port's form. */
import { common, peer } from '@hyperledger/fabric-protos';
import type { LedgerBlock } from '../ledger.js';
import { headerHash } from '@catalog-chain/verifier/wire/block-header';
import { readTransaction } from '../wire/ledger-transaction.js';

const CODE_NAMES = new Map(Object.entries(peer.TxValidationCode).map(([name, code]) => [code, name]));

/** Name of a validation code, e.g. `MVCC_READ_CONFLICT`. */
export const validationCodeName = (code: number): string => CODE_NAMES.get(code) ?? `CODE_${code}`;

/** @throws Error when the bytes are not a whole block. */
export function readBlock(bytes: Uint8Array, chaincode: string): LedgerBlock {
  const block = common.Block.deserializeBinary(bytes);
  const header = block.getHeader();
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  if (!header) throw new Error('The block has no header.');
  const parts = {
    number: header.getNumber(),
    previousHash: header.getPreviousHash_asU8(),
    dataHash: header.getDataHash_asU8(),
  };
  const codes = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  return {
    number: parts.number,
    hash: headerHash(parts),
    previousHash: Buffer.from(parts.previousHash).toString('hex'),
    dataHash: Buffer.from(parts.dataHash).toString('hex'),
    transactions: envelopes.map((envelope, index) =>
      readTransaction(chaincode, { index, code: validationCodeName(codes?.[index] ?? 254), envelope }),
    ),
  };
}
