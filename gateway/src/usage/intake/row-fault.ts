// SPDX-License-Identifier: Apache-2.0
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';

/** Why a row is refused. It is told and not traced: taking down the stack costs more than judging the row. */
export class RowFault extends Error {
  override readonly name = 'RowFault';

  constructor(
    readonly code: DomainCode,
    message: string,
    readonly field?: string,
  ) {
    const frames = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = frames;
  }
}
