// SPDX-License-Identifier: Apache-2.0
import type { Code } from './codes.js';

/** The refusal of the only row of a request. */
export class RowError extends Error {
  override readonly name = 'RowError';

  constructor(
    readonly code: Code,
    field: string | undefined,
    message: string,
  ) {
    super(field === undefined ? message : `${field}: ${message}`);
  }
}
