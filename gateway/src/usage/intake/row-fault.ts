// SPDX-License-Identifier: Apache-2.0
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';

/** Why a row is refused. */
export class RowFault extends Error {
  override readonly name = 'RowFault';

  constructor(
    readonly code: DomainCode,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
